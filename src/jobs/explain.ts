import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { findNumbers, type NumberHit } from '../state/find-numbers.ts';
import { findRejected, type RejectedRecord } from '../state/find-rejected.ts';
import { readStories, type Story } from '../state/story.ts';
import { createMsisdnParser } from '../transform/msisdn.ts';

/** A number's story, account by account. */
export interface ToldStory {
  readonly kind: 'story';
  readonly msisdn: string;
  readonly stories: readonly Story[];
}

/** What is known of whom somebody asks about. */
export type Explained =
  | ToldStory
  /** A key or a name leads to several numbers. */
  | { readonly kind: 'several'; readonly hits: readonly NumberHit[]; readonly more: boolean }
  /** No number is known so, and records that were rejected are. */
  | { readonly kind: 'rejected'; readonly records: readonly RejectedRecord[]; readonly more: boolean };

/**
 * Tells a number's story (U2). The number may be spelled in any way that a source may spell it; a record's key or a name
 * does too, where it leads to one number. Of whom no number is known the rejected records are told.
 *
 * @throws UsageError when it is no number, and nobody is known by it
 */
export async function explainNumber(environment: RunEnvironment, text: string): Promise<Explained> {
  const [msisdn] = createMsisdnParser({ region: 'SE', types: ['mobile'] }).readAny(text);
  const explained = await withStateIfAny<Explained | undefined>(
    'explain',
    environment,
    (database) => lookUp(database, text, msisdn),
    undefined,
  );
  if (explained) return explained;
  if (msisdn !== undefined) return { kind: 'story', msisdn, stories: [] };
  throw new UsageError(`"${text}" is no phone number, and nobody is known by it.`, {
    advice:
      'Give a number as in 46701740605 or 070-174 06 05, the key of a record, or a name as the source has it. Rows of rejected records, with their names, are kept 30 days unless the state says otherwise.',
  });
}

async function lookUp(
  database: Database,
  text: string,
  msisdn: string | undefined,
): Promise<Explained | undefined> {
  const stories = msisdn === undefined ? [] : await readStories(database, msisdn);
  if (msisdn !== undefined && stories.length > 0) return { kind: 'story', msisdn, stories };
  if (text.trim() === '') return undefined;
  const { hits, more } = await findNumbers(database, text.trim());
  const numbers = new Set(hits.map((hit) => hit.msisdn));
  const [only] = numbers;
  if (numbers.size > 1) return { kind: 'several', hits, more };
  if (only === undefined) {
    const rejected = await findRejected(database, text.trim());
    return rejected.records.length > 0 ? { kind: 'rejected', ...rejected } : undefined;
  }
  return { kind: 'story', msisdn: only, stories: await readStories(database, only) };
}
