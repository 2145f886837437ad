import { createColors } from 'picocolors';
import { localTime } from '../contact/local-time.ts';
import type { Change, ChangeKind, TouchedContact } from '../plan/change.ts';
import type { TrippedGuard } from '../plan/guard.ts';
import type { Move } from '../plan/moves.ts';
import type { Plan, PlanSummary } from '../plan/plan.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import { blockReason } from './block-reason.ts';
import { changeKindTitles } from './change-titles.ts';
import { formatCount, formatQuantity, formatSeconds } from './numbers.ts';
import { printable } from './printable.ts';
import { rejectionGroups, rejectionTotals } from './rejections-text.ts';
import { howToApplyPlan } from './sentences/apply.ts';
import { comparisonLines, sourceLines } from './sentences/basis.ts';
import { guardText } from './sentences/guards.ts';
import { wouldText } from './sentences/held-back.ts';
import { leftAloneLines, unmanagedLines, unmanagedListLine } from './sentences/left-alone.ts';
import { warningText } from './sentences/warnings.ts';

export interface TextOptions {
  readonly color: boolean;
  /** How many changes of a kind, and how many rejections, are shown; the rest is counted. */
  readonly limit?: number;
  /** Of a run: its changes are shown too. */
  readonly changes?: boolean;
  /** Columns of the terminal; undefined where it is none, and lines may be of any length. */
  readonly width?: number | undefined;
  /** Where times are shown; the machine's own zone, where left out. */
  readonly timeZone?: string;
}

type Colors = ReturnType<typeof createColors>;

/**
 * A plan as somebody reads it on a terminal before anything is changed: changes by kind, old and new side by side,
 * then rejections, warnings, and a summary with what it costs.
 */
export function planText(report: PlanReport, options: TextOptions): string {
  const colors = createColors(options.color);
  const limit = options.limit ?? 20;
  const { plan } = report;
  const { summary } = plan;
  const lines = [
    `${colors.bold(plan.pipeline)} → account ${plan.account}   ${colors.dim(`plan ${plan.id}`)}`,
    `${formatQuantity(summary.existing, 'contact')} in Jojka, ${formatCount(summary.desired)} desired; ${recordLine(report)}`,
  ];
  lines.push(...kindLines(plan, limit, colors));
  lines.push(...moveLines(plan.moves, limit, colors));
  lines.push(...groupLines(summary, limit, colors), ...rejectionLines(report, limit, colors));
  if (report.warnings.length > 0) {
    lines.push('', colors.bold(colors.yellow('Warnings')));
    for (const warning of report.warnings) lines.push(`  ${colors.yellow('!')} ${warningText(warning)}`);
  }
  const at = (time: string) => localTime(time, options);
  const wouldBe = plan.guards.length > 0 ? `Plan: ${wouldText(summary.changes)}` : undefined;
  lines.push(
    '',
    ...sourceLines(report, at).map(printable),
    ...comparisonLines(report, at),
    ...summaryLines(report, colors, wouldBe),
  );
  if (report.unmanaged && !isEmpty(report.unmanaged)) lines.push(unmanagedListLine(plan.pipeline));
  if (plan.guards.length > 0)
    lines.push(
      '',
      colors.bold(colors.red('A sync would hold this plan back, all but its blocks:')),
      ...guardLines(plan.guards, colors),
    );
  if (report.savedAs !== undefined) {
    const { text, command } = howToApplyPlan(report, at);
    lines.push('', text, command ?? '');
  }
  return `${lines.join('\n')}\n`;
}

/** The changes by kind, each with its title. */
export function kindLines({ changes, contacts }: Plan, limit: number, colors: Colors): string[] {
  return (Object.keys(changeKindTitles) as ChangeKind[]).flatMap((kind) => {
    const own = changes.filter((change) => change.kind === kind);
    if (own.length === 0) return [];
    const title = `${colors.bold(changeKindTitles[kind])} ${colors.dim(`(${formatCount(own.length)})`)}`;
    return ['', title, ...changeLines(own, contacts, limit, colors)];
  });
}

function isEmpty(list: Iterable<unknown>): boolean {
  for (const _ of list) return false;
  return true;
}

function recordLine({ records }: PlanReport): string {
  if (!records) return 'no source was read';
  const parts = [`${formatQuantity(records.read, 'record')} read`];
  if (records.filtered > 0) parts.push(`${formatCount(records.filtered)} left out by where`);
  if (records.withoutNumber > 0) parts.push(`${formatCount(records.withoutNumber)} without a number`);
  if (records.duplicates > 0) parts.push(`${formatCount(records.duplicates)} duplicate`);
  if (records.rejected > 0) parts.push(`${formatCount(records.rejected)} rejected`);
  return parts.join(', ');
}

/** The first changes of a list, one a line, and how many there are besides. */
export function changeLines(
  changes: readonly Change[],
  contacts: readonly TouchedContact[],
  limit: number,
  colors: Colors,
): string[] {
  const shown = changes.slice(0, limit);
  const numbers = new Set(shown.map(({ msisdn }) => msisdn));
  const touched = new Map(
    contacts.flatMap((contact) => (numbers.has(contact.msisdn) ? [[contact.msisdn, contact] as const] : [])),
  );
  const width = Math.max(...shown.map(({ msisdn }) => msisdn.length));
  const lines = shown.map((change) => `  ${changeLine(change, touched.get(change.msisdn), width, colors)}`);
  if (changes.length > limit)
    lines.push(colors.dim(`  … ${formatCount(changes.length - limit)} more not shown`));
  return lines;
}

