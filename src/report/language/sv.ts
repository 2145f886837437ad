import type { Catalogue } from './catalogue.ts';
import { blocks } from './sv/blocks.ts';
import { changes } from './sv/changes.ts';
import { consent } from './sv/consent.ts';
import { console } from './sv/console.ts';
import { drift } from './sv/drift.ts';
import { evidence } from './sv/evidence.ts';
import { figures } from './sv/figures.ts';
import { fleet } from './sv/fleet.ts';
import { guards } from './sv/guards.ts';
import { history } from './sv/history.ts';
import { markdown } from './sv/markdown.ts';
import { messages } from './sv/messages.ts';
import { notices } from './sv/notices.ts';
import { page } from './sv/page.ts';
import { person } from './sv/person.ts';
import { plan } from './sv/plan.ts';
import { rejections } from './sv/rejections.ts';
import { replies } from './sv/replies.ts';
import { run } from './sv/run.ts';
import { schedules } from './sv/schedules.ts';
import { basis, heldBack, leftAlone, sentences, signOff } from './sv/sentences.ts';
import { story } from './sv/story.ts';
import { terminal } from './sv/terminal.ts';
import { tested } from './sv/tested.ts';
import { upkeep } from './sv/upkeep.ts';
import { validated } from './sv/validated.ts';
import { warnings } from './sv/warnings.ts';

/** The same in Swedish. A key that is missing is a compile error. */
export const swedish: Catalogue = {
  lang: 'sv',
  basis,
  blocks,
  changes,
  consent,
  console,
  drift,
  evidence,
  figures,
  fleet,
  guards,
  heldBack,
  history,
  leftAlone,
  markdown,
  messages,
  notices,
  page,
  person,
  plan,
  rejections,
  replies,
  run,
  schedules,
  sentences,
  signOff,
  story,
  terminal,
  tested,
  upkeep,
  validated,
  warnings,
};
