import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../src/errors.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { changeBlocklist } from '../../src/jobs/blocklist.ts';
import { forgetNumber, lookForForget } from '../../src/jobs/forget.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { runDetail } from '../../src/jobs/runs.ts';
import { showPlanOrRun } from '../../src/jobs/show.ts';
import { readSubject } from '../../src/jobs/subject.ts';
import { planUndo } from '../../src/jobs/undo.ts';
import { readLedgerAndPack } from '../../src/state/ledger.ts';
import { lockAccount } from '../../src/state/lock.ts';
import { writePlanFile } from '../../src/steps/saved-plans.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';
import { anna, bo, rest, rowsWith, twoNights } from '../support/two-nights.ts';

const { world } = useWorlds();

describe('forget', () => {
  test.each([
    ['names him goes', false],
    ['does not name him stays', true],
  ])('a held plan in the state that %s', async (_, isThere) => {
    const w = await world();
    const row = 'K100;Anna;46701740605;Lund;nej';
    w.crm(row, ...rest);
    await w.sync();
    w.clock.forward(24);
    w.crm(rest[0] as string, ...(isThere ? [row] : []));
    const { heldBack, run } = await w.sync();
    expect(heldBack).toBe(true);
    await forgetNumber(w.environment, { number: anna });
    expect(await w.withState(({ knex }) => knex('held_plans').pluck('run_id'))).toEqual(isThere ? [run] : []);
  });

  test('the catalogue of what goes is told before, and nothing changes by that', async () => {
    const w = await world();
    await twoNights(w, w.environment);
    const before = await w.withState((database) => rowsWith(database, anna));
    const kept = await lookForForget(w.environment, { number: '070-174 06 05' });
    expect(kept).toMatchObject({
      msisdn: anna,
      done: false,
      accounts: [{ account: 'default', wantedBy: ['crm'], isManaged: true }],
    });
    expect(kept.accounts[0]?.rows.map(({ table }) => table)).toEqual(
      expect.arrayContaining([
        'ledger_contacts',
        'ledger_wants',
        'run_changes',
        'run_contacts',
        'calls',
        'rejections',
      ]),
    );
    expect(await w.withState((database) => rowsWith(database, anna))).toEqual(before);
  });

  test('only the block remains, in every table', async () => {
    const w = await world();
    await twoNights(w, w.environment);
    await w.withState(async (database) => {
      await readLedgerAndPack(database, 1, () => {}, { least: 1 });
      expect((await rowsWith(database, 'Annika Klarén')).some((row) => row.startsWith('ledger_pages'))).toBe(
        true,
      );
    });
    await forgetNumber(w.environment, { number: anna });
    await forgetNumber(w.environment, { number: bo });
    await w.withState(async (database) => {
      for (const text of [anna, 'Klarén', 'K100', 'Zetterlöw', 'K200', '070-17 40'])
        expect(await rowsWith(database, text), text).toEqual([]);
      const left = await rowsWith(database, bo);
      expect(left).toHaveLength(1);
      expect(left[0]).toMatch(/^ledger_blocks: /);
      // Of everybody else all is there.
      expect((await rowsWith(database, 'Nisse 3')).length).toBeGreaterThan(1);
    });
  });
});

