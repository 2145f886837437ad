import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adoptPipeline } from '../../src/jobs/adopt.ts';
import { releaseBlocks } from '../../src/jobs/blocklist.ts';
import { explainNumber } from '../../src/jobs/explain.ts';
import { endPipeline, knownPipelines, movePipeline } from '../../src/jobs/pipelines.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { fetchReplies } from '../../src/jobs/replies.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { undoRun } from '../../src/jobs/undo.ts';
import { warningText } from '../../src/report/sentences/warnings.ts';
import { storyText } from '../../src/report/story-text.ts';
import type { JobEvent } from '../../src/session/environment.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

/** A pipeline that is renamed in its file: it says so, and the ledger follows before as after its first run (P10). */
const worlds = useWorlds();
const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'] as const;
const lines = [`K1;Anna;${anna};Lund;nej`, `K2;Bo;${bo};Lund;nej`, `K3;Cilla;${cilla};Lund;ja`];

/** Writes the pipeline's file under another name. */
function writePipeline(w: World, name: string, more: object = {}): void {
  const groups = ['Kunder'];
  writeFileSync(
    join(w.cwd, 'pipelines', `${name}.json`),
    JSON.stringify({
      name,
      sources: [
        {
          type: 'csv',
          path: join(w.cwd, 'crm.csv'),
          label: 'crm',
          id: 'Kundnr',
          phone: 'Mobil',
          name: 'Namn',
          groups,
          optOut: { column: 'Stopp' },
        },
      ],
      contacts: { absent: 'remove-managed' },
      load: { requestsPerSecond: 1000, retries: 0 },
      guards: { removals: 'off', memberships: 'off' },
      ...more,
    }),
  );
}

async function named(name: string): Promise<World> {
  const w = await worlds.world();
  rmSync(join(w.cwd, 'pipelines', 'crm.json'));
  writePipeline(w, name);
  w.crm(...lines);
  await syncPipeline(name, w.environment);
  w.clock.forward(24);
  return w;
}

function rename(w: World, from: string, to: string): void {
  rmSync(join(w.cwd, 'pipelines', `${from}.json`));
  writePipeline(w, to);
}

const ledgerOf = (w: World) => w.withState((database) => readLedger(database, 1));
const command = /jojka-sync pipelines rename gammal ny$/;

describe('a first run under another name', () => {
  test('prints the command, in plan and sync; afterwards it still works, and nothing is lost', async () => {
    const w = await named('gammal');
    const before = await ledgerOf(w);
    rename(w, 'gammal', 'ny');
    w.crm(...lines.slice(1));
    const planned = await planPipeline('ny', w.environment);
    expect(planned.warnings.map(warningText).filter((text) => command.test(text))).toHaveLength(1);
    const night = await syncPipeline('ny', w.environment);
    const [told] = night.plan.warnings.map(warningText).filter((text) => command.test(text));
    expect(told).toContain(`no file in ${join(w.cwd, 'pipelines')} is called so`);
    expect(told).toContain('wants 3 contacts (2 of this one)');
    // The other name wants Anna: she is not this run's to remove.
    expect(numbers(w)).toEqual([anna, bo, cilla]);

    expect(await movePipeline(w.environment, 'gammal', 'ny')).toEqual({
      wants: 3,
      shared: 2,
      unfollowed: [],
    });
    const { wants, contacts, blocks } = await ledgerOf(w);
    expect([...wants.keys()]).toEqual(['ny']);
    expect([...(wants.get('ny')?.keys() ?? [])].sort()).toEqual([anna, bo, cilla]);
    expect([...contacts.values()].every(({ pipeline }) => pipeline === 'ny')).toBe(true);
    const owned = ({ contacts: all }: typeof before) =>
      [...all].map(([msisdn, { managed, groups }]) => [msisdn, managed, groups]).sort();
    expect(owned({ ...before, contacts })).toEqual(owned(before));
    expect(blocks).toEqual(before.blocks);

    w.clock.forward(24);
    w.sent();
    const next = await syncPipeline('ny', w.environment);
    expect(next.plan.warnings.map(warningText).join()).not.toContain('pipelines rename');
    expect(numbers(w)).toEqual([bo, cilla]);
    expect(blocked(w)).toEqual([cilla]);
    expect(w.sent()).toEqual({ rm_contact: 1 });
  });

  test('is told by adopt too, after which the ledger knows the new name', async () => {
    const w = await named('gammal');
    rename(w, 'gammal', 'ny');
    const told: string[] = [];
    const emit = (event: JobEvent) => {
      if (event.kind === 'warning') told.push(warningText(event.warning));
    };
    await adoptPipeline('ny', { ...w.environment, emit }, { dryRun: false });
    expect(told.filter((text) => command.test(text))).toHaveLength(1);
  });

  test('before the run it works as well, and the run is an ordinary one', async () => {
    const w = await named('gammal');
    rename(w, 'gammal', 'ny');
    expect(await movePipeline(w.environment, 'gammal', 'ny')).toMatchObject({ wants: 3, shared: 0 });
    w.sent();
    const night = await syncPipeline('ny', w.environment);
    expect(night.plan.warnings).toEqual([]);
    expect(w.sent()).toEqual({});
  });

  test('is not told of a pipeline that has its file still', async () => {
    const w = await named('gammal');
    writePipeline(w, 'ny');
    const { warnings } = await planPipeline('ny', w.environment);
    expect(warnings.map(({ code }) => code)).not.toContain('pipeline-renamed');
  });

  test('a pipeline that is no file is told of one that wants the same', async () => {
    const w = await named('gammal');
    const pipeline = {
      name: 'ny',
      sources: [{ type: 'csv' as const, path: join(w.cwd, 'crm.csv'), phone: 'Mobil', name: 'Namn' }],
      contacts: { absent: 'keep' as const },
    };
    const { warnings } = await planPipeline(pipeline, w.environment);
    expect(warnings.map(warningText).filter((text) => command.test(text))).toHaveLength(1);
  });
});

