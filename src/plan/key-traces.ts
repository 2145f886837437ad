import { holds } from '../contact/holds.ts';
import { isTrace, keyOf, traceOf } from '../contact/key-trace.ts';
import type { Want } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';
import type { Agreement } from '../table/agreement.ts';
import { keyHolders } from '../table/key-holders.ts';
import type { HeldContacts } from './held.ts';
import type { Move } from './moves.ts';
import type { PlanInput } from './plan-input.ts';
import { type KnownWants, knownHolders, onlyOf } from './whose-record.ts';

/** Gives the traces that a number keeps. @param own the keys that it is known by from now on */
export type KeyTraces = (msisdn: string, want: Want | undefined, own: readonly RecordKey[]) => RecordKey[];

/** Whether a number is opted out or blocked, as the ledger, replies and tonight's sources say. */
export function createIsOut({ ledger, replies, desired }: PlanInput): (msisdn: string) => boolean {
  return (msisdn) => ledger.blocks.has(msisdn) || replies.pending.has(msisdn) || desired.optOuts.has(msisdn);
}

/**
 * Of which keys a number keeps a trace (P7b). One that is opted out: of those that it alone was known by, as long as they are others'
 * too, or no more its own, and the opt-out could not follow them. One beside a number that cannot be read: of its record's, which is known by the other.
 * One whose key a source spells otherwise now, and whose record may be one that is rejected (T7).
 */
export function createKeyTraces(
  input: PlanInput,
  known: KnownWants,
  { carriers, held }: { readonly carriers: readonly Move[]; readonly held: Pick<HeldContacts, 'lost'> },
  wantedAsBefore: Agreement,
): KeyTraces {
  const { desired, ledger } = input;
  const { contacts } = desired;
  const isOut = createIsOut(input);
  const besides = new Set(desired.held.flatMap(({ keys }) => keys));
  const asked = new Set<RecordKey>(besides);
  for (const [msisdn, { keys }] of wantedAsBefore.others(known))
    if (isOut(msisdn)) for (const key of keys) asked.add(keyOf(key));
  const lostBy = (msisdn: string, want: Want | undefined) =>
    want ? held.lost(contacts.get(msisdn)?.keys ?? [], want.keys) : [];
  if (asked.size === 0) return (msisdn, want) => lostBy(msisdn, want).map(traceOf);
  const before = knownHolders(known, asked);
  const now = keyHolders(contacts, asked);
  const carried = new Set(carriers.flatMap(({ from, keys }) => keys.map((key) => `${from} ${key}`)));
  /** Whether it is out there, too, so that nothing is left to follow. */
  const hasFollowed = (from: string, key: RecordKey): boolean => {
    if (carried.has(`${from} ${key}`)) return true;
    const to = onlyOf(now.get(key));
    if (to === undefined || !isOut(to)) return false;
    return [to, from].some((msisdn) =>
      ledger.blocks.get(msisdn)?.[msisdn === to ? 'some' : 'every']((origin) => origin === 'carried'),
    );
  };
  return (msisdn, want, own) => {
    const there = contacts.get(msisdn)?.keys;
    const beside = (there ?? []).filter((key) => {
      const holders = before.get(key);
      return besides.has(key) && holders !== undefined && !holds(holders, msisdn);
    });
    const left = !isOut(msisdn)
      ? []
      : (want?.keys ?? []).flatMap((one) => {
          const key = keyOf(one);
          const isHis = isTrace(one) || onlyOf(before.get(key)) === msisdn;
          const isHome = holds(there, key) ? now.get(key)?.length === 1 : own.includes(key);
          return isHis && !isHome && !hasFollowed(msisdn, key) ? [key] : [];
        });
    return [...new Set([...beside, ...left, ...lostBy(msisdn, want)])].map(traceOf);
  };
}

/**
 * Numbers that are opted out and wanted as before, and whose key another number has tonight, too: they keep a trace of it, so that
 * nothing of theirs is settled unseen.
 */
export function withSharedKeys(input: PlanInput, wantedAsBefore: Agreement): string[] {
  const { desired, ledger, policy } = input;
  const isOut = createIsOut(input);
  const keys = new Set<RecordKey>();
  for (const [, contact] of wantedAsBefore.others(desired.contacts))
    for (const key of contact.keys) keys.add(key);
  const holders = keyHolders(ledger.wants.get(policy.name) ?? new Map(), keys);
  return [...holders.values()].flat().filter((msisdn) => wantedAsBefore.has(msisdn) && isOut(msisdn));
}
