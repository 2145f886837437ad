import { createColors } from 'picocolors';
import type { Rejection, Warning } from '../contact/rejection.ts';
import type { Change, ChangeKind } from '../plan/change.ts';
import type { RunRecord } from '../state/runs.ts';
import { formatCount, formatQuantity, formatSeconds } from './numbers.ts';
import { guardLines, rejectionCounts, type TextOptions } from './plan-text.ts';
import { printable } from './printable.ts';
import { warningText } from './sentences/warnings.ts';
import { tableLines } from './table.ts';

const short: Record<ChangeKind, string> = {
  block: 'blocked',
  removeMembership: 'group-',
  remove: 'removed',
  create: 'created',
  rename: 'renamed',
  addMembership: 'group+',
  unblock: 'unblocked',
};

/** Runs as a table, newest first. */
export function historyText(runs: readonly RunRecord[], options: TextOptions): string {
  if (runs.length === 0) return 'There has been no run yet.\n';
  const colors = createColors(options.color);
  const rows = runs.map((run) => [
    run.id,
    run.pipeline,
    run.command,
    run.state,
    duration(run),
    changesText(run),
    rejectionsText(run),
  ]);
  const head = ['RUN', 'PIPELINE', 'COMMAND', 'STATE', 'TOOK', 'PLANNED', 'REJECTED'];
  const [title = '', ...lines] = tableLines(head, rows);
  const body = lines.map((line, index) => colorState(line, rows[index]?.[3] ?? '', colors));
  return `${[colors.bold(title), ...body, ...trendLines(runs)].join('\n')}\n`;
}

const bars = '▁▂▃▄▅▆▇█';

/** How figures went from run to run, oldest first, for each pipeline that has synced more than once. */
function trendLines(runs: readonly RunRecord[]): string[] {
  const byPipeline = new Map<string, RunRecord[]>();
  for (const run of [...runs].reverse()) {
    if (run.command !== 'sync' || !run.summary?.plan) continue;
    const name = `${run.pipeline}${run.account === 'default' ? '' : ` (${run.account})`}`;
    byPipeline.set(name, [...(byPipeline.get(name) ?? []), run]);
  }
  const rows = [...byPipeline].flatMap(([name, own]) => {
    if (own.length < 2) return [];
    const trend = (title: string, of: (run: RunRecord) => number | undefined, format = formatCount) => {
      const values = own.flatMap((run) => of(run) ?? []);
      const [last = 0, before = 0] = [values.at(-1), values.at(-2)];
      const step = last === before ? '' : ` (${last > before ? '+' : '-'}${format(Math.abs(last - before))})`;
      return values.length < 2 ? [] : [[name, title, sparkline(values), `${format(last)}${step}`]];
    };
    return [
      ...trend('desired', ({ summary }) => summary?.plan?.desired),
      ...trend('changes', ({ summary }) => sumOf(summary?.plan?.changes)),
      ...trend('rejected', ({ summary }) => summary?.rejections),
      ...trend('took', (run) => wholeSeconds(secondsOf(run)), formatSeconds),
    ];
  });
  return rows.length === 0 ? [] : ['', ...tableLines(['TREND', 'OF', 'OLDEST → NEWEST', 'LAST'], rows)];
}

/** One bar a value, between the least and the greatest of them. */
function sparkline(values: readonly number[]): string {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  return values
    .map((value) => bars[range === 0 ? 0 : Math.round(((value - least) / range) * (bars.length - 1))])
    .join('');
}

function sumOf(counts: Partial<Record<ChangeKind, number>> | undefined): number | undefined {
  return counts && Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function wholeSeconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds);
}

function secondsOf(run: RunRecord): number | undefined {
  return run.endedAt === null ? undefined : (run.endedAt.getTime() - run.startedAt.getTime()) / 1000;
}

