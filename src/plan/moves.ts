import type { Desired } from '../contact/desired.ts';
import type { Ledger, Want } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';

/** A record that is known by its key has another number now. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** As the source has it; may be empty. */
  readonly name: string;
}

/**
 * Finds numbers that changed: a record whose key this pipeline knows by one number is a contact under another one, and
 * no other record has the old number. What is ours moves along, and so does an opt-out.
 */
export function findMoves(desired: Desired, ledger: Ledger, pipeline: string): Move[] {
  const wants: ReadonlyMap<string, Want> = ledger.wants.get(pipeline) ?? new Map();
  const moved = new Map<RecordKey, string[]>();
  for (const { msisdn, keys } of desired.contacts.values()) {
    const known = wants.get(msisdn)?.keys;
    for (const key of keys)
      if (!known?.includes(key)) {
        const to = moved.get(key);
        if (to) to.push(msisdn);
        else moved.set(key, [msisdn]);
      }
  }
  const moves = new Map<string, Move>();
  if (moved.size === 0) return [];
  for (const [from, { keys }] of wants) {
    if (desired.contacts.has(from)) continue;
    for (const key of keys)
      for (const to of moved.get(key) ?? [])
        moves.set(`${from} ${to}`, { from, to, name: desired.contacts.get(to)?.name ?? '' });
  }
  return [...moves.values()].sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : a.from < b.from ? -1 : 1));
}
