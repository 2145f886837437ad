import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { findNumbers, type NumberHit } from '../state/find-numbers.ts';
import { findRejected, type RejectedRecord } from '../state/find-rejected.ts';
import { readStories, type Story } from '../state/story.ts';
import { createMsisdnParser } from '../transform/msisdn.ts';

/** Records that were rejected, and whether there are more. */
export interface Rejected {
  readonly records: readonly RejectedRecord[];
  readonly more: boolean;
}

/** A number's story, account by account. */
export interface ToldStory {
  readonly kind: 'story';
  readonly msisdn: string;
  readonly stories: readonly Story[];
  /** It was found by a name: rejected records in which that stands too may be who is meant. */
  readonly rejected?: Rejected;
}

/** What is known of whom somebody asks about. */
export type Explained =
  | ToldStory
  /** A key or a name leads to several numbers; a name besides to rejected records. */
  | {
      readonly kind: 'several';
      readonly hits: readonly NumberHit[];
      readonly more: boolean;
      readonly rejected?: Rejected;
    }
  /** No number is known so, and records that were rejected are. */
  | ({ readonly kind: 'rejected' } & Rejected);

/**
 * Tells a number's story (U2). The number may be spelled in any way that a source may spell it; a record's key or a name
 * does too, where it leads to one number. A key is exact, also that of a rejected record; beside whom a name leads to stand the
 * rejected records that it leads to.
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
  const name = text.trim();
  const known = await findNumbers(database, name, 'key');
  if (known.hits.length > 0) return storyOf(database, known);
  const unknown = await findRejected(database, name, 'key');
  if (unknown.records.length > 0) return { kind: 'rejected', ...unknown };
  const named = await findNumbers(database, name, 'name');
  const { records, more } = await findRejected(database, name, 'row');
  if (named.hits.length === 0) return records.length > 0 ? { kind: 'rejected', records, more } : undefined;
  // What was rejected of those who were found is a part of their story.
  const theirs = new Set(named.hits.flatMap(({ keys }) => keys));
  const others = records.filter(({ key }) => key === null || !theirs.has(key));
  const explained = await storyOf(database, named);
  return others.length > 0 ? { ...explained, rejected: { records: others, more } } : explained;
}

/** Of one number its story, of several which they are. */
async function storyOf(
  database: Database,
  { hits, more }: { readonly hits: readonly NumberHit[]; readonly more: boolean },
): Promise<Exclude<Explained, { kind: 'rejected' }>> {
  const [only, ...others] = new Set(hits.map(({ msisdn }) => msisdn));
  if (only === undefined || others.length > 0) return { kind: 'several', hits, more };
  return { kind: 'story', msisdn: only, stories: await readStories(database, only) };
}
