import type { Knex } from 'knex';
import { createNames, namesPattern, numberPattern, type Person } from '../contact/person.ts';
import { heldPlansOf, type KeptPlan } from './held-plans.ts';

/**
 * Where the state holds what of whom: the one list of it, by which `subject` tells a person what is kept and `forget` takes it
 * out (K3b). A test holds it against the schema: a table or column that is not here fails it.
 */

/** What `forget` does with a person's rows of a table. */
export type Erasure =
  /** They go. */
  | 'deleted'
  /** They stay: they are what keeps him from being reached. */
  | 'kept'
  /** He goes out of them, and what they say of others stays. */
  | 'cleaned'
  /** They are a copy of what is elsewhere, and go whole. */
  | 'dropped';

/** A table in which there may be something of a person. */
export interface Place {
  readonly table: string;
  readonly erasure: Erasure;
  /** Which rows are his: a condition with the bindings of {@link bindingsOf}. */
  readonly rows: string;
  /** Which of them stay although the others go: they are what keeps him out of where he is not to be. */
  readonly stays?: string;
}

const ofRuns = 'run_id in (select id from runs where account_id = :account)';
const ofNumber = 'account_id = :account and msisdn = :msisdn';
/** A key is a pipeline's: `postgres-1` of two of them are two sources. What a pipeline said under a former name has no wants now. */
const hisKeys = 'json_to_recordset(cast(:keys as json)) as own(pipeline text, key text)';
const formerly = `not exists (select from ledger_wants as now where now.account_id = :account and now.pipeline = runs.pipeline)`;
const ofPipeline = (table: string) =>
  `exists (select from runs where runs.id = ${table}.run_id and (runs.pipeline = own.pipeline or ${formerly}))`;
const ofKey = `(exists (select from ${hisKeys} where own.key = rejections.record_key and ${ofPipeline('rejections')})
    or substr(record_key, strpos(record_key, chr(9)) + 1) in (select json_array_elements_text(cast(:given as json))))`;

/**
 * Which rejected records are his for certain: by their key in their own pipeline, or since the rejected cell is his number. A record
 * in which he stands elsewhere may be another's. Of `rejections` joined with `runs`, with the bindings of {@link bindingsOf}.
 */
export const hisRejections = `(rejections.value ~ :number or exists (
  select from ${hisKeys} where own.key = rejections.record_key and own.pipeline = runs.pipeline))`;
const inText = (...columns: readonly string[]) =>
  `(${columns.map((column) => `${column} ~ :number or (:names <> '' and ${column} ~* :names)`).join(' or ')})`;
/** Figures of a warning have keys as texts of their own, with their source or without. */
const inFigures = `exists (select from (
    select own.key from ${hisKeys} where ${ofPipeline('warnings')}
    union select substr(own.key, strpos(own.key, chr(9)) + 1) from ${hisKeys} where ${ofPipeline('warnings')}
    union select key from json_array_elements_text(cast(:given as json)) as key) as known
  where strpos(figures::text, to_json(known.key)::text) > 0)`;

