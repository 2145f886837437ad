import type { Desired } from '../contact/desired.ts';
import type { Ledger } from '../contact/ledger.ts';
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
 * no other record has the old number, a rejected one neither. What is ours moves along, and so does an opt-out.
 */
export function findMoves({ contacts, held }: Desired, ledger: Ledger, pipeline: string): Move[] {
  const formerly = new Map<RecordKey, string[]>();
  for (const [from, { keys }] of ledger.wants.get(pipeline) ?? [])
    if (!contacts.has(from) && !held.msisdns.has(from))
      for (const key of keys) formerly.set(key, [...(formerly.get(key) ?? []), from]);
  if (formerly.size === 0) return [];
  const moves = new Map<string, Move>();
  for (const { msisdn: to, keys, name } of contacts.values())
    for (const key of keys)
      for (const from of formerly.get(key) ?? []) moves.set(`${from} ${to}`, { from, to, name });
  return [...moves.values()].sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : a.from < b.from ? -1 : 1));
}