describe('two that are two are not made one', () => {
  test('by their files', async () => {
    const w = await named('gammal');
    writePipeline(w, 'ny');
    await syncPipeline('ny', w.environment);
    await expect(movePipeline(w.environment, 'gammal', 'ny')).rejects.toMatchObject({
      exitCode: 64,
      message: expect.stringContaining(
        `"gammal" still has the file ${join(w.cwd, 'pipelines', 'gammal.json')}`,
      ),
    });
  });

  test('by their runs', async () => {
    const w = await named('gammal');
    writePipeline(w, 'ny');
    await syncPipeline('ny', w.environment);
    w.clock.forward(24);
    await syncPipeline('gammal', w.environment);
    mkdirSync(join(w.cwd, 'away'));
    renameSync(join(w.cwd, 'pipelines', 'gammal.json'), join(w.cwd, 'away', 'gammal.json'));
    const before = await ledgerOf(w);
    await expect(movePipeline(w.environment, 'gammal', 'ny')).rejects.toMatchObject({
      exitCode: 64,
      message: expect.stringContaining('"gammal" has run since "ny" first did'),
    });
    expect(await ledgerOf(w)).toEqual(before);
  });

  test('in one of several accounts: then in none', async () => {
    const w = await named('gammal');
    const before = await w.withState(async ({ knex }) => {
      const [{ id, ...account }] = await knex('accounts');
      const [other] = await knex('accounts')
        .insert({ ...account, name: 'zeta' })
        .returning('id');
      const wants = await knex('ledger_wants').where({ account_id: id });
      const run = await knex('runs').where({ pipeline: 'gammal' }).first();
      await knex('runs').insert({ ...run, id: '20261124-030000-zeta', account_id: other.id, seq: undefined });
      for (const pipeline of ['gammal', 'ny'])
        for (const want of wants)
          await knex('ledger_wants').insert({
            ...{ ...want, pipeline, account_id: other.id, since: new Date('2026-11-01') },
          });
      return knex('ledger_wants').orderBy(['account_id', 'pipeline', 'msisdn']);
    });
    mkdirSync(join(w.cwd, 'away'));
    renameSync(join(w.cwd, 'pipelines', 'gammal.json'), join(w.cwd, 'away', 'gammal.json'));
    await expect(movePipeline(w.environment, 'gammal', 'ny')).rejects.toMatchObject({ exitCode: 64 });
    expect(
      await w.withState(({ knex }) => knex('ledger_wants').orderBy(['account_id', 'pipeline', 'msisdn'])),
    ).toEqual(before);
  });

  test('a name is not renamed to itself', async () => {
    const w = await named('gammal');
    await expect(async () => movePipeline(w.environment, 'gammal', 'gammal')).rejects.toThrow(
      'called so already',
    );
  });
});

test('who got another number between the two names, and whose former one is blocked, is given back (P7)', async () => {
  const w = await named('gammal');
  rename(w, 'gammal', 'ny');
  const dan = '46701740608';
  w.crm(...lines.slice(0, 2), `K3;Cilla;${dan};Lund;nej`);
  await syncPipeline('ny', w.environment);
  expect(blocked(w)).toEqual([cilla]);
  expect((await movePipeline(w.environment, 'gammal', 'ny')).unfollowed).toEqual([dan]);
});

