import { createColors } from 'picocolors';
import type { Rejection, Warning } from '../contact/rejection.ts';
import type { Change, ChangeKind } from '../plan/change.ts';
import type { Run } from '../state/runs.ts';
import { formatCount, formatQuantity, formatSeconds } from './numbers.ts';
import { rejectionCounts, type TextOptions } from './plan-text.ts';
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
export function historyText(runs: readonly Run[], options: TextOptions): string {
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
  return `${[colors.bold(title), ...body].join('\n')}\n`;
}

/** Everything about one run. */
export function runDetailText(
  detail: {
    readonly run: Run;
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
  lines.push(`Planned: ${changesText(run)}.`);
  if (calls.length > 0)
    lines.push(
      `Calls: ${calls.map(({ endpoint, state, count }) => `${endpoint} ${formatCount(count)} ${state}`).join(', ')}.`,
    );
  lines.push(
    rejections.length === 0
      ? 'No rejections.'
      : `${formatQuantity(rejections.length, 'rejection')}${rejections.length === 1 ? ' (rejections' : ' ('}: ${rejectionCounts(rejections)}). See them: jojka-sync rejects ${run.id}`,
  );
  for (const { message } of warnings) lines.push(`${colors.yellow('!')} ${message}`);
  const limit = options.limit ?? 50;
  for (const change of changes.slice(0, limit)) lines.push(`  ${change.msisdn}  ${changeText(change)}`);
  if (changes.length > limit)
    lines.push(`  … ${formatCount(changes.length - limit)} more not shown; --format json has all`);
  return `${lines.join('\n')}\n`;
}

function changeText(change: Change): string {
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

function duration(run: Run): string {
  return run.endedAt === null ? '?' : formatSeconds((run.endedAt.getTime() - run.startedAt.getTime()) / 1000);
}

function changesText(run: Run): string {
  const plan = run.summary?.plan as { changes?: Partial<Record<ChangeKind, number>> } | undefined;
  if (!plan?.changes) return '?';
  const parts = Object.entries(plan.changes).flatMap(([kind, count]) =>
    count > 0 ? [`${short[kind as ChangeKind]} ${formatCount(count)}`] : [],
  );
  return parts.length > 0 ? parts.join(', ') : 'nothing';
}

function rejectionsText(run: Run): string {
  const count = run.summary?.rejections;
  return typeof count === 'number' ? formatCount(count) : '?';
}

function colorState(text: string, state: string, colors: ReturnType<typeof createColors>): string {
  if (state === 'done' || state === 'running') return text;
  return state === 'failed' ? colors.red(text) : colors.yellow(text);
}
