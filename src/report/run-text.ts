import { createColors } from 'picocolors';
import { localTime } from '../contact/local-time.ts';
import type { RunReport } from '../steps/run-report.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { guardLines, kindLines, summaryLines } from './plan-text.ts';
import { printable } from './printable.ts';
import { rejectionCounts } from './rejections-text.ts';
import { type HowToApply, howToApplyHeld } from './sentences/apply.ts';
import { comparisonLines, sourceLines } from './sentences/basis.ts';
import {
  blockCallsGone,
  blocksOfRun,
  heldBackCounts,
  noConsentLines,
  wouldText,
} from './sentences/held-back.ts';
import { inDoubtText } from './sentences/in-doubt.ts';
import { warningIn } from './sentences/warnings.ts';
import { withheldLines } from './sentences/withheld.ts';

/** A finished run in a few lines: what was to be done, what was done, what was not, and what to do about it. */
export function runText(report: RunReport, options: TextOptions): string {
  const colors = createColors(options.color);
  const limit = options.limit ?? 20;
  const words = wordsOf(options.lang);
  const at = (time: string) => localTime(time, options);
  const { plan } = report.plan;
  const lines = [
    `${colors.bold(plan.pipeline)} → ${words.plan.account(plan.account)}   ${colors.dim(words.run.runId(report.run))}`,
    ...(report.plan.undoes === undefined ? [] : [words.plan.undone(report.plan.undoes)]),
    ...(options.changes ? [...kindLines(plan, limit, colors, words), ''] : []),
    ...(report.heldBack
      ? [...sourceLines(report.plan, at, words).map(printable), ...comparisonLines(report.plan, at, words)]
      : []),
    ...(report.heldBack
      ? summaryLines(report.plan, colors, words, heldBackText(report, words), blockCallsGone(report))
      : summaryLines(report.plan, colors, words)),
  ];
  if (report.replies) lines.push(repliesLine(report.replies, colors, words));
  const { rejections, warnings } = report.plan;
  if (rejections.length > 0)
    lines.push(
      `${colors.yellow(words.run.rejections(rejections.length))}: ${rejectionCounts(rejections, words)}. ${words.run.seeThem(`jojka-sync rejects ${report.run}`)}`,
    );
  for (const warning of warnings.slice(0, limit))
    lines.push(`${colors.yellow('!')} ${warningIn(words, warning)}`);
  if (warnings.length > limit) lines.push(words.run.moreWarnings(warnings.length - limit));
  lines.push(...noConsentLines(report, words).map(colors.yellow));
  if (report.heldBack)
    lines.push(
      ...heldBackLines(report, options.changes !== true, howToApplyHeld(report, at, words), colors, words),
    );
  else lines.push(...outcomeLines(report, limit, colors, words));
  return `${lines.join('\n')}\n`;
}

/** What was fetched of answers before the plan was made. */
export function repliesLine(
  replies: NonNullable<RunReport['replies']>,
  colors: ReturnType<typeof createColors>,
  { run }: Catalogue,
): string {
  const { never = 0 } = replies;
  const yet = replies.failures - never;
  const parts = [
    `${run.newAnswers(replies.new)}, ${run.stopsBlocked(replies.blocked)}`,
    yet > 0 ? colors.red(run.stopsNotBlocked(yet)) : '',
    never > 0 ? colors.yellow(run.stopsNeverBlocked(never)) : '',
    (replies.unsure ?? 0) > 0
      ? colors.yellow(run.unsure(replies.unsure ?? 0, 'jojka-sync replies --list'))
      : '',
    replies.gap ? colors.yellow(run.gap) : '',
  ];
  return run.answers(parts.filter((part) => part !== ''));
}

/** That guards held a plan back, and what was sent all the same. */
export function heldBackHeadline(report: RunReport, { run }: Catalogue = english): string {
  const { sent, stood } = blocksOfRun({ ...report, changes: report.plan.plan.changes });
  return run.refused(sent, stood);
}

/** What of a plan that was held back is left to be decided. */
export function heldBackText(report: RunReport, words: Catalogue = english): string {
  return words.run.heldBack(wouldText(heldBackCounts(report), words));
}

/** Why a plan was not carried out, and the one command that applies exactly that plan. */
function heldBackLines(
  report: RunReport,
  namesShow: boolean,
  { text, command }: HowToApply,
  colors: ReturnType<typeof createColors>,
  words: Catalogue,
): string[] {
  const { plan } = report.plan;
  const lines = [colors.bold(colors.red(heldBackHeadline(report, words)))];
  lines.push(...guardLines(plan.guards, colors, words));
  for (const { endpoint, message } of report.failures)
    lines.push(`${colors.red('!')} ${endpoint}: ${message}`);
  if (report.stopped) lines.push(stoppedText(report.stopped, colors, words));
  if (namesShow) lines.push(words.run.readIt, `jojka-sync show ${report.run}`);
  lines.push(text);
  return command === undefined ? lines : [...lines, command];
}

