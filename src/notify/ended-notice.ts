import { JojkaSyncError } from '../errors.ts';
import { formatCount, formatQuantity, formatSeconds } from '../report/numbers.ts';
import { guardText } from '../report/sentences/guards.ts';
import type { RunReport } from '../steps/run-report.ts';
import type { Notice, NoticeEvent } from './notice.ts';
import { withoutNames, withoutNumbers } from './private.ts';

/** What is known of a run that somebody is told of. */
export interface ToldRun {
  readonly command: string;
  readonly pipeline: string;
  readonly account: string | undefined;
  readonly run: string | undefined;
  readonly host: string;
  /** The pipeline's run before it did not end well. */
  readonly afterTrouble: boolean;
}

/** What of a report a notice is made of; a run that was resumed has no plan at hand. */
export type EndedReport = Pick<
  RunReport,
  'run' | 'exitCode' | 'heldBack' | 'outcomes' | 'failures' | 'withheld' | 'verification' | 'stopped'
> &
  Partial<Pick<RunReport, 'plan' | 'replies' | 'savedAs' | 'seconds'>>;

/** That a run is about to change something, or has merely begun. */
export function startNotice(run: ToldRun, at: Date, changes: number | undefined): Notice {
  const title =
    changes === undefined
      ? `${run.pipeline}: the run has begun`
      : `${run.pipeline}: ${formatQuantity(changes, 'change')} ${changes === 1 ? 'is' : 'are'} being written to Jojka`;
  return notice(run, { event: 'start', title, at });
}

/** How a run ended that has a report. */
export function endedNotice(run: ToldRun, report: EndedReport, at: Date): Notice {
  const event = eventOf(report.exitCode, run.afterTrouble);
  return notice(run, {
    event,
    title: `${run.pipeline}: ${headline(report, event)}`,
    lines: linesOf(report),
    commands: commandsOf(report),
    exitCode: report.exitCode,
    seconds: report.seconds,
    changes: countOutcomes(report),
    at,
  });
}

/** How a run ended that has none: it failed, or did not begin. */
export function failedNotice(run: ToldRun, error: unknown, at: Date): Notice {
  const isKnown = error instanceof JojkaSyncError;
  const exitCode = isKnown ? error.exitCode : 1;
  const event = eventOf(exitCode, run.afterTrouble);
  const what = { 3: 'refused', 5: 'did not run, another run holds the account' }[exitCode] ?? 'failed';
  return notice(run, {
    event,
    title: `${run.pipeline}: ${exitCode > 128 ? 'stopped before its end' : what}`,
    lines: isKnown
      ? [error.message, ...(error.advice?.split('\n') ?? [])]
      : ['Internal error: this is a fault of jojka-sync. What the job has logged tells more.'],
    commands: run.run === undefined ? [] : [`jojka-sync runs ${run.run}`],
    exitCode,
    at,
  });
}

/** What an exit code is called (the contract's table). */
function eventOf(exitCode: number, afterTrouble: boolean): NoticeEvent {
  if (exitCode === 0) return afterTrouble ? 'recovery' : 'success';
  return exitCode === 3 ? 'guard' : 'failure';
}

function headline({ heldBack, stopped, exitCode }: EndedReport, event: NoticeEvent): string {
  if (stopped !== undefined) return 'stopped before its end';
  if (heldBack) return 'held back by guards';
  if (event === 'recovery') return 'good again';
  return exitCode === 0 ? 'done' : 'finished with differences';
}

function linesOf(report: EndedReport): string[] {
  const { plan, replies, failures, withheld, verification, stopped, heldBack, outcomes } = report;
  const done = outcomes.filter((state) => state === 'done').length;
  const lines = [
    `${formatQuantity(done, 'change')} done${report.seconds === undefined ? '' : `, in ${formatSeconds(report.seconds)}`}.`,
  ];
  if (heldBack) for (const guard of plan?.plan.guards ?? []) lines.push(guardText(guard));
  if (stopped !== undefined) lines.push(withoutNames(stopped));
  for (const [endpoint, count] of countBy(failures.map(({ endpoint }) => endpoint)))
    lines.push(`${formatQuantity(count, 'call')} of ${endpoint} failed.`);
  if (withheld.length > 0)
    lines.push(
      `${formatQuantity(withheld.length, 'change was', 'changes were')} not sent: the facts did not permit it.`,
    );
  if (verification && verification.differences.length > 0)
    lines.push(
      `${formatQuantity(verification.differences.length, 'contact')} not as asked for afterwards: ${formatCount(verification.missing)} missing, ${formatCount(verification.altered)} different.`,
    );
  if (plan && plan.rejections.length > 0)
    lines.push(`${formatQuantity(plan.rejections.length, 'rejection')} in the sources.`);
  if (replies && replies.failures > 0)
    lines.push(`${formatQuantity(replies.failures, 'STOP')} could not be blocked yet.`);
  if (replies?.gap) lines.push('Some answers were never fetched and are gone.');
  return lines;
}

function commandsOf({ run, exitCode, heldBack, savedAs, plan }: EndedReport): string[] {
  if (exitCode === 0) return [];
  const accept =
    heldBack && savedAs !== undefined && plan
      ? [`jojka-sync apply ${plan.plan.id} --accept ${plan.plan.fingerprint}`]
      : [];
  return [`jojka-sync runs ${run}`, ...accept];
}

function countOutcomes({ outcomes }: EndedReport): Record<string, number> {
  return Object.fromEntries(countBy(outcomes));
}

function countBy(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Puts a notice together; whatever it says is masked, and shown as signs where it would act on a screen. */
function notice(
  { command, pipeline, account, run, host }: ToldRun,
  told: Pick<Notice, 'event' | 'title'> & Partial<Omit<Notice, 'at'>> & { readonly at: Date },
): Notice {
  return {
    event: told.event,
    title: withoutNumbers(told.title),
    lines: (told.lines ?? [])
      .flatMap((line) => line.split('\n'))
      .filter((line) => line.trim() !== '')
      .slice(0, mostLines)
      .map(withoutNumbers),
    commands: told.commands ?? [],
    pipeline: withoutNumbers(pipeline),
    account,
    command,
    run,
    host,
    exitCode: told.exitCode,
    at: told.at.toISOString(),
    seconds: told.seconds,
    changes: told.changes,
  };
}

/** More is for the report. */
const mostLines = 20;
