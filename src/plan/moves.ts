import type { Desired } from '../contact/desired.ts';
import { holds } from '../contact/holds.ts';
import { withoutTraces } from '../contact/key-trace.ts';
import type { Ledger, Want } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';
import { type Agreement, noAgreement } from '../table/agreement.ts';
import { keyHolders } from '../table/key-holders.ts';
import type { KeyChanges } from './guard.ts';
import { knownHolders, onlyOf } from './whose-record.ts';

/** A record that is known by its key has another number now. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** What says that it is the same person: the keys that had the one number and have the other. */
  readonly keys: readonly RecordKey[];
  /** As the source has it; may be empty. */
  readonly name: string;
}

/**
 * Finds numbers that changed: a record whose key this pipeline knew by one number is a contact under another one, and
 * no other record has the old number, a rejected one neither. What is ours moves along, and so does an opt-out.
 *
 * Only where the key is that of one contact, before and now: a key that several contacts share (that of their company,
 * say) tells nothing of who is who, and must not carry one man's opt-out to his colleagues. And only where nobody knew the
 * new number by another key (P7b): neither this extract or the last one, nor Jojka among managed contacts. Running numbers
 * would make each a move of his neighbour.
 */
export function findMoves(
  { contacts, held }: Desired,
  ledger: Ledger,
  pipeline: string,
  wantedAsBefore: Agreement = noAgreement,
): Move[] {
  const wants: ReadonlyMap<string, Want> = ledger.wants.get(pipeline) ?? new Map();
  // Beside a number that cannot be read another one is no new number (T1), and a rejected record says nothing of any.
  const heldKeys = new Set(held.flatMap(({ keys }) => keys));
  const heldNumbers = new Set(held.flatMap(({ numbers }) => numbers));
  const gone = new Set<RecordKey>();
  for (const [from, { keys }] of wantedAsBefore.others(wants))
    if (!contacts.has(from) && !heldNumbers.has(from))
      for (const key of keys) if (!heldKeys.has(key)) gone.add(key);
  if (gone.size === 0) return [];
  const before = knownHolders(wants, gone);
  const now = keyHolders(contacts, gone);
  const moves = createMoves(contacts);
  for (const key of gone) {
    const from = onlyOf(before.get(key));
    const to = onlyOf(now.get(key));
    if (from === undefined || to === undefined || contacts.has(from)) continue;
    const own = wants.get(from)?.keys;
    if (!isNewNumber(to, (one) => one === key || holds(own, one), contacts, wants, ledger)) continue;
    moves.add(from, to, key);
  }
  return moves.list();
}

/** Gathers moves by the two numbers of each. */
export function createMoves(contacts: Desired['contacts']): {
  add(from: string, to: string, key: RecordKey): void;
  /** In the order of their numbers. */
  list(): Move[];
} {
  const moves = new Map<string, { from: string; to: string; keys: RecordKey[]; name: string }>();
  return {
    add: (from, to, key) => {
      const move = moves.get(`${from} ${to}`) ?? { from, to, keys: [], name: contacts.get(to)?.name ?? '' };
      if (!move.keys.includes(key)) move.keys.push(key);
      moves.set(`${from} ${to}`, move);
    },
    list: () => [...moves.values()].sort(byNumbers),
  };
}

function byNumbers(a: Move, b: Move): number {
  const [first, second] = a.to === b.to ? [a.from, b.from] : [a.to, b.to];
  return first < second ? -1 : 1;
}

/** Whether nobody knew a number by another key than those of the former number (P7b). */
function isNewNumber(
  to: string,
  isOwn: (key: RecordKey) => boolean,
  contacts: Desired['contacts'],
  wants: ReadonlyMap<string, Want>,
  ledger: Ledger,
): boolean {
  const now = contacts.get(to)?.keys ?? [];
  const before = wants.get(to);
  if (before && !before.held) return before.keys.some(isOwn);
  return now.every(isOwn) && !ledger.contacts.get(to)?.managed;
}

/**
 * How many of the keys that this pipeline knows are another number's tonight, whether that counts as moves or not: when
 * many are, they are no keys (G8).
 */
export function keyChanges(
  { contacts }: Desired,
  ledger: Ledger,
  pipeline: string,
  wantedAsBefore: Agreement = noAgreement,
): KeyChanges {
  const wants: ReadonlyMap<string, Want> = ledger.wants.get(pipeline) ?? new Map();
  const lost = new Set<RecordKey>();
  let known = wantedAsBefore.keys;
  for (const [msisdn, want] of wantedAsBefore.others(wants)) {
    const keys = withoutTraces(want.keys);
    known += keys.length;
    if (keys.length === 0) continue;
    const now = contacts.get(msisdn)?.keys;
    for (const key of keys) if (!holds(now, key)) lost.add(key);
  }
  if (lost.size === 0) return { known, changed: 0 };
  const before = keyHolders(wants, lost);
  let changed = 0;
  for (const [key, numbers] of keyHolders(contacts, lost))
    if (!numbers.some((number) => holds(before.get(key), number))) changed++;
  return { known, changed };
}

/** The numbers that a record had before, by the one that it has now. */
export function formerNumbers(
  moves: readonly Pick<Move, 'from' | 'to'>[],
): ReadonlyMap<string, readonly string[]> {
  const former = new Map<string, string[]>();
  for (const { from, to } of moves) {
    const known = former.get(to);
    if (known) known.push(from);
    else former.set(to, [from]);
  }
  return former;
}
