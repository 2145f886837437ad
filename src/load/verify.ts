import type { Contact } from '../contact/contact.ts';
import { holds } from '../contact/holds.ts';
import type { LedgerContact } from '../contact/ledger.ts';
import { isSameList } from '../contact/same-list.ts';
import type { ContactState, TouchedContact } from '../plan/change.ts';
import { numbersBeyond } from '../table/number-map.ts';
import { otherwiseThere } from '../table/otherwise.ts';
import { isSpellingOf } from './spelling.ts';

/**
 * What verify finds of a contact that the plan touched (V1). `respelled`: there, in another spelling (P8).
 * `missing`: not there at all. `altered`: there, but not as asked for, or still there though removed.
 */
export type Verdict = 'confirmed' | 'respelled' | 'missing' | 'altered';

export type Spellings = NonNullable<LedgerContact['spellings']>;

export interface Finding {
  readonly msisdn: string;
  readonly verdict: Verdict;
  readonly expected: ContactState | null;
  readonly actual: ContactState | null;
  readonly spellings?: Spellings;
}

/** The verdict on each contact of a plan. Findings are made anew each time they are asked for: of a million only the verdicts are kept. */
export interface Findings extends Iterable<Finding> {
  count(verdict: Verdict): number;
  /** Number and verdict of each. */
  verdicts(): Iterable<Pick<Finding, 'msisdn' | 'verdict'>>;
  /** Those that are not as they were asked for. */
  faulty(): readonly FaultyFinding[];
}

/** Of a contact that is not as it was asked for. */
export interface FaultyFinding extends Finding {
  readonly verdict: 'missing' | 'altered';
}

const verdicts: readonly Verdict[] = ['confirmed', 'respelled', 'missing', 'altered'];

/** Judges each contact of a plan by what Jojka holds now. */
export function verifyContacts(
  contacts: readonly TouchedContact[],
  now: ReadonlyMap<string, Contact>,
): Findings {
  const codes = new Uint8Array(contacts.length);
  /** Stored groups that stand for another spelling, as some contact shows that was asked for no other. */
  const seen = new Set<string>();
  const judged = (index: number) => {
    const contact = contacts[index] as TouchedContact;
    return judge(contact, now.get(contact.msisdn), seen);
  };
  const altered: number[] = [];
  for (const [index, contact] of contacts.entries()) {
    const { verdict, spellings } = judge(contact, now.get(contact.msisdn), noSpellings);
    for (const stored of Object.values(spellings?.groups ?? {})) seen.add(stored);
    codes[index] = verdicts.indexOf(verdict);
    if (verdict === 'altered') altered.push(index);
  }
  if (seen.size > 0) for (const index of altered) codes[index] = verdicts.indexOf(judged(index).verdict);
  const verdictAt = (index: number) => verdicts[codes[index] as number] as Verdict;
  return {
    *[Symbol.iterator]() {
      for (let index = 0; index < contacts.length; index++) yield judged(index);
    },
    count: (verdict) => {
      const code = verdicts.indexOf(verdict);
      return codes.reduce((sum, one) => sum + (one === code ? 1 : 0), 0);
    },
    *verdicts() {
      for (const [index, { msisdn }] of contacts.entries()) yield { msisdn, verdict: verdictAt(index) };
    },
    faulty: () => {
      const found: FaultyFinding[] = [];
      for (let index = 0; index < contacts.length; index++) {
        const verdict = verdictAt(index);
        if (verdict === 'missing' || verdict === 'altered') found.push({ ...judged(index), verdict });
      }
      return found;
    },
  };
}

const noSpellings: ReadonlySet<string> = new Set();

/**
 * @param seen stored groups that stand for other spellings with other contacts: such a one may do so too where it is asked
 *   for by its own name besides (`VIP` and `vip`, both `vip`)
 */
function judge(
  { msisdn, before, after }: TouchedContact,
  actual: Contact | undefined,
  seen: ReadonlySet<string>,
): Finding {
  const state = actual ? { name: actual.name, groups: actual.groups } : null;
  const finding = { msisdn, expected: after, actual: state };
  if (after === null) return { ...finding, verdict: actual ? 'altered' : 'confirmed' };
  if (!actual) return { ...finding, verdict: 'missing' };

  const lost = after.groups.filter((group) => !holds(actual.groups, group));
  const strange = actual.groups.filter((group) => !holds(after.groups, group));
  // What else is there and was not before, somebody else added meanwhile: his, and no fault of this run.
  if (strange.some((group) => holds(before?.groups, group))) return { ...finding, verdict: 'altered' };
  // One stored spelling may stand for several groups. What was there before is no evidence of any (P8).
  const groups: Record<string, string> = {};
  for (const group of lost) {
    const stored =
      strange.find((candidate) => isSpellingOf(group, candidate)) ??
      actual.groups.find(
        (candidate) =>
          seen.has(candidate) && !holds(before?.groups, candidate) && isSpellingOf(group, candidate),
      );
    if (stored === undefined) return { ...finding, verdict: 'altered' };
    groups[group] = stored;
  }
  const isRenamed = after.name !== before?.name;
  if (isRenamed && actual.name === before?.name) return { ...finding, verdict: 'altered' };
  if (!isSpellingOf(after.name, actual.name)) return { ...finding, verdict: 'altered' };

  const name = after.name === actual.name ? undefined : { asked: after.name, stored: actual.name };
  if (lost.length === 0 && !name) return { ...finding, verdict: 'confirmed' };
  return {
    ...finding,
    verdict: 'respelled',
    spellings: { ...(name && { name }), ...(lost.length > 0 && { groups }) },
  };
}

/** Counts contacts that the plan did not touch and that are not what they were when it was made (V1). */
export function countChangedMeanwhile(
  before: ReadonlyMap<string, Contact>,
  now: ReadonlyMap<string, Contact>,
  touched: ReadonlySet<string>,
): number {
  let changed = 0;
  for (const contact of otherwiseThere(before, now)) {
    if (touched.has(contact.msisdn)) continue;
    const found = now.get(contact.msisdn);
    if (!found || found.name !== contact.name || !isSameList(found.groups, contact.groups)) changed++;
  }
  for (const msisdn of numbersBeyond(now, before)) if (!touched.has(msisdn)) changed++;
  return changed;
}
