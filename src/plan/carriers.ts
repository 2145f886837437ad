import type { Desired } from '../contact/desired.ts';
import { folded } from '../contact/folded.ts';
import { holds } from '../contact/holds.ts';
import { isTrace, keyOf, withoutTraces } from '../contact/key-trace.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';
import { type Agreement, wantedAsBefore } from '../table/agreement.ts';
import { keyHolders } from '../table/key-holders.ts';
import { createMoves, type Move } from './moves.ts';
import { type KnownWants, knownHolders, onlyOf } from './whose-record.ts';

/**
 * Whom an opt-out follows: the person whose key the ledger knows by one number and a record has by another. Blocking is the safe side,
 * so that this is more than moves are (P7b): the former number may stand in a rejected record, or have another of his records still; the
 * new one may have stood in a record without a key. And the ledger remembers by a trace whom it could not follow in the night
 * in which his number changed: then the former number was another record's, his key several contacts', or the new one a stranger's.
 *
 * A stranger's is a number that a record with another key has or had, or that another pipeline has by another name: one whom both
 * call the same is the same person, whichever of them had his new number first; so is one whose record is called as it was, and who has a
 * number by now that no other record has. Nor does an opt-out go along while the former number is another record's, unless his is called
 * as it was: running numbers would hand it to a neighbour, who is called otherwise.
 */
export function findCarriers(
  desired: Desired,
  ledger: Ledger,
  pipeline: string,
  before: Agreement = wantedAsBefore(desired.contacts, ledger.wants.get(pipeline)),
): Move[] {
  return followOptOuts(desired, ledger, pipeline, before).carriers;
}

/** The same, and beside it those who would be followed, were their new number not another pipeline's by another name: for somebody to decide. */
export function followOptOuts(
  desired: Desired,
  ledger: Ledger,
  pipeline: string,
  before: Agreement,
): { readonly carriers: Move[]; readonly stranded: Move[] } {
  const { contacts } = desired;
  const wants: KnownWants = ledger.wants.get(pipeline) ?? new Map();
  const { left, traces } = keysElsewhere(desired, wants, before);
  if (left.size + traces.length === 0) return { carriers: [], stranded: [] };
  const now = holdersTonight(desired, new Set([...left, ...traces.map(([, key]) => key)]));
  const [moves, stranded] = [createMoves(contacts), createMoves(contacts)];
  const tonight = {
    ...{ desired, ledger, wants, moves, stranded },
    numberOf: (key: RecordKey) => {
      const only = onlyOf(now.get(key));
      // Who is no contact has opted out by himself.
      return only !== undefined && contacts.has(only) ? only : undefined;
    },
    whose: createWhose(desired, ledger, pipeline),
  };
  followKeys(left, tonight);
  followTraces(traces, tonight);
  return { carriers: moves.list(), stranded: stranded.list() };
}

/** What following goes by. */
interface Tonight {
  readonly desired: Desired;
  readonly ledger: Ledger;
  readonly wants: KnownWants;
  /** The one number that has a key tonight. */
  readonly numberOf: (key: RecordKey) => string | undefined;
  readonly whose: ReturnType<typeof createWhose>;
  readonly moves: ReturnType<typeof createMoves>;
  /** To numbers that are another pipeline's. */
  readonly stranded: ReturnType<typeof createMoves>;
}

type Trace = readonly [from: string, key: RecordKey];

/** The keys of the records that have a number tonight, those of opted-out ones that are no contacts among them. */
function keysThere({ contacts, outside }: Desired, msisdn: string): readonly RecordKey[] {
  return contacts.get(msisdn)?.keys ?? outside?.get(msisdn)?.keys ?? [];
}

/** The numbers of the records that have each of some keys tonight. */
function holdersTonight(
  { contacts, outside = new Map() }: Desired,
  keys: ReadonlySet<RecordKey>,
): Map<RecordKey, string[]> {
  const holders = keyHolders(contacts, keys);
  for (const [msisdn, record] of outside)
    for (const key of record.keys)
      if (keys.has(key) && !holds(holders.get(key), msisdn))
        holders.set(key, [...(holders.get(key) ?? []), msisdn]);
  return holders;
}

/** Keys, and traces of keys, that a number is known by and has not tonight. */
function keysElsewhere(
  desired: Desired,
  wants: KnownWants,
  before: Agreement,
): { readonly left: ReadonlySet<RecordKey>; readonly traces: readonly Trace[] } {
  const left = new Set<RecordKey>();
  const traces: Trace[] = [];
  for (const [from, { keys }] of before.others(wants)) {
    const tonight = keysThere(desired, from);
    for (const one of keys) {
      const key = keyOf(one);
      if (holds(tonight, key)) continue;
      if (isTrace(one)) traces.push([from, key]);
      else left.add(key);
    }
  }
  return { left, traces };
}