/** Everything about one run. */
export function runDetailText(
  detail: {
    readonly run: RunRecord;
    readonly changes: readonly Change[];
    readonly calls: readonly { readonly endpoint: string; readonly state: string; readonly count: number }[];
    readonly warnings: readonly Warning[];
    readonly rejections: readonly Rejection[];
  },
  options: TextOptions,
): string {
  const colors = createColors(options.color);
  const { run, changes, calls, warnings, rejections } = detail;
  const lines = [
    `${colors.bold(`run ${run.id}`)}  ${run.command} ${run.pipeline} → account ${run.account}`,
    `${colorState(run.state, run.state, colors)}${run.exitCode === null ? '' : `, exit code ${run.exitCode}`}; began ${run.startedAt.toISOString()}, took ${duration(run)}`,
  ];
  if (run.error !== null) lines.push(colors.red(run.error));
  lines.push(...heldBackLines(run, colors));
  const isHeld = run.summary?.heldBack === true;
  lines.push(`Planned${isHeld ? ', and held back save blocks' : ''}: ${changesText(run)}.`);
  if (calls.length > 0)
    lines.push(
      `Calls: ${calls.map(({ endpoint, state, count }) => `${endpoint} ${formatCount(count)} ${state}`).join(', ')}.`,
    );
  lines.push(
    rejections.length === 0
      ? 'No rejections.'
      : `${formatQuantity(rejections.length, 'rejection')}${rejections.length === 1 ? ' (rejections' : ' ('}: ${rejectionCounts(rejections)}). See them: jojka-sync rejects ${run.id}`,
  );
  for (const warning of warnings) lines.push(`${colors.yellow('!')} ${warningText(warning)}`);
  const limit = options.limit ?? 50;
  for (const change of changes.slice(0, limit))
    lines.push(`  ${change.msisdn}  ${printable(changeText(change, isHeld))}`);
  if (changes.length > limit)
    lines.push(`  … ${formatCount(changes.length - limit)} more not shown; --format json has all`);
  return `${lines.join('\n')}\n`;
}

/** What held a run back, and how exactly its plan is applied. */
function heldBackLines({ id, summary }: RunRecord, colors: ReturnType<typeof createColors>): string[] {
  if (summary?.heldBack !== true) return [];
  return [
    'Guards held it back, all but its blocks:',
    ...guardLines(summary.guards ?? [], colors),
    'To apply exactly that plan, within 24 hours (or --max-age):',
    `jojka-sync apply ${id} --accept ${summary.fingerprint}`,
  ];
}

/** @param isHeld it was held back, so that this is what would be done; blocks are sent all the same */
function changeText(change: Change, isHeld: boolean): string {
  const text = doneText(change);
  if (!isHeld || change.kind === 'block') return text;
  return change.kind === 'addMembership' || change.kind === 'removeMembership'
    ? `would go ${text}`
    : `would be ${text}`;
}

function doneText(change: Change): string {
  switch (change.kind) {
    case 'create':
      return `created as ${change.name}${change.groups.length > 0 ? ` in ${change.groups.join(', ')}` : ''}`;
    case 'rename':
      return `renamed from ${change.from} to ${change.to}`;
    case 'addMembership':
      return `into ${change.group}`;
    case 'removeMembership':
      return `out of ${change.group}`;
    case 'remove':
      return 'removed';
    case 'block':
      return 'blocked';
    case 'unblock':
      return 'unblocked';
  }
}

function duration(run: RunRecord): string {
  const seconds = secondsOf(run);
  return seconds === undefined ? '?' : formatSeconds(seconds);
}

function changesText(run: RunRecord): string {
  const changes = run.summary?.plan?.changes;
  if (!changes)
    return run.command === 'sync' || run.command === 'undo' || run.command === 'apply' ? '?' : '-';
  const parts = Object.entries(changes).flatMap(([kind, count]) =>
    count > 0 ? [`${short[kind as ChangeKind]} ${formatCount(count)}`] : [],
  );
  return parts.length > 0 ? parts.join(', ') : 'nothing';
}

function rejectionsText(run: RunRecord): string {
  const count = run.summary?.rejections;
  return typeof count === 'number' ? formatCount(count) : run.summary?.plan ? '?' : '-';
}

function colorState(text: string, state: string, colors: ReturnType<typeof createColors>): string {
  if (state === 'done' || state === 'running') return text;
  return state === 'failed' ? colors.red(text) : colors.yellow(text);
}
