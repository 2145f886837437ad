import { count, quantity } from './figures.ts';

export interface OneConsent {
  readonly source: string;
  readonly pipeline: string;
  /** What it says, and of which day. */
  readonly said: string;
  readonly since: string;
  readonly groups: string;
}

/** Who has said yes to messages. */
export const consent = {
  title: 'Consent',
  yes: (value: number) => `${count(value)} yes`,
  no: (value: number) => `${count(value)} no`,
  expiredThisMonth: (value: number) => `${count(value)} expired this month`,
  sum: (parts: readonly string[]) => `consent: ${parts.join(', ')}`,
  saidNo: (value: number) => `${count(value)} by a no`,
  unsaid: (value: number) => `${count(value)} without an answer`,
  odd: (value: number) => `${count(value)} with one that is none, or of no clear day`,
  expired: (value: number, now: number) =>
    `${count(value)} whose yes is too old${now > 0 ? ` (${count(now)} since the last night)` : ''}`,
  without: (parts: readonly string[]) =>
    `Without a consent, and in no group that needs one: ${parts.join(', ')}.`,
  expiring: (value: number) => `${quantity(value, 'consent expires', 'consents expire')} within 30 days.`,
  /** What a source says of one person. */
  states: {
    yes: 'yes',
    no: 'no',
    empty: 'no answer',
    odd: 'an answer that is neither yes nor no',
    expired: 'a yes that is too old',
    undated: 'a yes of no clear day',
  },
  given: (day: string) => ` (given ${day})`,
  has: (one: OneConsent) =>
    `Consent by ${one.source} (${one.pipeline}): ${one.said}, so since ${one.since}${one.groups === '' ? '' : `; needed for ${one.groups}`}.`,
  hasNot: (one: OneConsent) =>
    `No consent by ${one.source} (${one.pipeline}): ${one.said}, so since ${one.since}${one.groups === '' ? '' : `; kept out of ${one.groups}`}.`,
  silent: (source: string, pipeline: string) => `consent: ${source} (${pipeline}) speaks of it no more`,
  becameBy: (source: string, said: string) => `consent: ${source}: ${said}`,
  read: (place: string, said: string, cell: string) => `consent: ${place} says ${said}: "${cell}"`,
};
