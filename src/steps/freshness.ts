import type { Contact } from '../contact/contact.ts';
import { localTime } from '../contact/local-time.ts';
import { maskMsisdn } from '../contact/mask.ts';
import { RefusedError, UsageError } from '../errors.ts';
import type { Change, TouchedContact } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { staleContacts } from '../plan/staleness.ts';
import type { Session } from '../session/session.ts';
import { endSince } from '../state/former-pipelines.ts';
import { overtakenBy } from '../state/run-order.ts';
import { isOfFuture } from '../state/runs-ahead.ts';

/** A saved plan is acted on within this time, where nobody says otherwise (G5). */
const usualHours = 24;

/**
 * The longest that somebody may allow (`apply --max-age`): a plan of Friday on Monday, or after a holiday. What it touches
 * must be as it was however old it is, but what its sources have said since it does not know; and a saved plan's file is
 * kept for so long.
 */
export const longestDays = 7;

/** Whether a saved plan is older than it may be where nobody says otherwise (G5). */
export function isTooOld(madeAt: Date, now: Date): boolean {
  return now.getTime() - madeAt.getTime() > usualHours * 3_600_000;
}

/** What is to be checked, and how it is called in messages. */
export interface Dated {
  /** `Run 2026…`, `The plan 2026…`. */
  readonly what: string;
  readonly madeAt: Date;
  readonly pipeline: string;
  /** The id of the plan or run. */
  readonly of: string;
}

/** A plan as what is checked. */
export function datedPlan({ id, createdAt, pipeline }: Plan): Dated {
  return { what: `The plan ${id}`, madeAt: new Date(createdAt), pipeline, of: id };
}

/**
 * @param maxHours how old it may be; 24, where left out
 * @param older how an older one is applied all the same, for the message
 * @throws RefusedError when a plan is older than that, or of a time that has not come yet (G5)
 * @throws UsageError when more than 7 days are allowed, or no time at all
 */
export function refuseOld(
  { what, madeAt, pipeline }: Dated,
  now: Date,
  maxHours: number = usualHours,
  older?: (days: number) => string,
): void {
  if (!(maxHours > 0 && maxHours <= longestDays * 24))
    throw new UsageError(`A saved plan may be at most ${longestDays} days old, and not ${maxHours} hours.`, {
      advice: `Nothing was sent. Give an age from 1h to ${longestDays}d, or make the plan anew.`,
    });
  if (isOfFuture(madeAt, now))
    throw new RefusedError(
      `${what} is of a time that has not come yet, ${localTime(madeAt)}: how old it is cannot be known.`,
      { advice: `Look at the clocks of this machine and of the one that made it. ${afresh(pipeline)}` },
    );
  const hours = (now.getTime() - madeAt.getTime()) / 3_600_000;
  if (hours <= maxHours) return;
  const days = Math.ceil(hours / 24);
  const isWithin = older !== undefined && days <= longestDays;
  throw new RefusedError(`${what} is ${Math.floor(hours)} hours old; after ${maxHours} a plan is stale.`, {
    advice: `${afresh(pipeline)}${isWithin ? `\nTo apply this one all the same, without what the sources have said since:\n${older(days)}` : ''}`,
  });
}

/**
 * @param except runs that are this plan's own
 * @throws RefusedError when a newer run of the pipeline has planned afresh (P11, G5)
 */
export async function refuseOvertaken(
  { database, accountId }: Session,
  { what, madeAt, pipeline, of }: Dated,
  except: readonly string[],
  now: Date,
): Promise<void> {
  const newer = await overtakenBy(database, accountId, { pipeline, madeAt, of, except, now });
  if (newer)
    throw new RefusedError(
      `${what} is overtaken: run ${newer.id} of ${pipeline} has gone by newer facts, at ${localTime(newer.summary?.readAt ?? newer.startedAt)}.`,
      { advice: `${afresh(pipeline)}\nWhat the newer run did:\njojka-sync runs ${newer.id}` },
    );
}

/**
 * A pipeline that was renamed or retired has no plans of before any more: what they want would be owned by a name that is gone, or by
 * nobody (P10).
 *
 * @throws RefusedError when its pipeline has ended since it was planned
 */
export async function refuseEnded(
  { database, accountId }: Session,
  { what, madeAt, pipeline }: Dated,
): Promise<void> {
  const end = await endSince(database, accountId, pipeline, madeAt);
  if (!end) return;
  const { renamedTo } = end;
  const how =
    renamedTo === undefined ? 'was renamed or retired since' : `was renamed to "${renamedTo}" since`;
  throw new RefusedError(`${what} is of a pipeline that is gone: "${pipeline}" ${how}.`, {
    advice:
      renamedTo === undefined
        ? 'Nothing was sent. Which pipelines there are now:\njojka-sync pipelines'
        : afresh(renamedTo),
  });
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
  const shown = stale.slice(0, 5).map(({ msisdn, message }) => `${maskMsisdn(msisdn)} ${message}`);
  throw new RefusedError(
    `${what} is stale: ${stale.length} of the ${contacts.length} contacts that it touches changed since it was made: ${shown.join('; ')}${stale.length > 5 ? '; …' : ''}.`,
    // Blocks may be sent all the same (L1b).
    { advice: afresh(pipeline, 'No contact was changed by it.') },
  );
}

function afresh(pipeline: string, left = 'Nothing was sent.'): string {
  return `${left} A new plan goes by what is there now:\njojka-sync sync ${pipeline}`;
}