describe('what was done under the former name', () => {
  /** A night that brings Bo and blocks Cilla, and then another name. */
  async function renamedAfterwards() {
    const w = await worlds.world();
    rmSync(join(w.cwd, 'pipelines', 'crm.json'));
    writePipeline(w, 'gammal', { guards: { ...off } });
    w.crm(lines[0] as string, `K3;Cilla;${cilla};Lund;nej`);
    await syncPipeline('gammal', w.environment);
    w.clock.forward(24);
    w.crm(...lines);
    const { run } = await syncPipeline('gammal', w.environment);
    await movePipeline(w.environment, 'gammal', 'ny');
    rmSync(join(w.cwd, 'pipelines', 'gammal.json'));
    writePipeline(w, 'ny', { guards: { ...off } });
    return { w, run };
  }
  const off = { removals: 'off', memberships: 'off', creates: 'off', blocks: 'off', unblocks: 'off' };

  test('can be undone (U1)', async () => {
    const { w, run } = await renamedAfterwards();
    const undone = await undoRun(w.environment, run);
    expect(undone.exitCode).toBe(0);
    expect(undone.plan.warnings.map(({ code }) => code)).not.toContain('undo-stays');
    expect(numbers(w)).toEqual([anna, cilla]);
  });

  test('can be released, by the run that the warning names (P7)', async () => {
    const { w, run } = await renamedAfterwards();
    w.clock.forward(24);
    w.crm(...lines.slice(0, 2), `K3;Cilla;${cilla};Lund;nej`);
    const { plan } = await syncPipeline('ny', w.environment);
    expect(plan.warnings.find(({ code }) => code === 'still-blocked')?.figures).toMatchObject({
      numbers: 1,
      runs: [[run, 1]],
    });
    expect(blocked(w)).toEqual([cilla]);
    // Without it nobody knows who has answered STOP before.
    await fetchReplies(w.environment, { pipeline: 'ny', account: 'default', strict: false });
    expect(await releaseBlocks(w.environment, run)).toMatchObject({ exitCode: 0 });
    expect(blocked(w)).toEqual([]);
  });
});

test('a night after it is no beginning, though all contacts were adopted: growth is held back (G7)', async () => {
  const w = await worlds.world();
  rmSync(join(w.cwd, 'pipelines', 'crm.json'));
  writePipeline(w, 'gammal');
  const people = (count: number) =>
    Array.from({ length: count }, (_, index) => `K${index};Kund ${index};4670174${1000 + index};Lund;nej`);
  const contacts = people(20).map((line) => {
    const [, name = '', msisdn = ''] = line.split(';');
    return { msisdn, name, groups: ['Kunder'] };
  });
  await w.somebody((held) => ({ ...held, contacts }));
  w.crm(...people(20));
  await adoptPipeline('gammal', w.environment, { dryRun: false });
  await syncPipeline('gammal', w.environment);
  w.clock.forward(24);
  await movePipeline(w.environment, 'gammal', 'ny');
  rename(w, 'gammal', 'ny');
  w.crm(...people(60));
  const night = await syncPipeline('ny', w.environment);
  expect(night).toMatchObject({ exitCode: 3, heldBack: true });
  expect(night.plan.plan.guards.map(({ guard }) => guard)).toContain('creates');
  expect(numbers(w)).toHaveLength(20);
});

test('who is blocked and has left is known, and counted by no command as wanted (P10)', async () => {
  const w = await worlds.world();
  w.crm(...lines);
  await w.sync();
  w.sandbox.feedReply({ sender: anna, message: 'STOP' });
  await fetchReplies(w.environment, { pipeline: undefined, account: 'default', strict: false });
  w.crm(...lines.slice(1));
  w.clock.forward(24);
  await w.sync();
  const wanted = async () => (await knownPipelines(w.environment))[0]?.contacts;
  expect(await wanted()).toBe(2);
  expect(await explained(w)).toContain('Opted out or blocked, and not wanted by crm');
  expect((await movePipeline(w.environment, 'crm', 'crm2')).wants).toBe(2);
  expect(await wanted()).toBe(2);
  expect(await endPipeline(w.environment, 'crm2')).toBe(2);
});

async function explained(w: World): Promise<string> {
  const found = await explainNumber(w.environment, anna);
  return found.kind === 'story' ? storyText(anna, found.stories, { color: false }) : '';
}
