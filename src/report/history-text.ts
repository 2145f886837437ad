import { createColors } from 'picocolors';
import { localTime } from '../contact/local-time.ts';
import type { Rejection, Warning } from '../contact/rejection.ts';
import type { Change, ChangeKind } from '../plan/change.ts';
import type { RunRecord } from '../state/runs.ts';
import { messageRunLines, messageRunText } from './message-run-text.ts';
import { formatCount, formatQuantity, formatSeconds } from './numbers.ts';
import { guardLines, type TextOptions } from './plan-text.ts';
import { printable } from './printable.ts';
import { rejectionCounts } from './rejections-text.ts';
import { warningText } from './sentences/warnings.ts';

const short: Record<ChangeKind, string> = {
  block: 'blocked',
  removeMembership: 'group-',
  remove: 'removed',
  create: 'created',
  rename: 'renamed',
  addMembership: 'group+',
  unblock: 'unblocked',
};

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
    `${colors.bold(`run ${run.id}`)}  ${run.pipeline === '-' ? run.command : `${run.command} ${run.pipeline}`} → account ${run.account}`,
    `${colorState(run.state, run.state, colors)}${run.exitCode === null ? '' : `, exit code ${run.exitCode}`}; began ${localTime(run.startedAt, options)}, took ${duration(run)}`,
  ];
  if (run.error !== null) lines.push(colors.red(run.error));
  lines.push(...heldBackLines(run, colors));
  const isHeld = run.summary?.heldBack === true;
  const what = run.summary?.message ? 'Sent' : `Planned${isHeld ? ', and held back save blocks' : ''}`;
  lines.push(`${what}: ${changesText(run)}.`);
  if (run.summary?.message) lines.push(...messageRunLines(run.summary.message));
  if (calls.length > 0)
    lines.push(
      `Calls: ${calls.map(({ endpoint, state, count }) => `${endpoint} ${formatCount(count)} ${state}`).join(', ')}.`,
    );
  lines.push(
    rejections.length === 0
      ? 'No rejections.'
      : `${formatQuantity(rejections.length, 'rejection')}: ${rejectionCounts(rejections)}. See them: jojka-sync rejects ${run.id}`,
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

/** How long a run was at work, in seconds; undefined while it has not ended. */
export function secondsOf(run: RunRecord): number | undefined {
  return run.endedAt === null ? undefined : (run.endedAt.getTime() - run.startedAt.getTime()) / 1000;
}

export function duration(run: RunRecord): string {
  const seconds = secondsOf(run);
  return seconds === undefined ? '?' : formatSeconds(seconds);
}

/** What a run was to do: changes of a plan, or messages. */
export function changesText(run: RunRecord): string {
  const changes = run.summary?.plan?.changes;
  if (run.summary?.message) return messageRunText(run.summary.message);
  if (!changes)
    return run.command === 'sync' || run.command === 'undo' || run.command === 'apply' ? '?' : '-';
  const parts = Object.entries(changes).flatMap(([kind, count]) =>
    count > 0 ? [`${short[kind as ChangeKind]} ${formatCount(count)}`] : [],
  );
  return parts.length > 0 ? parts.join(', ') : 'nothing';
}

export function rejectionsText(run: RunRecord): string {
  const count = run.summary?.rejections;
  return typeof count === 'number' ? formatCount(count) : run.summary?.plan ? '?' : '-';
}

export function colorState(text: string, state: string, colors: ReturnType<typeof createColors>): string {
  if (state === 'done' || state === 'running') return text;
  return state === 'failed' ? colors.red(text) : colors.yellow(text);
}
