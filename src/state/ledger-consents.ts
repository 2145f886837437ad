import type { Knex } from 'knex';
import type { KnownConsent } from '../contact/consent.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { ListPool } from '../contact/list-pool.ts';
import type { ConsentDelta, ConsentEntry } from '../plan/consent-delta.ts';
import type { Table, Tables } from '../table/tables.ts';
import { forRows, mapped, type PackedTable, packedPages } from './rows.ts';

/** What is to be written of one pipeline's consents. */
export interface ConsentsDelta extends ConsentDelta {
  readonly pipeline: string;
  /** Of the run that has read it, ISO 8601 UTC. */
  readonly at: string;
  /** Whose record has another number now. */
  readonly moves?: readonly { readonly from: string; readonly to: string }[];
}

const consentRows: PackedTable = {
  table: 'ledger_consents',
  key: ['pipeline', 'source', 'msisdn'],
  columns: ['state', 'day', 'until', 'since', 'groups'],
};

/** Reads what sources have said last of consent. */
export async function readConsents(
  trx: Knex.Transaction,
  accountId: number,
  pool: ListPool,
  tables: Pick<Tables, 'knownConsents'>,
): Promise<Ledger['consents']> {
  const all = new Map<string, Map<string, Table<KnownConsent>>>();
  const tableOf = (pipeline: string, source: string): Table<KnownConsent> => {
    const sources = all.get(pipeline) ?? new Map<string, Table<KnownConsent>>();
    all.set(pipeline, sources);
    const table = sources.get(source) ?? tables.knownConsents();
    sources.set(source, table);
    return table;
  };
  const times = new Map<string, string>();
  const isoOf = (time: string): string => {
    const iso = times.get(time) ?? new Date(time).toISOString();
    if (times.size < 10_000) times.set(time, iso);
    return iso;
  };
  for await (const page of packedPages(trx, consentRows, accountId))
    for (const [pipeline, source, msisdn, state, day, until, since, groups] of page)
      tableOf(pipeline, source).set(msisdn, {
        state,
        ...(day !== null && { at: day }),
        ...(until !== null && { until }),
        since: isoOf(since),
        groups: pool(groups),
      });
  return all;
}

/** Writes what sources say now; what changed of it is kept besides, with when. */
export async function writeConsents(
  trx: Knex.Transaction,
  accountId: number,
  { pipeline, at, upserts, drops, moves = [] }: ConsentsDelta,
): Promise<void> {
  const own = { account: accountId, pipeline };
  await forRows(
    trx,
    `insert into ledger_consents (account_id, pipeline, source, msisdn, state, day, until, since, groups)
     select :account, :pipeline, source, msisdn, state, at, until, since, groups from json_to_recordset(:rows)
       as r(source text, msisdn text, state text, at integer, until integer, since timestamptz, groups text[])
     on conflict (account_id, pipeline, source, msisdn) do update set state = excluded.state, day = excluded.day, until = excluded.until,
       since = excluded.since, groups = excluded.groups`,
    upserts,
    own,
  );
  const added = `insert into consent_events (account_id, pipeline, source, msisdn, at, state, day, value, line)
     select :account, :pipeline, source, msisdn, :at, state, day, value, line from json_to_recordset(:rows)
       as r(source text, msisdn text, state text, day integer, value text, line integer)`;
  // What is of earlier is known already: its groups alone are others.
  await forRows(
    trx,
    added,
    mapped(newOnes(upserts, at), ({ at: day, ...rest }) => ({ ...rest, day })),
    { ...own, at },
  );
  await forRows(
    trx,
    added,
    mapped(
      drops.filter(([, , why]) => why !== 'renamed'),
      ([source, msisdn]) => ({ source, msisdn }),
    ),
    { ...own, at },
  );
  await forRows(
    trx,
    `delete from ledger_consents as one using json_to_recordset(:rows) as r(source text, msisdn text)
     where account_id = :account and pipeline = :pipeline and one.source = r.source and one.msisdn = r.msisdn`,
    mapped(drops, ([source, msisdn]) => ({ source, msisdn })),
    own,
  );
  await carryAlong(trx, { ...own, at }, moves);
}

