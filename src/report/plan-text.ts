import { createColors } from 'picocolors';
import { localTime } from '../contact/local-time.ts';
import type { Change, ChangeKind, TouchedContact } from '../plan/change.ts';
import type { TrippedGuard } from '../plan/guard.ts';
import type { Move } from '../plan/moves.ts';
import type { Plan, PlanSummary } from '../plan/plan.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import { blockReason } from './block-reason.ts';
import type { Catalogue } from './language/catalogue.ts';
import type { Language } from './language/language.ts';
import { wordsOf } from './language/words.ts';
import { printable } from './printable.ts';
import { rejectionGroups, rejectionTotals } from './rejections-text.ts';
import { howToApplyPlan } from './sentences/apply.ts';
import { comparisonLines, sourceLines } from './sentences/basis.ts';
import { consentLines } from './sentences/consent.ts';
import { guardIn } from './sentences/guards.ts';
import { wouldText } from './sentences/held-back.ts';
import { leftAloneLines, unmanagedLines, unmanagedListLine } from './sentences/left-alone.ts';
import { warningIn } from './sentences/warnings.ts';

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
  /** What it is told in; English, where left out. */
  readonly lang?: Language;
}

type Colors = ReturnType<typeof createColors>;

/**
 * A plan as somebody reads it on a terminal before anything is changed: changes by kind, old and new side by side,
 * then rejections, warnings, and a summary with what it costs.
 */
export function planText(report: PlanReport, options: TextOptions): string {
  const colors = createColors(options.color);
  const limit = options.limit ?? 20;
  const words = wordsOf(options.lang);
  const { plan } = report;
  const { summary } = plan;
  const lines = [
    `${colors.bold(plan.pipeline)} → ${words.plan.account(plan.account)}   ${colors.dim(words.plan.planId(plan.id))}`,
    `${words.plan.size(summary.existing, summary.desired)}; ${recordLine(report, words)}`,
  ];
  lines.push(...kindLines(plan, limit, colors, words));
  lines.push(...moveLines(plan.moves, limit, colors, words));
  lines.push(...groupLines(summary, limit, colors, words), ...rejectionLines(report, limit, colors, words));
  if (report.warnings.length > 0) {
    lines.push('', colors.bold(colors.yellow(words.plan.warnings)));
    for (const warning of report.warnings) lines.push(`  ${colors.yellow('!')} ${warningIn(words, warning)}`);
  }
  const at = (time: string) => localTime(time, options);
  const wouldBe = plan.guards.length > 0 ? words.plan.would(wouldText(summary.changes, words)) : undefined;
  lines.push(
    '',
    ...sourceLines(report, at, words).map(printable),
    ...comparisonLines(report, at, words),
    ...summaryLines(report, colors, words, wouldBe),
  );
  if (report.unmanaged && !isEmpty(report.unmanaged)) lines.push(unmanagedListLine(plan.pipeline, words));
  if (plan.guards.length > 0)
    lines.push(
      '',
      colors.bold(colors.red(words.plan.wouldHold(report.undoes !== undefined, plan.heldBlocks.length))),
      ...guardLines(plan.guards, colors, words),
    );
  if (report.savedAs !== undefined) {
    const { text, command } = howToApplyPlan(report, at, words);
    lines.push('', text, command ?? '');
  }
  return `${lines.join('\n')}\n`;
}

/** The changes by kind, each with its title. */
export function kindLines(
  { changes, contacts }: Plan,
  limit: number,
  colors: Colors,
  words: Catalogue,
): string[] {
  const { titles } = words.changes;
  return (Object.keys(titles) as ChangeKind[]).flatMap((kind) => {
    const own = changes.filter((change) => change.kind === kind);
    if (own.length === 0) return [];
    const title = `${colors.bold(titles[kind])} ${colors.dim(`(${words.figures.count(own.length)})`)}`;
    return ['', title, ...changeLines(own, contacts, limit, colors, words)];
  });
}

function isEmpty(list: Iterable<unknown>): boolean {
  for (const _ of list) return false;
  return true;
}

function recordLine({ records, undoes }: PlanReport, { plan }: Catalogue): string {
  if (undoes !== undefined) return plan.undoes(undoes);
  if (!records) return plan.noSource;
  const parts = [plan.read(records.read)];
  if (records.filtered > 0) parts.push(plan.filtered(records.filtered));
  if (records.withoutNumber > 0) parts.push(plan.withoutNumber(records.withoutNumber));
  if (records.duplicates > 0) parts.push(plan.duplicates(records.duplicates));
  if (records.rejected > 0) parts.push(plan.rejected(records.rejected));
  return parts.join(', ');
}

/** The first changes of a list, one a line, and how many there are besides. */
export function changeLines(
  changes: readonly Change[],
  contacts: readonly TouchedContact[],
  limit: number,
  colors: Colors,
  words: Catalogue,
): string[] {
  const shown = changes.slice(0, limit);
  const numbers = new Set(shown.map(({ msisdn }) => msisdn));
  const touched = new Map(
    contacts.flatMap((contact) => (numbers.has(contact.msisdn) ? [[contact.msisdn, contact] as const] : [])),
  );
  const width = Math.max(...shown.map(({ msisdn }) => msisdn.length));
  const lines = shown.map(
    (change) => `  ${changeLine(change, touched.get(change.msisdn), width, colors, words)}`,
  );
  if (changes.length > limit) lines.push(colors.dim(`  ${words.plan.more(changes.length - limit)}`));
  return lines;
}

