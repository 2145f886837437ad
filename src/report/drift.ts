import { createColors } from 'picocolors';
import { printedFor } from '../contact/printed-commands.ts';
import { shellWord } from '../contact/shell-word.ts';
import type { Change } from '../plan/change.ts';
import type { TrippedGuard } from '../plan/guard.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import { actsOn } from './acts-on.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { wordsOf } from './language/words.ts';
import { changeLines, type TextOptions } from './plan-text.ts';
import { jsonText } from './printable.ts';
import { redactChange, redactPlanReport } from './redact.ts';
import { guardIn } from './sentences/guards.ts';
import { inDoubtText } from './sentences/in-doubt.ts';

/** What differs between the sources and Jojka, by where it changed. */
export interface Drift {
  /** The sources ask for what they asked for at the last sync: somebody else has changed Jojka since. */
  readonly inJojka: readonly Change[];
  /** The sources ask for something else than at the last sync. */
  readonly atSource: readonly Change[];
}

/** Tells the changes of a plan apart by what the ledger had of the pipeline's wants. */
function driftOf({ changes, wants }: Plan): Drift {
  const changed = new Set(wants.drops);
  for (const [msisdn] of wants.upserts) changed.add(msisdn);
  const isAtSource = ({ kind, msisdn }: Change) =>
    kind === 'block' || kind === 'unblock' || changed.has(msisdn);
  return {
    inJojka: changes.filter((change) => !isAtSource(change)),
    atSource: changes.filter(isAtSource),
  };
}

/** Drift as it is read on a terminal. */
export function driftText(report: PlanReport, options: TextOptions & { readonly redact: boolean }): string {
  const colors = createColors(options.color);
  const limit = options.limit ?? 20;
  const words = wordsOf(options.lang);
  const { plan } = report;
  const { inJojka, atSource } = shownDrift(plan, options.redact, words);
  const { contacts } = options.redact ? redactPlanReport(report, words).plan : plan;
  const lines = [`${colors.bold(plan.pipeline)} → ${words.plan.account(plan.account)}`];
  const section = (title: string, changes: readonly Change[]) => {
    if (changes.length === 0) return;
    lines.push('', `${colors.bold(title)} ${colors.dim(`(${words.figures.count(changes.length)})`)}`);
    lines.push(...changeLines(changes, contacts, limit, colors, words));
  };
  section(words.drift.inJojka, inJojka);
  section(words.drift.atSource, atSource);
  const inDoubt = inDoubtText(plan.summary, words);
  const touched = new Set(plan.changes.map(({ msisdn }) => msisdn)).size;
  lines.push(
    '',
    touched === 0
      ? (inDoubt ?? colors.green(words.drift.none))
      : colors.bold(
          words.drift.some(
            touched,
            printedFor(`jojka-sync plan ${shellWord(plan.pipeline)}`, actsOn(report)),
          ),
        ),
  );
  lines.push(...plan.guards.filter(isOfDoubt).map((guard) => guardIn(words, guard)));
  return `${lines.join('\n')}\n`;
}

/** Whether a plan differs, or so much is in doubt that nobody can tell (T7, G1). */
export function hasDrift({ changes, guards }: Pick<Plan, 'changes' | 'guards'>): boolean {
  return changes.length > 0 || guards.some(isOfDoubt);
}

const isOfDoubt = ({ inDoubt }: TrippedGuard) => inDoubt !== undefined;

/** Drift as one JSON document. */
export function driftJson({ plan }: PlanReport, redact: boolean): string {
  const { pipeline, account, createdAt } = plan;
  const { inDoubt } = plan.summary;
  const drift = shownDrift(plan, redact);
  return `${jsonText({ version: 1, pipeline, account, createdAt, ...drift, inDoubt })}\n`;
}

function shownDrift(plan: Plan, redact: boolean, words: Catalogue = english): Drift {
  const drift = driftOf(plan);
  if (!redact) return drift;
  const hide = (change: Change) => redactChange(change, words);
  return { inJojka: drift.inJojka.map(hide), atSource: drift.atSource.map(hide) };
}