/** Why a run stopped; what says of itself that it did so is not headed by that once more. */
function stoppedText(stopped: string, colors: ReturnType<typeof createColors>, { run }: Catalogue): string {
  const head = run.stopped.replace(':', '');
  return stopped.startsWith(`${head} `) ? colors.red(stopped) : `${colors.red(run.stopped)} ${stopped}`;
}

/** How a plan was carried out, in a few lines. */
export function executedText(
  run: string,
  executed: Omit<Outcome, 'run' | 'plan' | 'seconds'>,
  options: TextOptions,
): string {
  const lines = outcomeLines(
    { run, ...executed },
    options.limit ?? 20,
    createColors(options.color),
    wordsOf(options.lang),
  );
  return `${lines.join('\n')}\n`;
}

/** What of a run's report tells how it went. */
type Outcome = Pick<
  RunReport,
  'run' | 'exitCode' | 'calls' | 'failures' | 'withheld' | 'verification' | 'stopped'
> &
  Partial<Pick<RunReport, 'plan' | 'seconds'>>;

/** How a plan was carried out: calls, failures, what verify found, and how it ended. */
export function outcomeLines(
  report: Outcome,
  limit: number,
  colors: ReturnType<typeof createColors>,
  words: Catalogue,
): string[] {
  const { run } = words;
  const lines: string[] = [];
  const calls = Object.values(report.calls);
  const done = calls.reduce((sum, count) => sum + count.done, 0);
  const failed = calls.reduce((sum, count) => sum + count.failed, 0);
  if (done + failed > 0)
    lines.push(
      `${run.sent(done)}${failed > 0 ? `, ${colors.red(run.failed(failed))}` : ''}${report.seconds === undefined ? '' : run.inTime(report.seconds)}.`,
    );
  for (const { endpoint, msisdns, message } of report.failures.slice(0, limit))
    lines.push(`${colors.red('!')} ${run.of(endpoint, whom(msisdns, words))}: ${message}`);
  if (report.failures.length > limit) lines.push(run.moreFailures(report.failures.length - limit));
  lines.push(...withheldLines(report.withheld, words));
  for (const { kind, msisdn, reason } of report.withheld.slice(0, limit))
    if (reason !== 'block-failed') lines.push(`  ${words.changes.withheldKind(kind)} ${msisdn}`);
  const { verification } = report;
  if (verification) {
    const parts = [
      run.confirmed(verification.confirmed + verification.respelled),
      verification.repaired > 0 ? run.sentAgain(verification.repaired) : '',
      verification.respelled > 0 ? run.respelled(verification.respelled) : '',
      verification.missing > 0 ? colors.red(run.missing(verification.missing)) : '',
      verification.altered > 0 ? colors.red(run.altered(verification.altered)) : '',
      verification.changedMeanwhile > 0 ? run.changedMeanwhile(verification.changedMeanwhile) : '',
    ];
    lines.push(run.verified(parts.filter((part) => part !== '')));
    for (const difference of verification.differences.slice(0, limit))
      lines.push(`${colors.red('!')} ${difference.msisdn}: ${run.difference(difference)}`);
    if (verification.differences.length > limit)
      lines.push(run.moreDifferences(verification.differences.length - limit));
  }
  if (report.stopped) lines.push(stoppedText(report.stopped, colors, words));
  else if (report.exitCode === 0)
    lines.push(colors.green(done > 0 || !report.plan?.records ? run.done : holdsText(report, words)));
  else lines.push(colors.red(run.differs), run.again(`jojka-sync runs ${report.run}`));
  return lines;
}

/** What a run says that found nothing to do. */
function holdsText({ plan }: Pick<Outcome, 'plan'>, words: Catalogue): string {
  const { run } = words;
  const inDoubt = plan && inDoubtText(plan.plan.summary, words);
  if (inDoubt !== undefined) return `${run.done} ${inDoubt}`;
  const part = plan?.warnings.find((warning) => warning.code === 'part-of-night');
  return part?.code === 'part-of-night' ? run.partHolds(part.figures.others) : run.holds;
}

/** The number that something is about, or how many contacts. */
function whom(msisdns: readonly string[], { run }: Catalogue): string {
  return msisdns.length === 1 && msisdns[0] !== undefined ? msisdns[0] : run.contacts(msisdns.length);
}
