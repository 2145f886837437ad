import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { readLedger, readLedgerAndPack } from '../../src/state/ledger.ts';
import { useWorlds } from '../support/in-process.ts';
import { kinds, newAccount, useDatabase } from './databases.ts';

const { world } = useWorlds();

/** The columns of the views are a promise: what reads them is not ours. New ones come at the end. */
const promised = {
  v_contacts:
    'account msisdn name keys pipelines wanted_groups confirmed_groups managed first_confirmed last_confirmed wanted_since blocked block_confirmed block_origins source_keys',
  v_blocks: 'account msisdn origins pipelines since confirmed confirmed_at doubt unsaid',
  v_runs:
    'account run pipeline command state exit_code started_at ended_at seconds held_back desired rejections creates renames removes memberships_added memberships_removed blocks unblocks failures differences number',
  v_rejections: 'account pipeline run at is_latest source line key field code value since number',
};

describe.each(kinds)('the views of the state, %s', (kind) => {
  const database = useDatabase(kind);

  test.each(Object.entries(promised))(
    '%s has the columns that were promised, in their order',
    async (view, columns) => {
      const { rows } = await database().knex.raw(
        `select column_name as name from information_schema.columns where table_schema = 'jojka_sync' and table_name = ? order by ordinal_position`,
        [view],
      );
      expect(rows.map(({ name }: { name: string }) => name).join(' ')).toBe(columns);
    },
  );

  test('are read where there is nothing', async () => {
    await newAccount(database());
    for (const view of Object.keys(promised))
      expect((await database().knex.raw(`select * from ${view}`)).rows).toEqual([]);
  });
});

test('contacts, blocks, runs and rejections are as the nights left them', async () => {
  const w = await world();
  w.crm('K1;Anna Berg;46701740605;Lund;nej', 'K2;Bo Ek;46701740606;Lund;ja', 'K3;Nils;070-17;Lund;nej');
  const first = await w.sync();
  w.clock.forward(24);
  w.crm(
    'K1;Anna Berg;46701740605;Lund;nej',
    'K2;Bo Ek;46701740606;Lund;ja',
    'K3;Nils;070-17;Lund;nej',
    'K4;Eva;070-18;Lund;nej',
  );
  const second = await w.sync();
  await w.withState(async ({ knex }) => {
    const contacts = async () =>
      (await knex.raw('select * from v_contacts order by msisdn')).rows.map(
        ({
          first_confirmed: _first,
          last_confirmed: _last,
          wanted_since: _since,
          ...row
        }: Record<string, unknown>) => row,
      );
    const expected = [
      {
        account: 'default',
        msisdn: '46701740605',
        name: 'Anna Berg',
        keys: ['K1'],
        pipelines: ['crm'],
        wanted_groups: ['Kunder'],
        confirmed_groups: ['Kunder'],
        managed: 'created',
        blocked: false,
        block_confirmed: false,
        block_origins: [],
        source_keys: [expect.stringMatching(/.\tK1$/)],
      },
      {
        account: 'default',
        msisdn: '46701740606',
        name: 'Bo Ek',
        keys: ['K2'],
        pipelines: ['crm'],
        wanted_groups: ['Kunder'],
        confirmed_groups: ['Kunder'],
        managed: 'created',
        blocked: true,
        block_confirmed: true,
        block_origins: ['source'],
        source_keys: [expect.stringMatching(/.\tK2$/)],
      },
    ];
    expect(await contacts()).toEqual(expected);
    expect((await knex.raw('select * from v_blocks')).rows).toMatchObject([
      {
        account: 'default',
        msisdn: '46701740606',
        origins: ['source'],
        pipelines: ['crm'],
        confirmed: true,
        doubt: null,
      },
    ]);
    expect(
      (
        await knex.raw(
          'select run, pipeline, command, state, creates::integer, blocks::integer, rejections::integer, held_back from v_runs order by number',
        )
      ).rows,
    ).toEqual([
      {
        run: first.run,
        pipeline: 'crm',
        command: 'sync',
        state: 'done',
        creates: 2,
        blocks: 1,
        rejections: 1,
        held_back: false,
      },
      {
        run: second.run,
        pipeline: 'crm',
        command: 'sync',
        state: 'done',
        creates: 0,
        blocks: 0,
        rejections: 2,
        held_back: false,
      },
    ]);
    const rejections = (
      await knex.raw(`select key, code, at, since from v_rejections where is_latest order by number`)
    ).rows;
    expect(rejections).toEqual([
      { key: 'K3', code: 'too-short', at: w.clock.now, since: new Date('2026-11-23T03:00:00Z') },
      { key: 'K4', code: 'too-short', at: w.clock.now, since: w.clock.now },
    ]);
  });
});

