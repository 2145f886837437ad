import type { KnownConsent } from '../contact/consent.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';

/**
 * The ledger, in doubt of some numbers: pipelines whose sources were read since what they say was written down may have got a no for any
 * of them by now, and what is not known is no yes (C1). A yes that does not run out is not known of who has left, so that all groups
 * count that such a pipeline is known to ask for.
 *
 * @param msisdns those whom an undo may bring back
 */
export function inDoubtOf(ledger: Ledger, pipelines: readonly string[], msisdns: readonly string[]): Ledger {
  const consents = new Map(ledger.consents);
  for (const pipeline of pipelines) {
    const sources = ledger.consents.get(pipeline);
    if (!sources) continue;
    const groups = new Set<string>();
    for (const known of sources.values())
      for (const one of known.values()) for (const group of one.groups) groups.add(group);
    const doubt: KnownConsent = { state: 'empty', since: '', groups: [...groups] };
    consents.set(pipeline, new Map([...sources, [noSource, new Map(msisdns.map((one) => [one, doubt]))]]));
  }
  return { ...ledger, consents };
}

/** No source is called so. */
const noSource = '';

/** Tells of such pipelines as ask for consent. */
export function unwrittenWarnings(
  reads: readonly { readonly pipeline: string; readonly run: string }[],
  { consents }: Pick<Ledger, 'consents'>,
): Warning[] {
  return reads.flatMap(({ pipeline, run }): Warning[] =>
    consents.has(pipeline) ? [{ code: 'undo-unread', figures: { pipeline, run } }] : [],
  );
}