/**
 * What other pipelines know of a former number and is no yes, or one that runs out (C2), they know of the new one from now on, until they
 * say otherwise (C5): they may never get to know it themselves. Of what is known of both numbers, or of several former ones, the stricter.
 */
async function carryAlong(
  trx: Knex.Transaction,
  by: { readonly account: number; readonly pipeline: string; readonly at: string },
  moves: NonNullable<ConsentsDelta['moves']>,
): Promise<void> {
  await forRows(
    trx,
    `with carried as (
       insert into ledger_consents (account_id, pipeline, source, msisdn, state, day, until, since, groups)
       select distinct on (former.pipeline, former.source, r.later)
           former.account_id, former.pipeline, former.source, r.later, former.state, former.day, former.until, cast(:at as timestamptz),
           former.groups
         from json_to_recordset(:rows) as r(former text, later text)
         join ledger_consents as former on former.account_id = :account and former.msisdn = r.former
           and former.pipeline <> :pipeline and (former.state <> 'yes' or former.until is not null)
         order by former.pipeline, former.source, r.later, former.state = 'yes', former.until
       on conflict (account_id, pipeline, source, msisdn) do update set state = excluded.state, day = excluded.day,
         until = excluded.until, since = excluded.since,
         groups = array(select distinct unnest(ledger_consents.groups || excluded.groups) order by 1)
         where ledger_consents.state = 'yes' and excluded.state <> 'yes'
       returning pipeline, source, msisdn, state, day)
     insert into consent_events (account_id, pipeline, source, msisdn, at, state, day)
     select :account, pipeline, source, msisdn, :at, state, day from carried`,
    mapped(moves, ({ from, to }) => ({ former: from, later: to })),
    by,
  );
}

function* newOnes(upserts: Iterable<ConsentEntry>, at: string): Generator<ConsentEntry> {
  for (const entry of upserts) if (entry.since === at) yield entry;
}

/** Ends what a pipeline has to say of consent: it withholds nothing any more. */
export async function endConsents(trx: Knex.Transaction, accountId: number, pipeline: string): Promise<void> {
  await trx.raw(
    `with gone as (delete from ledger_consents where account_id = :account and pipeline = :pipeline
       returning source, msisdn)
     insert into consent_events (account_id, pipeline, source, msisdn, at)
     select :account, :pipeline, source, msisdn, now() from gone`,
    { account: accountId, pipeline },
  );
}

/**
 * Moves them to another name; of what both have the stricter stays, with the groups of both and of two yeses the later day, until the
 * next sync has read its sources.
 */
export async function renameConsents(
  trx: Knex.Transaction,
  names: { readonly account: number; readonly from: string; readonly to: string },
): Promise<void> {
  await trx.raw(
    `update ledger_consents as one set
       groups = array(select distinct unnest(one.groups || other.groups) order by 1),
       day = case when one.state = 'yes' and other.state = 'yes' then greatest(one.day, other.day) else one.day end,
       until = case when one.state = 'yes' and other.state = 'yes' then greatest(one.until, other.until) else one.until end
     from ledger_consents as other
     where one.account_id = :account and other.account_id = :account
       and one.source = other.source and one.msisdn = other.msisdn
       and ((one.pipeline = :from and other.pipeline = :to) or (one.pipeline = :to and other.pipeline = :from))`,
    names,
  );
  await trx.raw(
    `delete from ledger_consents as one using ledger_consents as other
     where one.account_id = :account and other.account_id = :account
       and one.source = other.source and one.msisdn = other.msisdn
       and ((one.pipeline = :from and other.pipeline = :to and (one.state = 'yes' or other.state <> 'yes'))
         or (one.pipeline = :to and other.pipeline = :from and one.state = 'yes' and other.state <> 'yes'))`,
    names,
  );
  for (const table of ['ledger_consents', 'consent_events'])
    await trx.raw('update ?? set pipeline = ? where account_id = ? and pipeline = ?', [
      table,
      names.to,
      names.account,
      names.from,
    ] as string[]);
}