describe('after forget', () => {
  test('who is still in the CRM comes back; who was blocked stays blocked', async () => {
    const w = await world();
    await twoNights(w, w.environment);
    expect(blocked(w)).toEqual([bo]);
    await forgetNumber(w.environment, { number: anna });
    await forgetNumber(w.environment, { number: bo });
    w.sent();
    const report = await w.sync();
    expect(report.exitCode).toBe(0);
    // Neither removed, unblocked nor made anew.
    expect(w.sent()).toEqual({});
    expect(blocked(w)).toEqual([bo]);
    expect(await w.withState((database) => rowsWith(database, anna))).not.toEqual([]);
  });

  test('who has left the CRM is not removed as managed: we know nothing of him', async () => {
    const w = await world();
    await twoNights(w, w.environment);
    await forgetNumber(w.environment, { number: anna });
    w.crm('K200;Bo Zetterlöw;46701740606;Lund;ja', ...rest);
    w.sent();
    await w.sync();
    expect(w.sent()).toEqual({});
    expect(numbers(w)).toContain(anna);
  });

  test.each([
    ['never', 'nej'],
    ['managed', ''],
  ])(
    'somebody who comes back to Jojka is blocked there (unblock: %s, his cell says "%s")',
    async (unblock, cell) => {
      const w = await world({ pipeline: { blocklist: { unblock } } });
      await twoNights(w, w.environment);
      await forgetNumber(w.environment, { number: bo });
      await w.somebody((held) => ({
        ...held,
        contacts: held.contacts.filter(({ msisdn }) => msisdn !== bo),
      }));
      w.crm('K100;Annika Klarén;46701740605;Lund;nej', `K200;Bo Zetterlöw;46701740606;Lund;${cell}`, ...rest);
      w.sent();
      await w.sync();
      expect(numbers(w)).toContain(bo);
      expect(w.sent()).toMatchObject({ add_to_blocklist: 1 });
      expect(blocked(w)).toEqual([bo]);
    },
  );

  test('a STOP that nothing has seen to yet is owed', async () => {
    const w = await world();
    await w.somebody((held) => held);
    w.crm('K100;Anna Klarén;46701740605;Lund;nej', ...rest);
    await w.sync();
    await w.withState((database) =>
      database.knex('replies').insert({
        account_id: 1,
        sender: anna,
        inserted: w.clock.now,
        message: 'STOPP',
        message_hash: 'x',
        word: 'STOPP',
      }),
    );
    const kept = await lookForForget(w.environment, { number: anna });
    expect(kept.accounts[0]).toMatchObject({ isUnwritten: true });
    await forgetNumber(w.environment, { number: anna });
    await w.withState(async (database) =>
      expect(await database.knex('ledger_blocks').select('msisdn', 'origins', 'doubt')).toEqual([
        { msisdn: anna, origins: ['reply'], doubt: 'owed' },
      ]),
    );
    await w.sync();
    expect(blocked(w)).toEqual([anna]);
  });

  test('so is one by a word that another pipeline has brought since; what may be one is told before', async () => {
    const w = await world();
    w.crm('K100;Anna Klarén;46701740605;Lund;nej', 'K200;Bo Zetterlöw;46701740606;Lund;nej', ...rest);
    await w.sync();
    const answers = (sender: string, message: string) =>
      w.withState((database) =>
        database
          .knex('replies')
          .insert({ account_id: 1, sender, inserted: w.clock.now, message, message_hash: sender }),
      );
    await answers(anna, 'Fimpa mig');
    await answers(bo, 'Det här är spam');
    expect((await lookForForget(w.environment, { number: bo })).accounts[0]).toMatchObject({ undecided: 1 });
    await w.withState((database) =>
      database.knex('opt_out_words').insert({ account_id: 1, pipeline: 'ny', words: ['fimpa'] }),
    );
    await forgetNumber(w.environment, { number: anna });
    await forgetNumber(w.environment, { number: bo });
    await w.withState(async (database) =>
      expect(await database.knex('ledger_blocks').select('msisdn', 'origins', 'doubt')).toEqual([
        { msisdn: anna, origins: ['reply'], doubt: 'owed' },
      ]),
    );
  });

  test('a block that waits stays as it was; one that was never sent is owed', async () => {
    const w = await world();
    await twoNights(w, w.environment);
    for (const [doubt, then] of [
      ['noted', 'owed'],
      ['held', 'owed'],
      ['owed', 'owed'],
      ['sent', 'sent'],
      ['unsure', 'unsure'],
    ]) {
      await w.withState((database) => database.knex('ledger_blocks').where({ msisdn: bo }).update({ doubt }));
      await forgetNumber(w.environment, { number: bo });
      expect(await w.withState((database) => database.knex('ledger_blocks').pluck('doubt'))).toEqual([then]);
    }
  });
});

