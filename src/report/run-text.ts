import { createColors } from 'picocolors';
import { localTime } from '../contact/local-time.ts';
import type { RunReport } from '../steps/run-report.ts';
import { formatCount, formatQuantity, formatSeconds } from './numbers.ts';
import type { TextOptions } from './plan-text.ts';
import { guardLines, kindLines, summaryLines } from './plan-text.ts';
import { printable } from './printable.ts';
import { rejectionCounts } from './rejections-text.ts';
import { type HowToApply, howToApplyHeld } from './sentences/apply.ts';
import { comparisonLines, sourceLines } from './sentences/basis.ts';
import { heldBackCounts, wouldText } from './sentences/held-back.ts';
import { warningText } from './sentences/warnings.ts';
import { withheldLines } from './sentences/withheld.ts';

/** A finished run in a few lines: what was to be done, what was done, what was not, and what to do about it. */
export function runText(report: RunReport, options: TextOptions): string {
  const colors = createColors(options.color);
  const limit = options.limit ?? 20;
  const at = (time: string) => localTime(time, options);
  const { plan } = report.plan;
  const lines = [
    `${colors.bold(plan.pipeline)} → account ${plan.account}   ${colors.dim(`run ${report.run}`)}`,
    ...(options.changes ? [...kindLines(plan, limit, colors), ''] : []),
    ...(report.heldBack
      ? [...sourceLines(report.plan, at).map(printable), ...comparisonLines(report.plan, at)]
      : []),
    ...summaryLines(report.plan, colors, report.heldBack ? heldBackText(report) : undefined),
  ];
  if (report.replies) lines.push(repliesLine(report.replies, colors));
  const { rejections, warnings } = report.plan;
  if (rejections.length > 0)
    lines.push(
      `${colors.yellow(formatQuantity(rejections.length, 'rejection'))}: ${rejectionCounts(rejections)}. See them: jojka-sync rejects ${report.run}`,
    );
  for (const warning of warnings.slice(0, limit)) lines.push(`${colors.yellow('!')} ${warningText(warning)}`);
  if (warnings.length > limit)
    lines.push(`… ${formatCount(warnings.length - limit)} more warnings not shown`);
  if (report.heldBack)
    lines.push(...heldBackLines(report, options.changes !== true, howToApplyHeld(report, at), colors));
  else lines.push(...outcomeLines(report, limit, colors));
  return `${lines.join('\n')}\n`;
}

/** What was fetched of answers before the plan was made. */
export function repliesLine(
  replies: NonNullable<RunReport['replies']>,
  colors: ReturnType<typeof createColors>,
): string {
  const parts = [
    `${formatQuantity(replies.new, 'new answer')}, ${formatQuantity(replies.blocked, 'STOP')} blocked`,
    replies.failures > 0 ? colors.red(`${formatCount(replies.failures)} could not be blocked yet`) : '',
    (replies.unsure ?? 0) > 0
      ? colors.yellow(`${formatCount(replies.unsure ?? 0)} may be meant as a STOP: jojka-sync replies --list`)
      : '',
    replies.gap ? colors.yellow('some were never fetched and are gone') : '',
  ];
  return `Answers: ${parts.filter((part) => part !== '').join(', ')}.`;
}

/** That guards held a plan back, and what was sent all the same. */
export function heldBackHeadline({ plan: { plan }, outcomes }: RunReport): string {
  const blocks = outcomes.filter(
    (state, index) => state === 'done' && plan.changes[index]?.kind === 'block',
  ).length;
  const sent =
    blocks > 0
      ? `nothing but ${formatQuantity(blocks, 'block')} ${blocks === 1 ? 'was' : 'were'} sent`
      : 'nothing was sent';
  return `Refused: guards hold this plan back; ${sent}.`;
}

/** What of a plan that was held back is left to be decided. */
export function heldBackText(report: RunReport): string {
  const text = wouldText(heldBackCounts(report));
  return `Held back: ${text === '' ? 'nothing but what was sent' : text}`;
}

