import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type CliResult, runHere, temporaryFolder } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

/** Parts of a night, and pipelines of opt-outs alone, by the command itself: to the next whole night a part is as if it had not been. */
let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface World {
  readonly sandbox: Sandbox;
  readonly hook: Receiver;
  readonly cli: (...args: string[]) => Promise<CliResult>;
  readonly crm: (lines: readonly string[] | undefined) => void;
  /** Names and groups in Jojka, by the last two digits. */
  readonly held: () => Record<string, string>;
  readonly blocked: () => string[];
}

const number = (at: number) => `07017406${String(at).padStart(2, '0')}`;
const person = (at: number, { name = `P${at}`, ort = 'Lund', stopp = '' } = {}) =>
  `K${at};${name};${number(at)};${ort};${stopp}`;
const people = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => person(from + index));

async function world(pipeline: object = {}): Promise<World> {
  const cwd = temporaryFolder('part');
  const sandbox = await startSandbox();
  const hook = await startReceiver();
  closing.push(
    () => sandbox.close(),
    () => hook.close(),
  );
  mkdirSync(join(cwd, 'pipelines'));
  writeFileSync(
    join(cwd, 'pipelines', 'crm.json'),
    JSON.stringify({
      name: 'crm',
      sources: [
        {
          type: 'csv',
          path: 'crm.csv',
          id: 'Kundnr',
          phone: 'Mobil',
          name: 'Namn',
          groups: ['Ort {Ort}'],
          optOut: { column: 'Stopp' },
        },
      ],
      contacts: { absent: 'remove-managed' },
      load: { requestsPerSecond: 1000 },
      notify: {
        webhook: `${hook.url}/hook`,
        ping: `${hook.url}/ping`,
        on: ['success', 'recovery', 'failure'],
      },
      ...pipeline,
    }),
  );
  const env = {
    JOJKA_API_KEY: 'key',
    JOJKA_API_URL: sandbox.url,
    DATABASE_URL: await postgres.createState(),
  };
  return {
    sandbox,
    hook,
    cli: (...args) => runHere(args, { cwd, env }),
    crm: (lines) =>
      lines
        ? writeFileSync(join(cwd, 'crm.csv'), `${['Kundnr;Namn;Mobil;Ort;Stopp', ...lines].join('\n')}\n`)
        : rmSync(join(cwd, 'crm.csv')),
    held: () =>
      Object.fromEntries(
        sandbox
          .state()
          .contacts.map(({ msisdn, name, groups }) => [msisdn.slice(-2), `${name}: ${groups.join('|')}`])
          .sort(),
      ),
    blocked: () =>
      sandbox
        .state()
        .blocklist.map((entry) =>
          (typeof entry === 'string' ? entry : (entry as { msisdn: string }).msisdn).slice(-2),
        )
        .sort(),
  };
}

const good = async (running: Promise<CliResult>) => {
  const result = await running;
  expect(result.stderr.replace(/^.*(?:WARN|INFO).*$/gm, '').trim()).toBe('');
  expect(result.code).toBe(0);
  return result;
};

