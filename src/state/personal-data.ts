import type { Knex } from 'knex';
import { createNames, namesPattern, numberPattern, type Person } from '../contact/person.ts';
import { heldPlansOf, type KeptPlan } from './held-plans.ts';

/**
 * Where the state holds what of whom: the one list of it, by which `subject` tells a person what is kept and `forget` takes it
 * out (K3b). A test holds it against the schema: a table or column that is not here fails it.
 */

/**
 * What a column can hold of somebody whom the account has as a contact. `text`: free text in which he may be named. `staff`: of
 * who works with the program, not of who is texted; `masked` numbers tell nobody.
 */
export type Holds =
  | 'nothing'
  | 'number'
  | 'name'
  | 'key'
  | 'contact'
  | 'text'
  | 'packed'
  | 'staff'
  | 'masked';

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
interface Place {
  readonly table: string;
  readonly erasure: Erasure;
  /** Which rows are his: a condition with the bindings of {@link bindingsOf}. */
  readonly rows: string;
}

const ofRuns = 'run_id in (select id from runs where account_id = :account)';
const ofNumber = 'account_id = :account and msisdn = :msisdn';
const ofKey = (column: string) =>
  `(${column} in (select json_array_elements_text(cast(:keys as json)))
    or substr(${column}, strpos(${column}, chr(9)) + 1) in (select json_array_elements_text(cast(:given as json))))`;
const inText = (...columns: readonly string[]) =>
  `(${columns.map((column) => `${column} ~ :number or (:names <> '' and ${column} ~* :names)`).join(' or ')})`;
/** Figures of a warning have keys as texts of their own, with their source or without. */
const inFigures = `exists (select from (
    select key from json_array_elements_text(cast(:keys as json)) as key
    union select substr(key, strpos(key, chr(9)) + 1) from json_array_elements_text(cast(:keys as json)) as key
    union select key from json_array_elements_text(cast(:given as json)) as key) as known
  where strpos(figures::text, to_json(known.key)::text) > 0)`;

