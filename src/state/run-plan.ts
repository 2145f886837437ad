import type { Knex } from 'knex';
import type { KnownBy } from '../plan/brought-back.ts';
import type { Change, TouchedContact } from '../plan/change.ts';
import { allDone } from './all-done.ts';
import type { Database } from './database.ts';
import { forRows, mapped } from './rows.ts';
import type { RunRecord } from './runs.ts';

/** What was found out of whose contacts a plan touches. */
interface FoundOut {
  readonly knownBy: ReadonlyMap<string, KnownBy>;
  readonly movedTo: ReadonlySet<string>;
}

/**
 * Records a plan's changes and the pre-images of what it touches, before any of it is carried out (U1). The changes come last: a run
 * that has some can be resumed.
 *
 * @param found.knownBy by what those are known whom it takes something from
 * @param found.movedTo numbers that somebody has instead of another one
 * @param before what else is to be written, and must be there before the changes are
 */
export async function saveRunPlan(
  database: Database,
  runId: string,
  plan: { readonly changes: readonly Change[]; readonly contacts: readonly TouchedContact[] },
  { knownBy, movedTo }: FoundOut = { knownBy: new Map(), movedTo: new Set() },
  before: () => Promise<unknown> = async () => {},
): Promise<void> {
  const isFoundOut = ({ msisdn }: TouchedContact) => knownBy.has(msisdn) || movedTo.has(msisdn);
  const preImages = (contacts: readonly TouchedContact[]) =>
    database.knex.transaction((trx) =>
      forRows(
        trx,
        `insert into run_contacts (run_id, msisdn, before, after, by_import)
       select :run, msisdn, before, after, "byImport"
       from json_to_recordset(:rows) as r(msisdn text, before jsonb, after jsonb, "byImport" boolean)`,
        mapped(contacts, ({ before, after, ...rest }) => ({
          ...rest,
          before: before && { ...before, ...knownBy.get(rest.msisdn) },
          after: after && { ...after, ...(movedTo.has(rest.msisdn) && { moved: true }) },
        })),
        { run: runId },
      ),
    );
  // What was found out is found out once: the ledger forgets it, and whoever goes on from there reads it here.
  const first = plan.contacts.filter(isFoundOut);
  if (first.length > 0) await preImages(first);
  await allDone(database, [before, () => preImages(plan.contacts.filter((contact) => !isFoundOut(contact)))]);
  await database.knex.transaction((trx) => insertChanges(trx, runId, plan.changes, 0));
}

/**
 * Records what a run without a plan has done, so that a number's story tells of it (U2): blocks and unblocks by hand.
 *
 * @param firstSeq numbers from here on are free among the run's changes and calls
 */
export async function recordDone(
  database: Database,
  runId: string,
  changes: readonly Change[],
  firstSeq: number,
): Promise<void> {
  await database.knex.transaction(async (trx) => {
    await insertChanges(trx, runId, changes, firstSeq);
    await forRows(
      trx,
      `insert into calls (run_id, seq, endpoint, change_seqs, state)
       select :run, seq, endpoint, array[seq], 'done'
       from json_to_recordset(:rows) as r(seq integer, endpoint text)`,
      changes.map(({ kind }, index) => ({
        seq: firstSeq + index,
        endpoint: kind === 'block' ? 'add_to_blocklist' : 'rm_from_blocklist',
      })),
      { run: runId },
    );
  });
}

function insertChanges(
  trx: Knex.Transaction,
  runId: string,
  changes: readonly Change[],
  firstSeq: number,
): Promise<void> {
  return forRows(
    trx,
    `insert into run_changes (run_id, seq, kind, msisdn, detail)
     select :run, seq, kind, msisdn, detail
     from json_to_recordset(:rows) as r(seq integer, kind text, msisdn text, detail jsonb)`,
    changeRows(changes, firstSeq),
    { run: runId },
  );
}

function* changeRows(changes: readonly Change[], firstSeq: number): Generator<object> {
  for (const [index, { kind, msisdn, ...detail }] of changes.entries())
    yield { seq: firstSeq + index, kind, msisdn, detail };
}