function followKeys(left: ReadonlySet<RecordKey>, tonight: Tonight): void {
  const { desired, ledger, wants, numberOf, whose, moves, stranded } = tonight;
  const known = knownHolders(wants, left);
  const besides = new Set(desired.held.flatMap(({ keys }) => keys));
  const isAnothers = (from: string, own: readonly RecordKey[]): boolean => {
    const there = keysThere(desired, from);
    return there.length > 0 && !there.some((one) => holds(own, one));
  };
  /** Though somebody else has his number by now: he is called as he was, and that one is not called so. */
  const isSurelyHe = (from: string, to: string): boolean => {
    const { contacts } = desired;
    const [his, others] = [contacts.get(to)?.name ?? '', contacts.get(from)?.name ?? ''];
    return isCalledSame(contacts, wants, from, to) && folded(others) !== folded(his);
  };
  for (const key of left) {
    const [from, to] = [onlyOf(known.get(key)), numberOf(key)];
    if (from === undefined || to === undefined || from === to) continue;
    const own = withoutTraces(wants.get(from)?.keys ?? []);
    if (isAnothers(from, own) && !isSurelyHe(from, to)) continue;
    const is = whose({ from, to, own: [key, ...own] }, 'some');
    if (is === 'asked') stranded.add(from, to, key);
    if (is !== 'his') continue;
    moves.add(from, to, key);
    // Beside a number that cannot be read it is the same person, whichever of the two he opts out by.
    if (besides.has(key) && isOwnOptOut(ledger, to)) moves.add(to, from, key);
  }
}

function followTraces(traces: readonly Trace[], tonight: Tonight): void {
  const { desired, ledger, wants, numberOf, whose, moves, stranded } = tonight;
  for (const [from, key] of traces) {
    const to = numberOf(key);
    if (to === undefined || keysThere(desired, from).length > 0) continue;
    const is = whose({ from, to, own: [key, ...(wants.get(from)?.keys ?? []).map(keyOf)] }, 'every');
    if (is === 'asked') stranded.add(from, to, key);
    if (is !== 'his') continue;
    if (isOwnOptOut(ledger, from) || !ledger.blocks.has(to)) moves.add(from, to, key);
  }
}

/** Whether a number is opted out by itself, as far as the ledger knows, and not only since another one was. */
function isOwnOptOut({ blocks }: Ledger, msisdn: string): boolean {
  return blocks.get(msisdn)?.every((origin) => origin === 'carried') !== true;
}

/** Whether a record is called as it was under its former number. */
function isCalledSame(contacts: Desired['contacts'], wants: KnownWants, from: string, to: string): boolean {
  const [before, now] = [wants.get(from)?.name ?? '', contacts.get(to)?.name ?? ''];
  return before !== '' && folded(before) === folded(now);
}

/**
 * Tells whose a number is to which somebody with some keys leads, of which that number had some or nothing but such: his, a stranger's,
 * or another pipeline's, which does not call him so: somebody is to be asked.
 */
function createWhose(
  { contacts }: Desired,
  ledger: Ledger,
  pipeline: string,
): (
  lead: { readonly from: string; readonly to: string; readonly own: readonly RecordKey[] },
  had: 'some' | 'every',
) => 'his' | 'strangers' | 'asked' {
  const wants: KnownWants = ledger.wants.get(pipeline) ?? new Map();
  const others = [...ledger.wants].flatMap(([name, known]) => (name === pipeline ? [] : [known]));
  const isElsewheres = (to: string): boolean => {
    const known = ledger.contacts.get(to);
    return (known?.managed && known.pipeline !== pipeline) || others.some((known) => known.has(to));
  };
  /** And as all others call who has the number, who call him anything. */
  const isCalledSo = (from: string, to: string): boolean => {
    const name = folded(contacts.get(to)?.name ?? '');
    const elsewhere = others.flatMap((known) => known.get(to)?.name || []);
    return isCalledSame(contacts, wants, from, to) && elsewhere.every((one) => folded(one) === name);
  };
  const isOwnTonight = (to: string, isOwn: (key: RecordKey) => boolean) =>
    (contacts.get(to)?.keys ?? []).every(isOwn);
  return ({ from, to, own }, had) => {
    const isOwn = (key: RecordKey) => holds(own, key);
    const before = wants.get(to);
    const keys = before && !before.held ? withoutTraces(before.keys) : [];
    if (had === 'some' && keys.length > 0) {
      if (keys.some(isOwn)) return 'his';
      return isCalledSame(contacts, wants, from, to) && isOwnTonight(to, isOwn) ? 'his' : 'strangers';
    }
    // What the night in which it came to the pipeline could not tell, none after it can.
    if (!keys.every(isOwn) || !isOwnTonight(to, isOwn)) return 'strangers';
    return isElsewheres(to) && !isCalledSo(from, to) ? 'asked' : 'his';
  };
}