/** Why a plan was not carried out, and the one command that applies exactly that plan. */
function heldBackLines(
  report: RunReport,
  namesShow: boolean,
  { text, command }: HowToApply,
  colors: ReturnType<typeof createColors>,
): string[] {
  const { plan } = report.plan;
  const lines = [colors.bold(colors.red(heldBackHeadline(report)))];
  lines.push(...guardLines(plan.guards, colors));
  for (const { endpoint, message } of report.failures)
    lines.push(`${colors.red('!')} ${endpoint}: ${message}`);
  if (report.stopped) lines.push(`${colors.red('Stopped:')} ${report.stopped}`);
  if (namesShow) lines.push('Read what it would do:', `jojka-sync show ${report.run}`);
  lines.push(text);
  return command === undefined ? lines : [...lines, command];
}

/** How a plan was carried out, in a few lines. */
export function executedText(
  run: string,
  executed: Omit<Outcome, 'run' | 'seconds'>,
  options: TextOptions,
): string {
  const lines = outcomeLines({ run, ...executed }, options.limit ?? 20, createColors(options.color));
  return `${lines.join('\n')}\n`;
}

/** What of a run's report tells how it went. */
type Outcome = Pick<
  RunReport,
  'run' | 'exitCode' | 'calls' | 'failures' | 'withheld' | 'verification' | 'stopped'
> & { readonly seconds?: number };

/** How a plan was carried out: calls, failures, what verify found, and how it ended. */
export function outcomeLines(
  report: Outcome,
  limit: number,
  colors: ReturnType<typeof createColors>,
): string[] {
  const lines: string[] = [];
  const calls = Object.values(report.calls);
  const done = calls.reduce((sum, count) => sum + count.done, 0);
  const failed = calls.reduce((sum, count) => sum + count.failed, 0);
  if (done + failed > 0)
    lines.push(
      `Sent: ${formatQuantity(done, 'call')} done${failed > 0 ? `, ${colors.red(`${formatCount(failed)} failed`)}` : ''}${report.seconds === undefined ? '' : `, in ${formatSeconds(report.seconds)}`}.`,
    );
  for (const { endpoint, msisdns, message } of report.failures.slice(0, limit))
    lines.push(
      `${colors.red('!')} ${endpoint} of ${msisdns.length === 1 ? msisdns[0] : formatQuantity(msisdns.length, 'contact')}: ${message}`,
    );
  if (report.failures.length > limit)
    lines.push(`… ${formatCount(report.failures.length - limit)} more failures not shown`);
  lines.push(...withheldLines(report.withheld));
  for (const { kind, msisdn, reason } of report.withheld.slice(0, limit))
    if (reason !== 'block-failed') lines.push(`  ${kind} ${msisdn}`);
  const { verification } = report;
  if (verification) {
    const parts = [
      `${formatCount(verification.confirmed + verification.respelled)} confirmed`,
      verification.repaired > 0 ? `${formatCount(verification.repaired)} sent again` : '',
      verification.respelled > 0 ? `${formatCount(verification.respelled)} stored in another spelling` : '',
      verification.missing > 0 ? colors.red(`${formatCount(verification.missing)} missing`) : '',
      verification.altered > 0 ? colors.red(`${formatCount(verification.altered)} not as asked for`) : '',
      verification.changedMeanwhile > 0
        ? `${formatCount(verification.changedMeanwhile)} others changed meanwhile`
        : '',
    ];
    lines.push(`Verified: ${parts.filter((part) => part !== '').join(', ')}.`);
    for (const { msisdn, message } of verification.differences.slice(0, limit))
      lines.push(`${colors.red('!')} ${msisdn}: ${message}`);
    if (verification.differences.length > limit)
      lines.push(`… ${formatCount(verification.differences.length - limit)} more differences not shown`);
  }
  if (report.stopped) lines.push(`${colors.red('Stopped:')} ${report.stopped}`);
  else if (report.exitCode === 0)
    lines.push(colors.green(done > 0 ? 'Done.' : 'Done: Jojka holds what the sources say.'));
  else
    lines.push(
      colors.red('Finished with differences.'),
      `The next run plans again what is still to be done. The whole story: jojka-sync runs ${report.run}`,
    );
  return lines;
}