test('a rejection that was mended and comes back is as old as its return', async () => {
  const w = await world();
  const good = 'K1;Anna Berg;46701740605;Lund;nej';
  for (const line of [
    'K3;Nils;070-17;Lund;nej',
    'K3;Nils;46701740607;Lund;nej',
    'K3;Nils;070-17;Lund;nej',
    'K3;Nils;070-17;Lund;nej',
  ]) {
    w.crm(good, line);
    await w.sync();
    w.clock.forward(24);
  }
  await w.withState(async ({ knex }) => {
    const { rows } = await knex.raw('select at, since from v_rejections order by at');
    expect(
      rows.map(({ at, since }: { at: Date; since: Date }) => (at.getTime() - since.getTime()) / 3_600_000),
    ).toEqual([0, 0, 24]);
  });
});

test('the view of contacts goes by the rows, whatever the packed copy holds', async () => {
  const w = await world();
  w.crm('K1;Anna Berg;46701740605;Lund;nej', 'K2;Bo Ek;46701740606;Lund;nej');
  await w.sync();
  await w.withState(async (database) => {
    await readLedgerAndPack(database, 1, () => {}, { least: 1 });
    await database.knex('ledger_wants').where({ msisdn: '46701740606' }).update({ name: 'Bosse Ek' });
    const { rows } = await database.knex.raw('select name from v_contacts order by msisdn');
    expect(rows).toEqual([{ name: 'Anna Berg' }, { name: 'Bosse Ek' }]);
    const ledger = await readLedger(database, 1);
    expect(ledger.wants.get('crm')?.get('46701740606')?.name).toBe('Bosse Ek');
  });
});

test('a user with the rights that the docs name reads the views and nothing else', async () => {
  const w = await world();
  w.crm('K1;Anna Berg;46701740605;Lund;nej');
  await w.sync();
  const role = `reader_${process.pid}`;
  await w.withState(async ({ knex }) => {
    await knex.raw(`create role ${role} login password 'hemligt'`);
    await knex.raw(`grant usage on schema jojka_sync to ${role}`);
    await knex.raw(
      `grant select on jojka_sync.v_contacts, jojka_sync.v_rejections, jojka_sync.v_blocks, jojka_sync.v_runs to ${role}`,
    );
  });
  const client = new pg.Client({ connectionString: w.databaseUrl });
  await client.connect();
  try {
    await client.query(`set role ${role}`);
    for (const view of Object.keys(promised)) await client.query(`select * from jojka_sync.${view}`);
    await expect(client.query('select * from jojka_sync.ledger_wants')).rejects.toThrow('permission denied');
  } finally {
    await client.end();
    await w.withState(async ({ knex }) => {
      await knex.raw(`drop owned by ${role}`);
      await knex.raw(`drop role ${role}`);
    });
  }
});

test('a STOP that is not seen to yet is a block in both views', async () => {
  const w = await world();
  w.crm('K1;Anna Berg;46701740605;Lund;nej');
  await w.sync();
  await w.withState(async ({ knex }) => {
    await knex('replies').insert({
      ...{
        account_id: 1,
        sender: '46701740605',
        inserted: w.clock.now,
        message: 'STOPP',
        message_hash: 'x',
        word: 'STOPP',
      },
    });
    expect((await knex.raw('select * from v_contacts')).rows).toMatchObject([
      { blocked: true, block_confirmed: false, block_origins: ['reply'] },
    ]);
    expect((await knex.raw('select * from v_blocks')).rows).toMatchObject([
      { origins: ['reply'], confirmed: false },
    ]);
  });
});