function changeLine(
  change: Change,
  contact: TouchedContact | undefined,
  width: number,
  colors: Colors,
): string {
  const number = change.msisdn.padEnd(width);
  const name = printable(contact?.before?.name ?? contact?.after?.name ?? '');
  switch (change.kind) {
    case 'block':
      return colors.red(
        `- ${number}  no more SMS: ${printable(blockReason(change.origins, change.carried))}`,
      );
    case 'unblock':
      return colors.green(`+ ${number}  may get SMS again`);
    case 'create':
      return colors.green(`+ ${number}  ${printable(change.name)}${groupList(change.groups)}`);
    case 'remove':
      return colors.red(`- ${number}  ${name}${groupList(contact?.before?.groups ?? [])}`);
    case 'rename':
      return `${colors.yellow(`~ ${number}`)}  ${colors.red(change.from === '' ? '(no name)' : printable(change.from))} ${colors.dim('→')} ${colors.green(printable(change.to))}`;
    case 'addMembership':
      return `${colors.green(`+ ${number}`)}  ${name}  ${colors.green(`+ ${printable(change.group)}`)}`;
    case 'removeMembership':
      return `${colors.red(`- ${number}`)}  ${name}  ${colors.red(`- ${printable(change.group)}`)}`;
  }
}

function groupList(groups: readonly string[]): string {
  return groups.length > 0 ? `  [${groups.map(printable).join(' | ')}]` : '';
}

/** Records whose number changed: the remove and create above are one person. */
function moveLines(moves: readonly Move[], limit: number, colors: Colors): string[] {
  if (moves.length === 0) return [];
  const lines = [
    '',
    `${colors.bold('Changed numbers')} ${colors.dim(`(${formatCount(moves.length)}; what is ours moves along)`)}`,
  ];
  for (const { from, to, name } of moves.slice(0, limit))
    lines.push(
      `  ${colors.yellow('~')} ${colors.red(from)} ${colors.dim('→')} ${colors.green(to)}  ${printable(name)}`,
    );
  if (moves.length > limit) lines.push(colors.dim(`  … ${formatCount(moves.length - limit)} more not shown`));
  return lines;
}

function groupLines(summary: PlanSummary, limit: number, colors: Colors): string[] {
  const changed = summary.groups.filter(({ added, removed }) => added > 0 || removed > 0);
  if (changed.length === 0) return [];
  const shown = [...changed].sort((a, b) => b.added + b.removed - (a.added + a.removed)).slice(0, limit);
  const width = Math.max(...shown.map(({ group }) => group.length));
  const lines = ['', colors.bold('Members of groups, before → after')];
  for (const { group, before, after, added, removed } of shown) {
    const steps = [
      added > 0 ? colors.green(`+${formatCount(added)}`) : '',
      removed > 0 ? colors.red(`-${formatCount(removed)}`) : '',
    ];
    lines.push(
      `  ${printable(group).padEnd(width)}  ${formatCount(before).padStart(7)} → ${formatCount(after).padEnd(7)} ${steps.filter((step) => step !== '').join(' ')}`,
    );
  }
  if (changed.length > shown.length)
    lines.push(colors.dim(`  … ${formatQuantity(changed.length - shown.length, 'more group')} not shown`));
  return lines;
}

function rejectionLines({ rejections, records }: PlanReport, limit: number, colors: Colors): string[] {
  if (rejections.length === 0) return [];
  const totals = rejectionTotals(rejections, records?.rejected);
  return [
    '',
    `${colors.bold(colors.yellow('Rejected'))} ${colors.dim(`(${totals})`)}`,
    ...rejectionGroups(rejections, limit, colors),
  ];
}

/**
 * What the plan comes to, in sentences.
 *
 * @param wouldBe of a plan that is not carried out: what it would do
 */
export function summaryLines({ plan }: PlanReport, colors: Colors, wouldBe?: string): string[] {
  const { summary } = plan;
  const { changes: counts } = summary;
  const lines: string[] = [];
  lines.push(...leftAloneLines(summary), ...unmanagedLines(summary, plan.pipeline));
  if (plan.changes.length === 0) {
    lines.push(colors.bold('Nothing to change.'));
    return lines;
  }
  const parts = [
    counts.create > 0 ? `${formatCount(counts.create)} to create` : '',
    counts.rename > 0 ? `${formatCount(counts.rename)} to rename` : '',
    counts.addMembership > 0 ? `${formatQuantity(counts.addMembership, 'membership')} to add` : '',
    counts.removeMembership > 0
      ? `${formatQuantity(counts.removeMembership, 'membership')} to take away`
      : '',
    counts.remove > 0 ? `${formatCount(counts.remove)} to remove` : '',
    counts.block > 0 ? `${formatCount(counts.block)} to block` : '',
    counts.unblock > 0 ? `${formatCount(counts.unblock)} to unblock` : '',
  ].filter((part) => part !== '');
  const calls = Object.entries(summary.calls);
  const total = calls.reduce((sum, [, count]) => sum + count, 0);
  lines.push(
    colors.bold(wouldBe === undefined ? `Plan: ${parts.join(', ')}.` : `${wouldBe}.`),
    `${wouldBe === undefined ? '' : 'That would take '}${formatQuantity(total, 'call')} (${calls.map(([endpoint, count]) => `${endpoint} ${formatCount(count)}`).join(', ')}), ${summary.seconds < 1 ? 'under a second' : `about ${formatSeconds(summary.seconds)}`}.`,
  );
  return lines;
}

/** The guards that hold a plan back, with their figures. */
export function guardLines(guards: readonly TrippedGuard[], colors: Colors): string[] {
  return guards.map((guard) => `  ${colors.red('!')} ${guardText(guard)}`);
}