function changeLine(
  change: Change,
  contact: TouchedContact | undefined,
  width: number,
  colors: Colors,
  words: Catalogue,
): string {
  const number = change.msisdn.padEnd(width);
  const name = printable(contact?.before?.name ?? contact?.after?.name ?? '');
  switch (change.kind) {
    case 'block':
      return colors.red(`- ${number}  ${printable(words.changes.noMoreSms(blockReason(change, words)))}`);
    case 'unblock':
      return colors.green(`+ ${number}  ${words.changes.maySmsAgain}`);
    case 'create':
      return colors.green(`+ ${number}  ${printable(change.name)}${groupList(change.groups)}`);
    case 'remove':
      return colors.red(`- ${number}  ${name}${groupList(contact?.before?.groups ?? [])}`);
    case 'rename':
      return `${colors.yellow(`~ ${number}`)}  ${colors.red(change.from === '' ? words.changes.noName : printable(change.from))} ${colors.dim('→')} ${colors.green(printable(change.to))}`;
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
function moveLines(moves: readonly Move[], limit: number, colors: Colors, { plan }: Catalogue): string[] {
  if (moves.length === 0) return [];
  const lines = ['', `${colors.bold(plan.moves)} ${colors.dim(plan.movesAlong(moves.length))}`];
  for (const { from, to, name } of moves.slice(0, limit))
    lines.push(
      `  ${colors.yellow('~')} ${colors.red(from)} ${colors.dim('→')} ${colors.green(to)}  ${printable(name)}`,
    );
  if (moves.length > limit) lines.push(colors.dim(`  ${plan.more(moves.length - limit)}`));
  return lines;
}

function groupLines(
  summary: PlanSummary,
  limit: number,
  colors: Colors,
  { plan, figures: { count } }: Catalogue,
): string[] {
  const changed = summary.groups.filter(({ added, removed }) => added > 0 || removed > 0);
  if (changed.length === 0) return [];
  const shown = [...changed].sort((a, b) => b.added + b.removed - (a.added + a.removed)).slice(0, limit);
  const width = Math.max(...shown.map(({ group }) => group.length));
  const lines = ['', colors.bold(plan.groups)];
  for (const { group, before, after, added, removed } of shown) {
    const steps = [
      added > 0 ? colors.green(`+${count(added)}`) : '',
      removed > 0 ? colors.red(`-${count(removed)}`) : '',
    ];
    lines.push(
      `  ${printable(group).padEnd(width)}  ${count(before).padStart(7)} → ${count(after).padEnd(7)} ${steps.filter((step) => step !== '').join(' ')}`,
    );
  }
  if (changed.length > shown.length)
    lines.push(colors.dim(`  ${plan.moreGroups(changed.length - shown.length)}`));
  return lines;
}

function rejectionLines(
  { rejections, records }: PlanReport,
  limit: number,
  colors: Colors,
  words: Catalogue,
): string[] {
  if (rejections.length === 0) return [];
  const totals = rejectionTotals(rejections, records?.rejected, words);
  return [
    '',
    `${colors.bold(colors.yellow(words.plan.rejections))} ${colors.dim(`(${totals})`)}`,
    ...rejectionGroups(rejections, limit, colors, words),
  ];
}

/**
 * What the plan comes to, in sentences.
 *
 * @param wouldBe of a plan that is not carried out: what it would do
 */
export function summaryLines(
  { plan }: PlanReport,
  colors: Colors,
  words: Catalogue,
  wouldBe?: string,
  blockCallsGone = 0,
): string[] {
  const { summary } = plan;
  const { changes: counts } = summary;
  const lines: string[] = [];
  lines.push(...consentLines(summary, words));
  lines.push(...leftAloneLines(summary, words), ...unmanagedLines(summary, plan.pipeline, words));
  if (plan.changes.length === 0) {
    lines.push(colors.bold(words.plan.nothing));
    return lines;
  }
  const { toDo } = words.changes;
  const parts = (Object.keys(toDo) as ChangeKind[]).flatMap((kind) =>
    counts[kind] > 0 ? [toDo[kind](counts[kind])] : [],
  );
  const planned = Object.values(summary.calls).reduce((sum, count) => sum + count, 0);
  const calls = Object.entries(summary.calls)
    .map(([endpoint, count]): [string, number] => [
      endpoint,
      endpoint === 'add_to_blocklist' ? Math.max(0, count - blockCallsGone) : count,
    ])
    .filter(([, count]) => count > 0);
  const total = calls.reduce((sum, [, count]) => sum + count, 0);
  const byEndpoint = calls.map(([endpoint, count]) => `${endpoint} ${words.figures.count(count)}`);
  const seconds = planned > 0 ? (summary.seconds * total) / planned : summary.seconds;
  const cost = `${words.plan.calls(total)} (${byEndpoint.join(', ')}), ${words.plan.takes(seconds)}`;
  lines.push(colors.bold(wouldBe === undefined ? words.plan.sum(parts) : `${wouldBe}.`));
  if (total > 0 || wouldBe === undefined)
    lines.push(`${wouldBe === undefined ? cost : words.plan.wouldTake(cost)}.`);
  return lines;
}

/** The guards that hold a plan back, with their figures. */
export function guardLines(guards: readonly TrippedGuard[], colors: Colors, words: Catalogue): string[] {
  return guards.map((guard) => `  ${colors.red('!')} ${guardIn(words, guard)}`);
}
