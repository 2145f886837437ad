import type { Knex } from 'knex';
import { maskWrittenNumbersIn } from '../contact/mask.ts';
import type { Person, PersonKey } from '../contact/person.ts';

/** A person as one account knows him, and what is told beside what is kept of him. */
export interface FoundPerson {
  readonly person: Person;
  /** Names that pipelines and runs know him by. */
  readonly names: readonly string[];
  /** Keys of his that records of other numbers have too: whose records those were is not known. */
  readonly sharedKeys: readonly string[];
  /** Other numbers that his keys belong to, or that were his before a run: his own, as a rule. */
  readonly otherNumbers: readonly string[];
  /** Pipelines that want him now. */
  readonly wantedBy: readonly string[];
}

/** What somebody has given to find a person by. */
export interface GivenPerson {
  readonly msisdn: string;
  readonly keys: readonly string[];
  readonly names: readonly string[];
}

/** Finds out by what an account knows somebody. */
export async function findPerson(knex: Knex, accountId: number, given: GivenPerson): Promise<FoundPerson> {
  const own = { account_id: accountId, msisdn: given.msisdn };
  const wants = await knex('ledger_wants')
    .where(own)
    .orderBy('pipeline')
    .select('pipeline', 'name', 'keys', 'opted_out');
  const keys: PersonKey[] = wants.flatMap(({ pipeline, keys: own }) =>
    (own as string[]).map((key) => ({ pipeline, key })),
  );
  const others = await knex.raw<{ rows: (PersonKey & { msisdn: string })[] }>(
    `select distinct w.msisdn, w.pipeline, key from ledger_wants as w, unnest(w.keys) as key
     where w.account_id = :account and w.msisdn <> :msisdn and (w.pipeline, key) in (
       select own.pipeline, own.key from json_to_recordset(cast(:keys as json)) as own(pipeline text, key text)) order by 1, 2, 3`,
    { account: accountId, msisdn: given.msisdn, keys: JSON.stringify(keys) },
  );
  const former = await knex.raw<{ rows: { msisdn: string }[] }>(
    `select distinct one->>'from' as msisdn from run_changes, jsonb_array_elements(detail->'carried') as one
     where msisdn = :msisdn and kind = 'block' and jsonb_typeof(detail->'carried') = 'array'
       and run_id in (select id from runs where account_id = :account)
     union select msisdn from run_contacts where before->'later' @> to_jsonb(cast(:msisdn as text))
       and run_id in (select id from runs where account_id = :account) order by 1`,
    { account: accountId, msisdn: given.msisdn },
  );
  const shared = new Set(others.rows.map((one) => JSON.stringify([one.pipeline, one.key])));
  const named = await knex.raw<{ rows: { name: string | null }[] }>(
    `select distinct name from (
       select before->>'name' as name from run_contacts where msisdn = :msisdn and run_id in (select id from runs where account_id = :account)
       union select after->>'name' from run_contacts where msisdn = :msisdn and run_id in (select id from runs where account_id = :account)
     ) as known where name is not null and name <> :msisdn`,
    { account: accountId, msisdn: given.msisdn },
  );
  const names = new Set([
    ...wants.map(({ name }) => name as string),
    ...named.rows.flatMap(({ name }) => name ?? []),
  ]);
  names.delete('');
  return {
    person: {
      msisdn: given.msisdn,
      keys: keys.filter(({ pipeline, key }) => !shared.has(JSON.stringify([pipeline, key]))),
      givenKeys: given.keys,
      givenNames: given.names,
    },
    names: [...names].sort(),
    sharedKeys: [...new Set(others.rows.map(({ key }) => key))].sort(),
    otherNumbers: [...new Set([...others.rows, ...former.rows].map(({ msisdn }) => msisdn))],
    wantedBy: wants.filter((want) => !want.opted_out).map(({ pipeline }) => pipeline as string),
  };
}

/** How many rejected records hold one of some names and neither the number nor a key of the person: they may be another's. */
export async function countNamesakes(
  knex: Knex,
  accountId: number,
  names: readonly string[],
  hisOwn: { readonly where: string; readonly bindings: Record<string, string | number> },
  pattern: string | undefined,
): Promise<number> {
  if (names.length === 0 || pattern === undefined) return 0;
  const { rows } = await knex.raw<{ rows: [{ count: number }] }>(
    `select count(*)::integer as count from rejections
     where run_id in (select id from runs where account_id = :account) and "row"::text ~* :namesakes and not (${hisOwn.where})`,
    { ...hisOwn.bindings, account: accountId, namesakes: pattern },
  );
  return rows[0].count;
}

/** So many are listed. */
const mostListed = 20;

/** Rejected records that a given key or name alone leads to: where they stand, and the cell at fault with its numbers masked. */
export async function foundByGiven(
  knex: Knex,
  { where, bindings }: { readonly where: string; readonly bindings: Record<string, string | number> },
): Promise<readonly { readonly source: string; readonly line: number; readonly value: string }[]> {
  const { given, names } = bindings;
  if (given === '[]' && names === '') return [];
  const without = where.replaceAll(':names', ':noNames').replaceAll(':given', ':noKeys');
  const { rows } = await knex.raw<{ rows: { source: string; line: number; value: string }[] }>(
    `select source, line, value from rejections where ${where} and not (${without}) order by run_id desc, seq limit ${mostListed}`,
    { ...bindings, noNames: '', noKeys: '[]' },
  );
  return rows.map((row) => ({ ...row, value: maskWrittenNumbersIn(row.value) }));
}
