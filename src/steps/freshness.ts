import type { Contact } from '../contact/contact.ts';
import { RefusedError } from '../errors.ts';
import type { Change, TouchedContact } from '../plan/change.ts';
import { staleContacts } from '../plan/staleness.ts';

/** A saved plan is acted on within this time, or not at all (G5). */
const longestHours = 24;

/** What is to be checked, and how it is called in messages. */
export interface Dated {
  /** `Run 2026…`, `The plan 2026…`. */
  readonly what: string;
  readonly madeAt: Date;
  readonly pipeline: string;
}

/**
 * @throws RefusedError when a plan is older than 24 hours (G5)
 */
export function refuseOld({ what, madeAt, pipeline }: Dated, now: Date): void {
  const hours = (now.getTime() - madeAt.getTime()) / 3_600_000;
  if (hours > longestHours)
    throw new RefusedError(
      `${what} is ${Math.floor(hours)} hours old; after ${longestHours} a plan is stale.`,
      { advice: afresh(pipeline) },
    );
}

/**
 * @param begun changes that may have been carried out already
 * @throws RefusedError when a contact that a plan touches has changed since (G5); others may have
 */
export function refuseStale(
  { what, pipeline }: Dated,
  contacts: readonly TouchedContact[],
  begun: readonly Change[],
  existing: ReadonlyMap<string, Contact>,
): void {
  const stale = staleContacts(contacts, begun, existing);
  if (stale.length === 0) return;
  const shown = stale.slice(0, 5).map(({ msisdn, message }) => `${msisdn} ${message}`);
  throw new RefusedError(
    `${what} is stale: ${stale.length} of the ${contacts.length} contacts that it touches changed since it was made: ${shown.join('; ')}${stale.length > 5 ? '; …' : ''}.`,
    { advice: afresh(pipeline) },
  );
}

function afresh(pipeline: string): string {
  return `Nothing was sent. A new plan goes by what is there now:\njojka-sync sync ${pipeline}`;
}