/** In the order in which they are told. */
export const places = [
  { table: 'ledger_contacts', erasure: 'deleted', rows: ofNumber },
  { table: 'ledger_wants', erasure: 'deleted', rows: ofNumber },
  { table: 'ledger_blocks', erasure: 'kept', rows: ofNumber },
  // What is no yes keeps him out of groups, also those of pipelines that ask nobody (C5).
  { table: 'ledger_consents', erasure: 'deleted', rows: ofNumber, stays: `state <> 'yes'` },
  { table: 'consent_events', erasure: 'deleted', rows: ofNumber },
  { table: 'block_checks', erasure: 'deleted', rows: ofNumber },
  { table: 'replies', erasure: 'deleted', rows: 'account_id = :account and sender = :msisdn' },
  {
    table: 'run_changes',
    erasure: 'cleaned',
    // A block that was carried to somebody names whose it was.
    rows: `${ofRuns} and (msisdn = :msisdn or (kind = 'block'
      and detail->'carried' @> jsonb_build_array(jsonb_build_object('from', cast(:msisdn as text)))))`,
  },
  {
    table: 'run_contacts',
    erasure: 'deleted',
    // What a run took from a number that he had before is known by his key, and by the number that he has since.
    rows: `${ofRuns} and (msisdn = :msisdn
      or before->'later' @> to_jsonb(cast(:msisdn as text))
      or exists (select from ${hisKeys} where before->'keys' @> to_jsonb(own.key) and ${ofPipeline('run_contacts')})
      or exists (select from jsonb_array_elements_text(before->'keys') as one
        where substr(one, strpos(one, chr(9)) + 1) in (select json_array_elements_text(cast(:given as json)))))`,
  },
  {
    table: 'calls',
    erasure: 'cleaned',
    rows: `${ofRuns} and (exists (select from run_changes where run_changes.run_id = calls.run_id
      and run_changes.msisdn = :msisdn and run_changes.seq = any (calls.change_seqs)) or ${inText('error::text')})`,
  },
  {
    table: 'rejections',
    erasure: 'deleted',
    rows: `${ofRuns} and (${ofKey} or ${inText('value', '"row"::text', `coalesce(message, '')`)})`,
  },
  {
    table: 'warnings',
    erasure: 'cleaned',
    rows: `${ofRuns} and (${inText(`coalesce(figures::text, '')`, `coalesce(message, '')`)} or ${inFigures})`,
  },
  {
    table: 'runs',
    erasure: 'cleaned',
    rows: `account_id = :account and ${inText(`coalesce(error, '')`, `coalesce(summary #>> '{approval,reason}', '')`, `coalesce(summary #>> '{message,name}', '')`)}`,
  },
  {
    table: 'discarded_plans',
    erasure: 'cleaned',
    rows: `account_id = :account and ${inText('reason')}`,
  },
  {
    table: 'console_acts',
    erasure: 'cleaned',
    // Of which account an act was, its run says.
    rows: `not exists (select from runs where runs.id = console_acts.subject and runs.account_id <> :account)
      and (${inText(`coalesce(reason, '')`)})`,
  },
  { table: 'ledger_touched', erasure: 'dropped', rows: ofNumber },
] as const satisfies readonly Place[];

/** Held plans are packed: which are his is for their texts to say. */
export type PlaceName = (typeof places)[number]['table'] | 'held_plans';

/** What the conditions of {@link places} are given. */
export function bindingsOf(person: Person, accountId: number): Record<string, string | number> {
  return {
    account: accountId,
    msisdn: person.msisdn,
    keys: JSON.stringify(person.keys),
    given: JSON.stringify(person.givenKeys),
    number: numberPattern(person.msisdn),
    names: namesPattern(person.givenNames, 'postgres') ?? '',
  };
}

/** How many rows of each place are a person's; places without any are left out. */
export async function countRows(
  knex: Knex,
  accountId: number,
  person: Person,
): Promise<{ readonly table: PlaceName; readonly erasure: Erasure; readonly rows: number }[]> {
  const found: { table: PlaceName; erasure: Erasure; rows: number }[] = [];
  for (const { table, erasure, rows, stays = 'false' } of places as readonly (Place & {
    table: PlaceName;
  })[]) {
    const {
      rows: [{ all, kept }],
    } = await knex.raw<{ rows: [{ all: number; kept: number }] }>(
      `select count(*)::integer as all, count(*) filter (where ${stays})::integer as kept from ${table} where ${rows}`,
      bindingsOf(person, accountId),
    );
    if (all > kept) found.push({ table, erasure, rows: all - kept });
    if (kept > 0) found.push({ table, erasure: 'kept', rows: kept });
  }
  const plans = (await hisHeldPlans(knex, accountId, person)).length;
  if (plans > 0) found.push({ table: 'held_plans', erasure: 'deleted', rows: plans });
  return found;
}

/** Held plans that name a person, or may do so. */
export async function hisHeldPlans(knex: Knex, accountId: number, person: Person): Promise<KeptPlan[]> {
  const names = createNames(person);
  const kept = await heldPlansOf(knex, accountId, (text) => names(text, { keys: true }));
  return kept.filter(({ isHis }) => isHis);
}
