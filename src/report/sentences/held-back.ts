import type { ChangeKind } from '../../plan/change.ts';
import type { RunReport } from '../../steps/run-report.ts';
import { formatCount, formatQuantity } from '../numbers.ts';

/** What a plan that is not carried out would do: every word of that is here. */
export const heldBackWords = {
  title: 'What was held back',
  head: ['Change', 'Planned', 'Sent', 'Held back'],
  /** The outcome of a change that waits for somebody's word. */
  outcome: 'held back',
  nothing: 'Nothing would be changed.',
} as const;

const would: Record<ChangeKind, (count: number) => string> = {
  create: (count) => `${formatQuantity(count, 'contact')} would be created`,
  rename: (count) => `${formatCount(count)} would get another name`,
  addMembership: (count) => `${formatQuantity(count, 'membership')} would be added`,
  removeMembership: (count) => `${formatQuantity(count, 'membership')} would be taken away`,
  remove: (count) => `${formatQuantity(count, 'contact')} would be removed`,
  block: (count) => `${formatQuantity(count, 'number')} would be blocked`,
  unblock: (count) => `${formatQuantity(count, 'number')} would be unblocked`,
};

/** `4 contacts would be created, 1 would get another name`; kinds of which there is nothing are left out. */
export function wouldText(counts: Readonly<Partial<Record<ChangeKind, number>>>): string {
  const parts = (Object.keys(would) as ChangeKind[]).flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count > 0 ? [would[kind](count)] : [];
  });
  return parts.join(', ');
}

/** Of a run that was held back: what was planned of each kind, and what of that was sent. */
export function heldBackRows({ plan: { plan }, outcomes }: RunReport): {
  readonly kind: ChangeKind;
  readonly planned: number;
  readonly sent: number;
}[] {
  const sent = new Map<ChangeKind, number>();
  for (const [index, { kind }] of plan.changes.entries())
    if (outcomes[index] === 'done') sent.set(kind, (sent.get(kind) ?? 0) + 1);
  return (Object.entries(plan.summary.changes) as [ChangeKind, number][])
    .filter(([, planned]) => planned > 0)
    .map(([kind, planned]) => ({ kind, planned, sent: sent.get(kind) ?? 0 }));
}

/** What of it is left to be decided, by kind. */
export function heldBackCounts(run: RunReport): Partial<Record<ChangeKind, number>> {
  return Object.fromEntries(heldBackRows(run).map(({ kind, planned, sent }) => [kind, planned - sent]));
}