describe('a part of the night', () => {
  /** A whole night, then a day on which something happens to everybody. */
  async function twoDays(pipeline: object = {}) {
    const given = await world(pipeline);
    given.crm(people(5, 30));
    await good(given.cli('sync', 'crm'));
    // 5 is renamed, 6 moves to another place, 7 is gone, 8 opts out, 9 has another number, 31 is new.
    given.crm([
      person(5, { name: 'Ny' }),
      person(6, { ort: 'Malmö' }),
      person(8, { stopp: 'ja' }),
      `K9;P9;${number(40)};Lund;`,
      ...people(10, 31),
    ]);
    return given;
  }

  const after = {
    '05': 'Ny: Ort Lund',
    '06': 'P6: Ort Malmö',
    '08': 'P8: Ort Lund',
    '40': 'P9: Ort Lund',
    '31': 'P31: Ort Lund',
  };

  test.each<[string, string[], changed: string[]]>([
    ['a key', ['--only', 'K5'], ['05']],
    ['a number that moves, with its former one', ['--only', number(40)], ['40', '09']],
    ['somebody who is gone', ['--only', number(7)], ['07']],
    ['a group that somebody comes into', ['--only', 'Ort Malmö'], ['06']],
    ['all but a group', ['--exclude', 'Ort Lund'], []],
    ['all but some', ['--exclude', 'K5', 'K9', number(7), 'K31'], ['06']],
    ['the first', ['--limit', '1'], ['05']],
  ])(
    '%s: nobody else is changed; blocks are of all; the next night does the rest',
    async (_name, words, changed) => {
      const given = await twoDays();
      const before = given.held();
      await good(given.cli('sync', 'crm', ...words));
      const part = given.held();
      const touched = [...new Set([...Object.keys(before), ...Object.keys(part)])].filter(
        (at) => before[at] !== part[at],
      );
      expect(touched.sort()).toEqual([...changed].sort());
      // Who opted out is blocked whatever the part is of.
      expect(given.blocked()).toEqual(['08']);
      const { stdout } = await good(given.cli('sync', 'crm'));
      expect(stdout).toContain('Verified');
      expect(given.held()).toMatchObject(after);
      expect(Object.keys(given.held())).not.toContain('07');
      expect(Object.keys(given.held())).not.toContain('09');
      expect(given.blocked()).toEqual(['08']);
      // Keys are known as the whole night left them: a third one has nothing to do.
      expect((await good(given.cli('plan', 'crm'))).stdout).toMatch(/nothing to do|Nothing/i);
    },
  );

  test('after a try of two the whole first night is a first night (G7)', async () => {
    const { crm, cli, held } = await world();
    crm(people(5, 60));
    await good(cli('sync', 'crm', '--limit', '2'));
    expect(Object.keys(held())).toEqual(['05', '06']);
    await good(cli('plan', 'crm'));
    await good(cli('sync', 'crm'));
    expect(Object.keys(held())).toHaveLength(56);
    // From now on it has a measure, whatever parts come between.
    crm(people(5, 90));
    await good(cli('sync', 'crm', '--limit', '1'));
    expect((await cli('sync', 'crm')).code).toBe(3);
  });

  test('guards hold for it', async () => {
    const { crm, cli, held, hook } = await world();
    crm(people(5, 60));
    await good(cli('sync', 'crm'));
    crm(people(5, 30));
    const { code, stdout } = await cli('sync', 'crm', '--exclude', number(60));
    expect(code).toBe(3);
    expect(Object.keys(held())).toHaveLength(56);
    // Applied, it is a part still: whoever waits for the night hears nothing.
    const apply = /^jojka-sync (apply .*)$/m.exec(stdout)?.[1]?.split(' ') ?? [];
    const pings = () => hook.received.filter(({ path }) => path.startsWith('/ping')).length;
    const before = pings();
    await good(cli(...apply));
    expect(Object.keys(held())).toHaveLength(27);
    expect(pings()).toBe(before);
    crm(people(5, 30));
    await good(cli('sync', 'crm', '--only', number(60)));
    expect(Object.keys(held())).toHaveLength(26);
  });

  test('a rejected record outside of it keeps its contact and its key (T7)', async () => {
    const { crm, cli, held } = await world({ guards: { rejections: 'off' } });
    crm(people(5, 30));
    await good(cli('sync', 'crm'));
    crm([person(5, { name: 'Ny' }), 'K6;P6;070;Lund;', ...people(7, 30)]);
    await cli('sync', 'crm', '--only', 'K5');
    await cli('sync', 'crm', '--only', number(6));
    expect(held()).toMatchObject({ '05': 'Ny: Ort Lund', '06': 'P6: Ort Lund' });
    // The key leads to the new number still: it is a move, and no stranger.
    crm([person(5, { name: 'Ny' }), `K6;P6;${number(41)};Lund;`, ...people(7, 30)]);
    await good(cli('sync', 'crm'));
    expect(Object.keys(held())).not.toContain('06');
    expect(held()).toMatchObject({ '41': 'P6: Ort Lund' });
  });

  test('it is no night: no figures to compare with, no recovery, no ping', async () => {
    const { crm, cli, hook } = await world();
    const since = () =>
      hook.received.splice(0).map(({ path, body }) => (body ? JSON.parse(body).event : path));
    crm(people(5, 30));
    await good(cli('sync', 'crm'));
    expect(since().sort()).toEqual(['/ping', '/ping/start', 'success']);
    const [night] = JSON.parse((await cli('runs', '--format', 'json')).stdout);
    crm(undefined);
    expect((await cli('sync', 'crm')).code).toBe(1);
    expect(since()).toContain('failure');
    crm(people(5, 31));
    await good(cli('sync', 'crm', '--only', 'K31'));
    expect(since()).toEqual(['success']);
    const plan = JSON.parse((await cli('plan', 'crm', '--format', 'json')).stdout);
    expect(plan.basis.lastGood.run).toBe(night.id);
    await good(cli('sync', 'crm'));
    expect(since()).toContain('recovery');
  });

  test('what it says at its end is of itself alone, and runs tells it from a night', async () => {
    const given = await twoDays();
    // Who opted out is blocked by the first of them.
    await good(given.cli('sync', 'crm', '--only', number(10)));
    const { stdout } = await good(given.cli('sync', 'crm', '--only', number(10)));
    expect(stdout).toContain('Done: of this part nothing differs; ');
    expect(stdout).not.toContain('Jojka holds what the sources say');
    expect((await given.cli('runs')).stdout).toMatch(/sync +done .*nothing \(a part\)/);
  });

  test('what it names and nobody is, and what is no number, is told, and who opted out is blocked all the same', async () => {
    const { crm, cli, sandbox, blocked } = await world();
    crm([...people(5, 10), person(11, { stopp: 'ja' })]);
    for (const words of [
      ['--limit', '0'],
      ['--only', ''],
      ['--exclude', 'key:'],
    ]) {
      const { code, stderr } = await cli('sync', 'crm', ...words);
      expect(code, words.join(' ')).toBe(64);
      expect(stderr).toContain('Nothing was read or sent');
    }
    expect(blocked()).toEqual([]);
    // Whom a schedule names every night may be nobody tonight: who opted out is blocked all the same (L1b).
    const { code, stderr } = await cli('sync', 'crm', '--exclude', 'K99');
    expect(code).toBe(64);
    expect(stderr).toContain('K99: no contact of the source or of Jojka has this number, key or group.');
    expect(stderr).toContain('only the blocks were sent (1)');
    expect(blocked()).toEqual(['11']);
    expect(sandbox.state().contacts).toEqual([]);
  });
});

