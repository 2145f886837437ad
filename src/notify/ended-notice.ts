import { printedFor } from '../contact/printed-commands.ts';
import { JojkaSyncError } from '../errors.ts';
import type { Catalogue } from '../report/language/catalogue.ts';
import type { Language } from '../report/language/language.ts';
import { wordsOf } from '../report/language/words.ts';
import { guardIn } from '../report/sentences/guards.ts';
import { noConsentLines } from '../report/sentences/held-back.ts';
import type { RunReport } from '../steps/run-report.ts';
import type { Notice, NoticeEvent } from './notice.ts';
import { asLine, withoutNames, withoutNumbers } from './private.ts';

/** What is known of a run that somebody is told of. */
export interface ToldRun {
  readonly command: string;
  readonly pipeline: string;
  readonly account: string | undefined;
  readonly run: string | undefined;
  readonly host: string;
  /** In which people are told. */
  readonly lang: Language;
  /** The pipeline's run before it did not end well. */
  readonly afterTrouble: boolean;
  /** It does a part of the night alone: that went well is no recovery, and no sign that the night was done. */
  readonly part: boolean;
}

/** What of a report a notice is made of; a run that was resumed has no plan at hand. */
export type EndedReport = Pick<
  RunReport,
  'run' | 'exitCode' | 'heldBack' | 'outcomes' | 'failures' | 'withheld' | 'verification' | 'stopped'
> &
  Partial<Pick<RunReport, 'doneBefore' | 'plan' | 'replies' | 'savedAs' | 'seconds'>>;

/** That a run is about to change something, or has merely begun. */
export function startNotice(run: ToldRun, at: Date, changes: number | undefined): Notice {
  const { notices } = wordsOf(run.lang);
  return notice(run, {
    event: 'start',
    what: changes === undefined ? notices.begun : notices.writing(changes),
    at,
  });
}

/** How a run ended that has a report. */
export function endedNotice(run: ToldRun, report: EndedReport, at: Date): Notice {
  const event = eventOf(report.exitCode, run.afterTrouble && !run.part);
  const words = wordsOf(run.lang);
  return notice(run, {
    event,
    what: headline(report, event, words),
    lines: linesOf(report, words),
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
  const { notices } = wordsOf(run.lang);
  const what = { 3: notices.refused, 5: notices.locked }[exitCode] ?? notices.failed;
  return notice(run, {
    event: eventOf(exitCode, run.afterTrouble && !run.part),
    what: exitCode > 128 ? notices.stopped : what,
    lines: isKnown ? foreign([error.message, error.advice].join('\n')) : [notices.internal],
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

function headline(
  { heldBack, stopped, exitCode }: EndedReport,
  event: NoticeEvent,
  { notices }: Catalogue,
): string {
  if (stopped !== undefined) return notices.stopped;
  if (heldBack) return notices.heldBack;
  if (event === 'recovery') return notices.goodAgain;
  return exitCode === 0 ? notices.done : notices.differences;
}

function linesOf(report: EndedReport, words: Catalogue): string[] {
  const { plan, replies, failures, withheld, verification, stopped, heldBack, outcomes } = report;
  const { notices } = words;
  const stood = new Set(report.doneBefore);
  const done = outcomes.filter((state, index) => state === 'done' && !stood.has(index)).length;
  const lines = [notices.changesDone(done, report.seconds)];
  if (heldBack)
    for (const tripped of plan?.plan.guards ?? [])
      lines.push(
        guardIn(words, {
          ...tripped,
          ...(tripped.group !== undefined && { group: withoutNumbers(tripped.group) }),
        }),
      );
  lines.push(...noConsentLines(report, words));
  if (stopped !== undefined) lines.push(...foreign(withoutNames(stopped)));
  for (const [endpoint, calls] of countBy(failures.map(({ endpoint }) => endpoint)))
    lines.push(notices.callsFailed(calls, endpoint));
  if (withheld.length > 0) lines.push(notices.withheld(withheld.length));
  if (verification && verification.differences.length > 0) {
    const { differences, missing, altered } = verification;
    lines.push(notices.notAsAsked(differences.length, missing, altered));
  }
  if (plan && plan.rejections.length > 0) lines.push(notices.rejections(plan.rejections.length));
  if (plan?.warnings.some(({ code }) => code === 'write-back-failed')) lines.push(notices.crmNotTold);
  const { failures: unblocked = 0, never = 0 } = replies ?? {};
  if (unblocked > never) lines.push(notices.notBlockedYet(unblocked - never));
  if (never > 0) lines.push(notices.neverBlocked(never));
  if (replies?.gap) lines.push(notices.gap);
  return lines;
}

/** Lines that are not ours, or tell of what is not: any number in them may be somebody's (K2). Our own figures are nobody's. */
function foreign(text: string): string[] {
  return text.split('\n').map(withoutNumbers);
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

/** Puts a notice together; whatever acts on a screen is shown as signs. */
function notice(
  { command, pipeline, account, run, host, lang, part }: ToldRun,
  told: Pick<Notice, 'event'> &
    Partial<Omit<Notice, 'at' | 'title'>> & { readonly what: string; readonly at: Date },
): Notice {
  const named = withoutNumbers(pipeline);
  const of = { account, pipeline: command === 'sync' ? pipeline : undefined };
  return {
    event: told.event,
    title: asLine(`${named}: ${told.what}`),
    lines: (told.lines ?? [])
      .filter((line) => line.trim() !== '')
      .slice(0, mostLines)
      .map((line) => asLine(printedFor(line, of))),
    commands: (told.commands ?? []).map((line) => printedFor(line, of)),
    pipeline: named,
    account,
    command,
    run,
    part,
    host,
    lang,
    exitCode: told.exitCode,
    at: told.at.toISOString(),
    seconds: told.seconds,
    changes: told.changes,
  };
}

/** More is for the report. */
const mostLines = 20;
