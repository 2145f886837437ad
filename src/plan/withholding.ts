import type { Ledger, LedgerContact } from '../contact/ledger.ts';
import { hasGroup } from './stored-spelling.ts';

/** Groups that pipelines of the account would put people in, had those agreed (C5). */
export interface Withholding {
  /** How many numbers have such groups. */
  readonly size: number;
  numbers(): Iterable<string>;
  /** The groups that are withheld from a number, with the pipeline that does. */
  of(msisdn: string): readonly (readonly [pipeline: string, groups: readonly string[]])[];
  /** @param group as it is asked for, or as Jojka spells it */
  has(msisdn: string, group: string, known: LedgerContact | undefined): boolean;
}

/**
 * What pipelines withhold from people according to the ledger.
 *
 * @param counts of which pipelines
 * @param isPast what of a pipeline and its source is overtaken by something newer
 */
export function withholdingOf(
  { consents }: Pick<Ledger, 'consents'>,
  counts: (pipeline: string) => boolean,
  isPast: (pipeline: string, source: string, msisdn: string) => boolean = () => false,
): Withholding {
  const found = new Map<string, (readonly [string, readonly string[]])[]>();
  for (const [pipeline, sources] of consents) {
    if (!counts(pipeline)) continue;
    for (const [source, known] of sources)
      for (const [msisdn, { state, groups }] of known) {
        if (state === 'yes' || groups.length === 0 || isPast(pipeline, source, msisdn)) continue;
        const all = found.get(msisdn);
        if (all) all.push([pipeline, groups]);
        else found.set(msisdn, [[pipeline, groups]]);
      }
  }
  const none: readonly (readonly [string, readonly string[]])[] = [];
  const of = (msisdn: string) => found.get(msisdn) ?? none;
  return {
    size: found.size,
    numbers: () => found.keys(),
    of,
    has: (msisdn, group, known) => of(msisdn).some(([, groups]) => hasGroup(groups, group, known)),
  };
}
