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
 * Finds numbers that changed: a record whose key this pipeline knew by one number is a contact under another one, and
 * no other record has the old number, a rejected one neither. What is ours moves along, and so does an opt-out.
 *
 * Only where the key is that of one contact, before and now: a key that several contacts share (that of their company,
 * say) tells nothing of who is who, and must not carry one man's opt-out to his colleagues.
 */
export function findMoves({ contacts, held }: Desired, ledger: Ledger, pipeline: string): Move[] {
  const wants: ReadonlyMap<string, Want> = ledger.wants.get(pipeline) ?? new Map();
  const gone = new Set<RecordKey>();
  for (const [from, { keys }] of wants)
    if (!contacts.has(from) && !held.msisdns.has(from)) for (const key of keys) gone.add(key);
  if (gone.size === 0) return [];
  const before = holders(wants, gone);
  const now = holders(contacts, gone);
  const moves = new Map<string, Move>();
  for (const key of gone) {
    const [from, ...othersBefore] = before.get(key) ?? [];
    const [to, ...othersNow] = now.get(key) ?? [];
    if (from === undefined || to === undefined || othersBefore.length + othersNow.length > 0) continue;
    if (!contacts.has(from)) moves.set(`${from} ${to}`, { from, to, name: contacts.get(to)?.name ?? '' });
  }
  return [...moves.values()].sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : a.from < b.from ? -1 : 1));
}

/** The numbers that have each of some keys. */
function holders(
  contacts: ReadonlyMap<string, { readonly keys: readonly RecordKey[] }>,
  keys: ReadonlySet<RecordKey>,
): Map<RecordKey, string[]> {
  const found = new Map<RecordKey, string[]>();
  for (const [msisdn, contact] of contacts)
    for (const key of contact.keys) if (keys.has(key)) found.set(key, [...(found.get(key) ?? []), msisdn]);
  return found;
}
