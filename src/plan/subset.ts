import type { RecordKey } from '../contact/record.ts';
import type { Warning } from '../contact/rejection.ts';
import { PartError } from '../errors.ts';
import type { Difference } from './diff.ts';
import type { PlanInput, WantsDelta } from './plan-input.ts';

/**
 * A part of the night: `--only`, `--exclude`, `--limit`.
 *
 * The whole plan is made first, so that each contact is judged by all that is known; then what concerns others is taken out
 * of it, from the changes and from what the ledger is to learn of wants. So a part can do nothing that the whole night would
 * not have done, and whoever is outside of it is, to the next night, as if it had not been. Two things are kept whole:
 *
 * - Blocks. Whoever has opted out is blocked in a part as in a whole night (P11, L1b).
 * - People. Numbers that share a key are in together, or out: one person's former and new number must not part (P7b).
 *
 * Absences are counted by whole nights alone (P3): `absentRuns` stays as it is, also of whoever is in the part.
 */
export interface Subset {
  readonly only?: readonly SubsetTerm[];
  readonly exclude?: readonly SubsetTerm[];
  /** So many contacts that change, at most. */
  readonly limit?: number;
}

/** What somebody named: a number, a record's key, or a group. */
export interface SubsetTerm {
  /** As it was given, for messages. */
  readonly given: string;
  /** What it must be, where that was said: `key:42`. */
  readonly kind?: 'number' | 'key' | 'group';
  readonly text: string;
  /** The number that the text is, if it is one. */
  readonly msisdn?: string;
}

/** Whom a part of the night is about. */
export interface Part {
  has(msisdn: string): boolean;
  readonly warning?: Warning;
}

/** A part that nobody is in: blocks alone. */
export const nobody: Part = { has: () => false };

/** What is told of a part of a pipeline that knows of nobody. */
export const noPart: Warning = { code: 'part-of-night', figures: { contacts: 0, others: 0 } };

/**
 * Finds out whom a part is about.
 *
 * @throws PartError when what was named is nobody's, or could be two things
 */
export function partOf(input: PlanInput, subset: Subset, differences: readonly Difference[]): Part {
  const everybody = people(input);
  const only = subset.only && everybody.named(subset.only);
  const excluded = everybody.named(subset.exclude ?? []);
  const isIn = (msisdn: string) => {
    const person = everybody.of(msisdn);
    return (only === undefined || only.has(person)) && !excluded.has(person);
  };
  const within = differences.filter(({ msisdn }) => isIn(msisdn));
  const chosen = subset.limit === undefined ? undefined : firstPeople(within, subset.limit, everybody.of);
  const has = (msisdn: string) => isIn(msisdn) && (chosen === undefined || chosen.has(everybody.of(msisdn)));
  const contacts = differences.filter(({ msisdn }) => has(msisdn)).length;
  const figures = { contacts, others: differences.length - contacts };
  return { has, warning: { code: 'part-of-night', figures } };
}

/** What the ledger learns of a part: nothing of others, and of nobody one absence more. */
export function wantsWithin(
  part: Part,
  { upserts, drops }: WantsDelta,
  { ledger, policy }: Pick<PlanInput, 'ledger' | 'policy'>,
): WantsDelta {
  const known = ledger.wants.get(policy.name);
  return {
    upserts: [...upserts].filter(([msisdn, { absentRuns, absentAt }]) => {
      const before = known?.get(msisdn);
      const isCounted = absentRuns > 0 && (absentRuns !== before?.absentRuns || absentAt !== before.absentAt);
      return part.has(msisdn) && !isCounted;
    }),
    drops: drops.filter((msisdn) => part.has(msisdn)),
  };
}

/** As many people as fit, each whole, in the order of their numbers. */
function firstPeople(
  differences: readonly Difference[],
  limit: number,
  personOf: (msisdn: string) => string,
): Set<string> {
  const sizes = new Map<string, number>();
  for (const { msisdn } of [...differences].sort((a, b) => (a.msisdn < b.msisdn ? -1 : 1)))
    sizes.set(personOf(msisdn), (sizes.get(personOf(msisdn)) ?? 0) + 1);
  const chosen = new Set<string>();
  let left = limit;
  for (const [person, size] of sizes)
    if (size <= left) {
      chosen.add(person);
      left -= size;
    }
  return chosen;
}

interface People {
  /** One number that stands for all numbers that share a key with this one. */
  of(msisdn: string): string;
  /** The people whom terms name. */
  named(terms: readonly SubsetTerm[]): ReadonlySet<string>;
}

function people({ desired, existing, ledger, policy }: PlanInput): People {
  const wants = ledger.wants.get(policy.name) ?? new Map<string, never>();
  const holder = new Map<RecordKey, string>();
  const parents = new Map<string, string>();
  const of = (msisdn: string): string => {
    let root = msisdn;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    // The way is shortened, so that long chains are walked once.
    for (let at = msisdn; at !== root; ) {
      const up = parents.get(at) as string;
      parents.set(at, root);
      at = up;
    }
    return root;
  };
  const join = (msisdn: string, keys: readonly RecordKey[]) => {
    for (const key of keys) {
      const other = holder.get(key);
      if (other === undefined) holder.set(key, msisdn);
      else if (of(other) !== of(msisdn)) parents.set(of(msisdn), of(other));
    }
  };
  for (const [msisdn, { keys }] of desired.contacts) join(msisdn, keys);
  for (const [msisdn, { keys }] of wants) join(msisdn, keys);

  const withKey = (text: string) =>
    [...holder].filter(([key]) => key.slice(key.indexOf('\t') + 1) === text).map(([, msisdn]) => msisdn);
  const inGroup = (text: string) => {
    const wanted = text.normalize('NFC').toLowerCase();
    const isIn = (groups: readonly string[]) => groups.some((group) => group.toLowerCase() === wanted);
    const found: string[] = [];
    for (const contacts of [desired.contacts, existing, wants])
      for (const [msisdn, { groups }] of contacts) if (isIn(groups)) found.push(msisdn);
    return found;
  };
  const isKnown = (msisdn: string) =>
    desired.contacts.has(msisdn) || existing.has(msisdn) || wants.has(msisdn);

  function numbersOf({ given, kind, text, msisdn }: SubsetTerm): readonly string[] {
    const meant = {
      number: msisdn !== undefined && isKnown(msisdn) ? [msisdn] : [],
      key: withKey(text),
      group: inGroup(text),
    };
    if (kind !== undefined && meant[kind].length > 0) return meant[kind];
    const kinds = kind === undefined ? kindsOf(meant) : [];
    const [first, second] = kinds;
    if (first === undefined)
      throw new PartError(
        `${given}: no contact of the source or of Jojka has this ${kind ?? 'number, key or group'}.`,
        {
          advice: 'Look at how it is written: a key as the source has it, a group by its whole name.',
        },
      );
    if (second !== undefined)
      throw new PartError(`${given} may be a ${first} or a ${second}.`, {
        advice: `Say which: ${first}:${text} or ${second}:${text}.`,
      });
    return meant[first];
  }
  return { of, named: (terms) => new Set(terms.flatMap(numbersOf).map(of)) };
}

type Kind = 'number' | 'key' | 'group';

function kindsOf(meant: Readonly<Record<Kind, readonly string[]>>): Kind[] {
  return (['number', 'key', 'group'] as const).filter((kind) => meant[kind].length > 0);
}