/** In the order in which they are told. */
export const places = [
  { table: 'ledger_contacts', erasure: 'deleted', rows: ofNumber },
  { table: 'ledger_wants', erasure: 'deleted', rows: ofNumber },
  { table: 'ledger_blocks', erasure: 'kept', rows: ofNumber },
  { table: 'ledger_consents', erasure: 'deleted', rows: ofNumber },
  { table: 'consent_events', erasure: 'deleted', rows: ofNumber },
  { table: 'block_checks', erasure: 'deleted', rows: ofNumber },
  { table: 'replies', erasure: 'deleted', rows: 'account_id = :account and sender = :msisdn' },
  { table: 'run_changes', erasure: 'cleaned', rows: `msisdn = :msisdn and ${ofRuns}` },
  { table: 'run_contacts', erasure: 'deleted', rows: `msisdn = :msisdn and ${ofRuns}` },
  {
    table: 'calls',
    erasure: 'cleaned',
    rows: `${ofRuns} and (exists (select from run_changes where run_changes.run_id = calls.run_id
      and run_changes.msisdn = :msisdn and run_changes.seq = any (calls.change_seqs)) or ${inText('error::text')})`,
  },
  {
    table: 'rejections',
    erasure: 'deleted',
    rows: `${ofRuns} and (${ofKey('record_key')} or ${inText('value', '"row"::text', `coalesce(message, '')`)})`,
  },
  {
    table: 'warnings',
    erasure: 'cleaned',
    rows: `${ofRuns} and (${inText(`coalesce(figures::text, '')`, `coalesce(message, '')`)} or ${inFigures})`,
  },
  {
    table: 'runs',
    erasure: 'cleaned',
    rows: `account_id = :account and ${inText(`coalesce(error, '')`, `coalesce(summary #>> '{approval,reason}', '')`)}`,
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

/**
 * Every column of every table, and what of a person it can hold. What is packed is told apart by no person: `ledger_pages` are the
 * ledger's contacts and wants once more, `held_plans` what a run was about to do (see `forgetPerson`).
 */
export const columns: Readonly<Record<string, Readonly<Record<string, Holds>>>> = {
  accounts: {
    id: 'nothing',
    name: 'nothing',
    url: 'nothing',
    key_salt: 'nothing',
    key_hash: 'nothing',
    created_at: 'nothing',
    replies_fetched_at: 'nothing',
    sandbox: 'nothing',
  },
  runs: {
    id: 'nothing',
    account_id: 'nothing',
    pipeline: 'nothing',
    command: 'nothing',
    state: 'nothing',
    exit_code: 'nothing',
    host: 'nothing',
    pid: 'nothing',
    started_at: 'nothing',
    ended_at: 'nothing',
    // Counts, and the reason that somebody gave in the console.
    summary: 'text',
    error: 'text',
    settled: 'nothing',
    plan_id: 'nothing',
    seq: 'nothing',
  },
  run_changes: { run_id: 'nothing', seq: 'nothing', kind: 'nothing', msisdn: 'number', detail: 'contact' },
  run_contacts: {
    run_id: 'nothing',
    msisdn: 'number',
    before: 'contact',
    after: 'contact',
    by_import: 'nothing',
    verdict: 'nothing',
  },
  calls: {
    run_id: 'nothing',
    seq: 'nothing',
    parent_seq: 'nothing',
    endpoint: 'nothing',
    change_seqs: 'nothing',
    state: 'nothing',
    attempts: 'nothing',
    error: 'text',
    sent_at: 'nothing',
    ended_at: 'nothing',
    ms: 'nothing',
  },
  rejections: {
    run_id: 'nothing',
    seq: 'nothing',
    source: 'nothing',
    line: 'nothing',
    record_key: 'key',
    field: 'nothing',
    code: 'nothing',
    value: 'text',
    message: 'text',
    row: 'text',
    figures: 'nothing',
  },
  warnings: { run_id: 'nothing', seq: 'nothing', code: 'nothing', message: 'text', figures: 'text' },
  ledger_contacts: {
    account_id: 'nothing',
    msisdn: 'number',
    managed: 'nothing',
    pipeline: 'nothing',
    groups: 'contact',
    spellings: 'contact',
    first_confirmed: 'nothing',
    last_confirmed: 'nothing',
  },
  ledger_wants: {
    account_id: 'nothing',
    pipeline: 'nothing',
    msisdn: 'number',
    name: 'name',
    groups: 'contact',
    keys: 'key',
    absent_runs: 'nothing',
    absent_at: 'nothing',
    since: 'nothing',
    opted_out: 'nothing',
    held: 'nothing',
  },
  ledger_blocks: {
    account_id: 'nothing',
    msisdn: 'number',
    origins: 'nothing',
    first_at: 'nothing',
    last_at: 'nothing',
    pipelines: 'nothing',
    doubt: 'nothing',
    asked_at: 'nothing',
    unsaid: 'nothing',
  },
  ledger_consents: {
    account_id: 'nothing',
    pipeline: 'nothing',
    source: 'nothing',
    msisdn: 'number',
    state: 'nothing',
    day: 'nothing',
    since: 'nothing',
    groups: 'contact',
  },
  consent_events: {
    id: 'nothing',
    account_id: 'nothing',
    pipeline: 'nothing',
    source: 'nothing',
    msisdn: 'number',
    at: 'nothing',
    state: 'nothing',
    day: 'nothing',
    value: 'text',
    line: 'nothing',
  },
  ledger_copies: { account_id: 'nothing', edition: 'nothing' },
  ledger_editions: {
    id: 'nothing',
    account_id: 'nothing',
    format: 'nothing',
    made_at: 'nothing',
    pages: 'nothing',
    contacts: 'nothing',
    wants: 'nothing',
  },
  ledger_pages: { edition: 'nothing', part: 'nothing', bytes: 'packed' },
  ledger_touched: {
    account_id: 'nothing',
    kind: 'nothing',
    pipeline: 'nothing',
    msisdn: 'number',
    edition: 'nothing',
  },
  replies: {
    id: 'nothing',
    account_id: 'nothing',
    sender: 'number',
    inserted: 'nothing',
    message: 'text',
    message_hash: 'text',
    word: 'text',
    seen_at: 'nothing',
    handled_at: 'nothing',
    written_back_to: 'nothing',
  },
  opt_out_words: { account_id: 'nothing', pipeline: 'nothing', words: 'nothing' },
  block_checks: { account_id: 'nothing', msisdn: 'number', checked_at: 'nothing' },
  console_tokens: {
    id: 'nothing',
    name: 'staff',
    role: 'nothing',
    hash: 'nothing',
    created_at: 'nothing',
    used_at: 'nothing',
    revoked_at: 'nothing',
  },
  console_acts: {
    id: 'nothing',
    at: 'nothing',
    who: 'staff',
    role: 'nothing',
    act: 'nothing',
    subject: 'masked',
    reason: 'text',
    outcome: 'nothing',
  },
  held_plans: { run_id: 'nothing', saved_at: 'nothing', packed: 'packed' },
  discarded_plans: {
    account_id: 'nothing',
    plan_id: 'nothing',
    at: 'nothing',
    who: 'staff',
    reason: 'text',
  },
};

/** Tables in which there may be something of a person, also such as no row of is told apart by him. */
export const personalTables: readonly string[] = Object.entries(columns).flatMap(([table, own]) =>
  Object.values(own).some((holds) => holds !== 'nothing' && holds !== 'staff' && holds !== 'masked')
    ? [table]
    : [],
);

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
  for (const { table, erasure, rows } of places) {
    const {
      rows: [{ count }],
    } = await knex.raw<{ rows: [{ count: number }] }>(
      `select count(*)::integer as count from ${table} where ${rows}`,
      bindingsOf(person, accountId),
    );
    if (count > 0) found.push({ table, erasure, rows: count });
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