describe('runs that touched him', () => {
  test('what became of everybody else stays true, and can be undone', async () => {
    const w = await world();
    const last = await twoNights(w, w.environment);
    const first = await w.withState(
      async (database) => (await database.knex('runs').orderBy('seq').first('id')).id,
    );
    const before = await w.withState(async (database) => ({
      undo: (await planUndo(w.environment, first)).plan.changes.filter(({ msisdn }) => msisdn !== anna),
      changes: await database
        .knex('run_changes')
        .where({ run_id: first })
        .whereNot({ msisdn: anna })
        .count('*'),
    }));
    await forgetNumber(w.environment, { number: anna });
    const shown = await showPlanOrRun(first, w.environment);
    if (shown.kind !== 'run') throw new Error('no run');
    const { changes } = shown.report.plan.plan;
    expect(changes.map(({ msisdn }) => msisdn)).not.toContain(anna);
    expect(shown.report.outcomes).toEqual(changes.map(() => 'done'));
    expect((await planUndo(w.environment, first)).plan.changes).toEqual(before.undo);
    await w.withState(async (database) => {
      const seqs = await database.knex('run_changes').where({ run_id: first }).orderBy('seq').pluck('seq');
      expect(seqs).toEqual(seqs.map((_, index) => index));
    });
    expect(last.exitCode).toBe(0);
  });

  test('a run that is not finished stops it: nothing is changed', async () => {
    const w = await world();
    const { run } = await twoNights(w, w.environment);
    await w.withState((database) =>
      database.knex('runs').where({ id: run }).update({ settled: false, state: 'interrupted' }),
    );
    const before = await w.withState((database) => rowsWith(database, anna));
    const error = await forgetNumber(w.environment, { number: anna }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toContain(run);
    expect(error.message).not.toContain(anna);
    expect(error.advice).toContain(`jojka-sync resume ${run} --dismiss`);
    expect(await w.withState((database) => rowsWith(database, anna))).toEqual(before);
  });

  test('a run that holds the account stops it', async () => {
    const w = await world();
    await twoNights(w, w.environment);
    await w.withState(async (database) => {
      const lock = await lockAccount(database, { id: 1, name: 'default' }, 'sync');
      await expect(forgetNumber(w.environment, { number: anna })).rejects.toMatchObject({ exitCode: 5 });
      await lock.release();
    });
  });
});

describe('saved plans', () => {
  /** A night that guards hold back, with Anna in it or not. */
  async function heldNight(w: World, withAnna: boolean) {
    w.crm('K100;Anna Klarén;46701740605;Lund;nej', 'K200;Bo Zetterlöw;46701740606;Lund;nej', ...rest);
    await w.sync();
    w.clock.forward(24);
    w.crm(
      ...(withAnna ? [] : ['K100;Anna Klarén;46701740605;Lund;nej']),
      'K200;Bo Zetterlöw;46701740606;Lund;nej',
    );
    const report = await w.sync();
    expect(report.heldBack).toBe(true);
    return report;
  }

  test('one that names him goes, and is not applied any more, also from a copy of its file', async () => {
    const w = await world();
    const held = await heldNight(w, true);
    const path = join(w.cwd, 'home', 'plans', `${held.run}.json`);
    const copy = readFileSync(path);
    const { accounts, files } = await forgetNumber(w.environment, { number: anna });
    expect(existsSync(path)).toBe(false);
    expect(files.plans).toMatchObject([{ id: held.run }]);
    expect(accounts[0]?.discarded).toEqual([held.run]);
    writeFileSync(path, copy);
    const accept = held.plan.plan.fingerprint;
    await expect(applyPlan(held.run, w.environment, { accept })).rejects.toThrow(
      /was discarded by jojka-sync forget/,
    );
    // The history shows no fingerprint by which it could be accepted.
    const told = JSON.stringify(await runDetail(w.environment, held.run));
    expect(told).not.toContain(accept);
  });

  test('one that does not name him can be applied yet', async () => {
    const w = await world();
    const held = await heldNight(w, false);
    const noGuards = { accept: held.plan.plan.fingerprint };
    await changeBlocklist(w.environment, 'default', 'add', ['46701740699'], { yes: true }, async () => {});
    await forgetNumber(w.environment, { number: '46701740699' });
    expect((await applyPlan(held.run, w.environment, noGuards)).exitCode).toBe(0);
  });

  test('forgotten on another machine: the plan that names him is applied on neither, one that does not on both', async () => {
    const elsewhere = (w: World) => ({
      ...w.environment,
      env: { ...w.environment.env, JOJKA_SYNC_HOME: join(w.cwd, 'elsewhere') },
    });
    const w = await world();
    const his = await heldNight(w, true);
    const accept = his.plan.plan.fingerprint;
    const subject = await readSubject(elsewhere(w), { number: anna });
    expect(subject.accounts[0]?.places.find(({ table }) => table === 'held_plans')?.rows).toMatchObject([
      { run_id: his.run },
    ]);
    const { accounts } = await forgetNumber(elsewhere(w), { number: anna });
    expect(accounts[0]).toMatchObject({ discarded: [his.run] });
    expect(existsSync(join(w.cwd, 'home', 'plans', `${his.run}.json`))).toBe(true);
    for (const environment of [w.environment, elsewhere(w)])
      await expect(applyPlan(his.run, environment, { accept })).rejects.toThrow(
        /discarded by jojka-sync forget/,
      );

    const other = await world();
    const held = await heldNight(other, false);
    await changeBlocklist(
      other.environment,
      'default',
      'add',
      ['46701740699'],
      { yes: true },
      async () => {},
    );
    await forgetNumber(elsewhere(other), { number: '46701740699' });
    const applied = await applyPlan(held.run, other.environment, { accept: held.plan.plan.fingerprint });
    expect(applied.exitCode).toBe(0);
  });

  test('one in a file elsewhere is stale: it may name him', async () => {
    const w = await world();
    await heldNight(w, false);
    w.crm('K100;Anna Klarén;46701740605;Lund;nej', 'K200;Bosse Zetterlöw;46701740606;Lund;nej', ...rest);
    const { plan } = await planPipeline('crm', w.environment, { allowEmpty: false });
    const file = join(w.cwd, 'plan.json');
    await writePlanFile(file, plan, w.environment);
    await forgetNumber(w.environment, { number: anna });
    await expect(applyPlan(file, w.environment)).rejects.toThrow(/is stale: .* somebody was forgotten/);
    w.clock.forward(1);
    const fresh = await planPipeline('crm', w.environment, { allowEmpty: false });
    await writePlanFile(file, fresh.plan, w.environment);
    expect((await applyPlan(file, w.environment)).exitCode).toBe(0);
  });
});

test('files in folders that are searched are named, not touched', async () => {
  const w = await world();
  await twoNights(w, w.environment);
  writeFileSync(join(w.cwd, 'report.md'), 'Anna, +46 (0)70-174 06 05');
  writeFileSync(join(w.cwd, 'other.md'), '070-174 06 06');
  const { files } = await lookForForget(w.environment, { number: anna, search: ['.'] });
  expect(files.others).toEqual(['crm.csv', 'report.md']);
});

test('of other accounts nothing is taken out, where one is named', async () => {
  const w = await world();
  await twoNights(w, w.environment);
  await expect(forgetNumber(w.environment, { number: anna, account: 'other' })).rejects.toThrow(
    'knows no account',
  );
  expect((await forgetNumber(w.environment, { number: '46701740698' })).accounts).toEqual([]);
});