/** Reads them back, in the plan's order. */
export async function loadRunPlan(
  database: Database,
  runId: string,
): Promise<{ changes: Change[]; contacts: TouchedContact[] }> {
  const changes = await database.knex('run_changes').where({ run_id: runId }).orderBy('seq');
  const contacts = await database.knex('run_contacts').where({ run_id: runId }).orderBy('msisdn');
  return {
    changes: changes.map(({ kind, msisdn, detail }) => ({ kind, msisdn, ...detail })),
    contacts: contacts.map(({ msisdn, before, after, by_import }) => ({
      msisdn,
      before: before && { name: before.name, groups: before.groups },
      after: after && { name: after.name, groups: after.groups },
      byImport: by_import,
    })),
  };
}

/** The numbers by which the journal knows a run's changes, in their order: what was done by hand is not numbered from the first on. */
export function changeSeqs({ knex }: Database, runId: string): Promise<number[]> {
  return knex('run_changes').where({ run_id: runId }).orderBy('seq').pluck('seq');
}

/** By what those are known whom a run took something from; nothing of runs of earlier versions. */
export async function loadKnownBy({ knex }: Database, runId: string): Promise<Map<string, KnownBy>> {
  const rows = await knex('run_contacts')
    .where({ run_id: runId })
    .whereRaw(`before->'keys' is not null`)
    .orderBy('msisdn')
    .select('msisdn', 'before');
  return new Map(rows.map(({ msisdn, before: { keys, later } }) => [msisdn, { keys, later }]));
}

/** Whether a run has planned more than is kept of it: its details have been pruned, and its counts are kept (K3). */
export async function isPruned(
  { knex }: Database,
  { id, summary }: Pick<RunRecord, 'id' | 'summary'>,
): Promise<boolean> {
  const planned = Object.values(summary?.plan?.changes ?? {}).reduce((sum, one) => sum + one, 0);
  if (planned === 0) return false;
  const [{ kept = 0 } = {}] = await knex('run_changes').where({ run_id: id }).count('* as kept');
  return Number(kept) + (summary?.forgotten ?? 0) < planned;
}

/** Numbers of which verify saw what a run had asked for (V1). */
export async function confirmedContacts(database: Database, runId: string): Promise<Set<string>> {
  const confirmed = await database
    .knex('run_contacts')
    .where({ run_id: runId })
    .whereIn('verdict', ['confirmed', 'respelled'])
    .pluck('msisdn');
  return new Set(confirmed);
}

/** The changes of a run's plan whose contacts were seen to be as it had asked, by their number. */
export async function seenChanges({ knex }: Database, runId: string): Promise<Set<number>> {
  const seqs = await knex('run_changes')
    .join('run_contacts', (join) =>
      join.on('run_contacts.run_id', 'run_changes.run_id').andOn('run_contacts.msisdn', 'run_changes.msisdn'),
    )
    .where('run_changes.run_id', runId)
    .whereIn('verdict', ['confirmed', 'respelled'])
    .whereNotIn('kind', ['block', 'unblock'])
    .pluck('run_changes.seq');
  return new Set(seqs);
}

/** Records verify's verdict on each contact (V1). */
export async function saveVerdicts(
  database: Database,
  runId: string,
  findings: Iterable<{ readonly msisdn: string; readonly verdict: string }>,
): Promise<void> {
  await database.knex.transaction((trx) =>
    forRows(
      trx,
      `update run_contacts set verdict = r.verdict from json_to_recordset(:rows) as r(msisdn text, verdict text)
       where run_id = :run and run_contacts.msisdn = r.msisdn`,
      (function* () {
        for (const { msisdn, verdict } of findings) yield { msisdn, verdict };
      })(),
      { run: runId },
    ),
  );
}

/**
 * The runs that have blocked some numbers, those with most of them first.
 *
 * @returns each with how many of them it blocked
 */
export async function blockingRuns(
  { knex }: Database,
  accountId: number,
  pipeline: string,
  msisdns: readonly string[],
  limit: number,
): Promise<[run: string, numbers: number][]> {
  const rows: { id: string; numbers: string }[] = await knex('run_changes')
    .join('runs', 'runs.id', 'run_changes.run_id')
    .where({ account_id: accountId, pipeline, kind: 'block' })
    .whereRaw('msisdn = any(?)', [msisdns as unknown as string])
    .groupBy('runs.id')
    .orderBy([
      { column: 'numbers', order: 'desc' },
      { column: 'runs.id', order: 'desc' },
    ])
    .limit(limit)
    .select('runs.id')
    .count('* as numbers');
  return rows.map(({ id, numbers }) => [id, Number(numbers)]);
}