describe('opt-outs alone', () => {
  const lists = (...lines: readonly string[]) => lines;
  const alone = {
    name: 'stop',
    sources: [],
    optOuts: [{ type: 'csv', path: 'crm.csv', phone: 'Mobil' }],
    contacts: { absent: 'keep' },
  };

  test('blocks who stands in the list, in a part too, and says that there is no part', async () => {
    const { crm, cli, held, blocked, sandbox } = await world(alone);
    crm(lists(person(5), person(6), person(7)));
    const { stdout } = await good(cli('sync', 'crm', '--limit', '1'));
    expect(stdout).toContain('Blocks are of all who have opted out');
    expect(blocked()).toEqual(['05', '06', '07']);
    expect(held()).toEqual({});
    expect(sandbox.requests().remove_contact ?? 0).toBe(0);
    // Whom it lacks stays blocked, and is forgotten by nobody.
    crm(lists(person(5)));
    await good(cli('sync', 'crm', '--exclude', number(5)));
    await good(cli('sync', 'crm'));
    expect(blocked()).toEqual(['05', '06', '07']);
  });

  test('leaves alone what the pipeline wanted when it had sources', async () => {
    const { crm, cli, held, blocked } = await world();
    crm(people(5, 30));
    await good(cli('sync', 'crm'));
    const before = held();
    const other = await world(alone);
    expect(other.held()).toEqual({});
    crm([person(5, { stopp: 'ja' }), ...people(6, 30)]);
    await good(cli('sync', 'crm', '--only', 'K6'));
    expect(held()).toEqual(before);
    expect(blocked()).toEqual(['05']);
  });

  test('lists without a number are refused, and nothing is forgotten', async () => {
    const { crm, cli, blocked } = await world(alone);
    crm(lists(person(5)));
    await good(cli('sync', 'crm'));
    crm(lists());
    expect((await cli('sync', 'crm')).code).toBe(3);
    expect((await cli('sync', 'crm', '--limit', '1')).code).toBe(3);
    expect(blocked()).toEqual(['05']);
  });
});
