import { stateBy } from '../contact/consent.ts';
import type { Day } from '../contact/day.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { GroupNaming } from './group-naming.ts';

/** Groups that pipelines of the account would put people in, had those agreed (C5). */
export interface Withholding {
  /** How many numbers have such groups. */
  readonly size: number;
  numbers(): Iterable<string>;
  /** The pipelines that withhold a group from a number. @param group as it is asked for, or as Jojka spells it */
  by(msisdn: string, group: string): readonly string[];
  has(msisdn: string, group: string): boolean;
}

/** What is withheld from a number is so from the one that the same person has now, too. @param former by that one */
export function carriedAlong(one: Withholding, former: ReadonlyMap<string, readonly string[]>): Withholding {
  if (one.size === 0 || former.size === 0) return one;
  const by = (msisdn: string, group: string): readonly string[] => [
    ...new Set([msisdn, ...(former.get(msisdn) ?? [])].flatMap((number) => one.by(number, group))),
  ];
  const followed = new Set(one.numbers());
  const numbers = new Set(followed);
  for (const [to, from] of former) if (from.some((number) => followed.has(number))) numbers.add(to);
  return {
    size: numbers.size,
    numbers: () => numbers.values(),
    by,
    has: (...args) => by(...args).length > 0,
  };
}

/**
 * What pipelines withhold from people according to the ledger.
 *
 * @param counts of which pipelines
 * @param isPast what of a pipeline and its source is overtaken by something newer
 */
export function withholdingOf(
  {
    consents,
    naming,
    today,
  }: Pick<Ledger, 'consents'> & {
    readonly naming: GroupNaming;
    readonly today: Day;
  },
  counts: (pipeline: string) => boolean,
  isPast: (pipeline: string, source: string, msisdn: string) => boolean = () => false,
): Withholding {
  const found = new Map<string, (readonly [string, readonly string[]])[]>();
  for (const [pipeline, sources] of consents) {
    if (!counts(pipeline)) continue;
    for (const [source, known] of sources)
      for (const [msisdn, one] of known) {
        const { groups } = one;
        if (stateBy(one, today) === 'yes' || groups.length === 0 || isPast(pipeline, source, msisdn))
          continue;
        const all = found.get(msisdn);
        if (all) all.push([pipeline, groups]);
        else found.set(msisdn, [[pipeline, groups]]);
      }
  }
  const by = (msisdn: string, group: string): readonly string[] =>
    (found.get(msisdn) ?? []).flatMap(([pipeline, groups]) =>
      groups.some((one) => naming.isSame(one, group)) ? [pipeline] : [],
    );
  return {
    size: found.size,
    numbers: () => found.keys(),
    by,
    has: (msisdn, group) => found.has(msisdn) && by(msisdn, group).length > 0,
  };
}
