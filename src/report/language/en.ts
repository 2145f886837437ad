import { blocks } from './en/blocks.ts';
import { changes } from './en/changes.ts';
import { consent } from './en/consent.ts';
import { console } from './en/console.ts';
import { drift } from './en/drift.ts';
import { evidence } from './en/evidence.ts';
import { figures } from './en/figures.ts';
import { fleet } from './en/fleet.ts';
import { guards } from './en/guards.ts';
import { history } from './en/history.ts';
import { markdown } from './en/markdown.ts';
import { messages } from './en/messages.ts';
import { notices } from './en/notices.ts';
import { page } from './en/page.ts';
import { person } from './en/person.ts';
import { plan } from './en/plan.ts';
import { rejections } from './en/rejections.ts';
import { replies } from './en/replies.ts';
import { run } from './en/run.ts';
import { schedules } from './en/schedules.ts';
import { basis, heldBack, leftAlone, sentences, signOff } from './en/sentences.ts';
import { story } from './en/story.ts';
import { terminal } from './en/terminal.ts';
import { tested } from './en/tested.ts';
import { upkeep } from './en/upkeep.ts';
import { validated } from './en/validated.ts';
import { warnings } from './en/warnings.ts';
import type { Language } from './language.ts';

/** Everything in English. What it has a key for, every language has (`Catalogue`). */
export const english = {
  lang: 'en' as Language,
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
