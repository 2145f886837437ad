import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../support/in-process.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { hasTerminal, runInTerminal, type TerminalOptions } from '../support/terminal.ts';

/** What a person sees at a terminal, by the real command in a pseudo terminal. */
let postgres: TestPostgres;
let w: World;

const towns = ['Lund', 'Kalmar', 'Umeå'];
const names = ['Anna Berg', 'Bo Ek', 'Cilla Dahl', 'Dan Fors', 'Eva Hall'];

/** Lines of the CRM: every ninth has a landline, every seventh opts out. */
function people(count: number, town = (index: number) => towns[index % 3]): string[] {
  return Array.from({ length: count }, (_, index) => {
    const last = String(5 + index).padStart(2, '0');
    const number = index % 9 === 8 ? `08-123 456 ${last}` : `070-174 06 ${last}`;
    return `K${index + 1};${names[index % 5]};${number};${town(index)};${index % 7 === 6 ? 'ja' : 'nej'}`;
  });
}

beforeAll(async () => {
  if (!hasTerminal) return;
  postgres = await startPostgres();
  w = await startWorld(postgres, {
    pipeline: {
      load: { requestsPerSecond: 1000, retries: 0 },
      guards: { memberships: 'off', removals: 'off', rejections: 'off', joins: 'off' },
    },
  });
  // By a name that is the same wherever the test runs.
  const file = join(w.cwd, 'pipelines', 'crm.json');
  const pipeline = JSON.parse(readFileSync(file, 'utf8'));
  pipeline.sources[0].label = 'crm.csv';
  writeFileSync(file, JSON.stringify(pipeline));
  w.crm(...people(40));
  await w.sync();
  pipeline.sources[0].path = 'crm.csv';
  writeFileSync(file, JSON.stringify(pipeline));
  w.clock.forward(24);
  w.crm(...people(40, (index) => (index === 3 ? 'Falun' : towns[index % 3])).slice(1));
  const written = new Date('2026-11-23T17:04:00Z');
  utimesSync(join(w.cwd, 'crm.csv'), written, written);
});
afterAll(async () => {
  await w?.close();
  await postgres?.remove();
});

const show = (args: readonly string[], options: Partial<TerminalOptions> = {}) =>
  runInTerminal(args, {
    cwd: w.cwd,
    env: { ...(w.environment.env as NodeJS.ProcessEnv), TZ: 'Europe/Stockholm' },
    ...options,
  });

/** What differs from one run of the tests to the next, in the same width. */
function settled(screen: string): string {
  return screen
    .replace(/\d{8}-\d{6}-[a-z0-9]{4}/g, '20261123-030000-abcd')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d (CES?T)/g, '2026-11-23 04:00 CET')
    .replace(/\b\d{4}-\d\d-\d\d\b/g, '2026-11-23')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:8177')
    .replace(/ +$/gm, '');
}

const widest = (screen: string) =>
  Math.max(...screen.split('\n').flatMap((line) => (/^\s*jojka-sync /.test(line) ? [] : [line.length])));

describe.skipIf(!hasTerminal)('at a terminal', () => {
  describe.each([60, 80, 120])('of %s columns', (columns) => {
    test.each([
      ['runs', ['runs']],
      ['run', ['runs', 'latest']],
      ['plan', ['plan', 'crm', '--no-pager']],
      ['explain', ['explain', 'K3']],
      ['blocklist-list', ['blocklist', 'list']],
      ['verify', ['verify', 'crm']],
    ] as const)('%s in Swedish', async (name, args) => {
      const shown = await show([...args, '--lang', 'sv'], { columns });
      expect(shown.code, shown.screen).toBe(name === 'verify' ? 2 : 0);
      expect(widest(shown.screen)).toBeLessThanOrEqual(columns);
      await expect(settled(shown.screen)).toMatchFileSnapshot(`golden/sv/${name}-${columns}.txt`);
    });

    test.each([
      ['runs', ['runs'], 0],
      ['plan', ['plan', 'crm', '--no-pager'], 0],
      ['sync', ['sync', 'crm', '--dry-run', '--no-pager', '--allow-empty'], 0],
      ['explain', ['explain', 'K3'], 0],
      ['blocklist-list', ['blocklist', 'list'], 0],
      ['refused', ['undo', '19990101'], 64],
    ] as const)('%s', async (name, args, code) => {
      const shown = await show(args, { columns, errors: name === 'refused' ? 'shown' : 'dropped' });
      expect(shown.code, shown.screen).toBe(code);
      expect(widest(shown.screen)).toBeLessThanOrEqual(columns);
      await expect(settled(shown.screen)).toMatchFileSnapshot(`golden/${name}-${columns}.txt`);
    });
  });

  test('a plan that is longer than the screen is read in a pager', async () => {
    const pager = { PAGER: "sed 's/^/| /'" };
    const env = { ...(w.environment.env as NodeJS.ProcessEnv), ...pager };
    const paged = (await show(['plan', 'crm'], { rows: 12, env })).screen;
    expect(paged).toMatch(/^\| crm/m);
    const others: [string, Partial<TerminalOptions>, string[]][] = [
      ['it fits', { rows: 200, env }, []],
      ['--no-pager', { rows: 12, env }, ['--no-pager']],
      ['no pager is wanted', { rows: 12, env: { ...env, PAGER: '' } }, []],
      ['there is no such pager', { rows: 12, env: { ...env, PAGER: 'no-such-pager-here' } }, []],
    ];
    for (const [why, options, more] of others) {
      const { screen } = await show(['plan', 'crm', ...more], options);
      expect(screen, why).toMatch(/^crm → account/m);
    }
  });

  test('log lines stand above the progress line, and a wait that the service asks for is told', async () => {
    await w.restart({
      clock: () => w.clock.now,
      data: w.sandbox.state() as never,
      faults: {
        rules: [
          {
            endpoint: 'export_contacts_list',
            nth: 1,
            action: { status: 429, headers: { 'retry-after': '1' } },
          },
        ],
      } as never,
    });
    const { screen } = await show(['plan', 'crm'], { errors: 'shown', rows: 200 });
    expect(screen).toContain('Jojka asks to wait 1 s');
    // The log's line begins where a line begins: what stood there was taken away before.
    const before = screen.slice(
      0,
      screen.indexOf('] WARN') < 0 ? 0 : screen.lastIndexOf('[', screen.indexOf('] WARN')),
    );
    expect(
      before.endsWith('\u001b[1G') || before.endsWith('\u001b[0K') || before.endsWith('\n'),
      JSON.stringify(before.slice(-40)),
    ).toBe(true);
  });

  test('removals are asked about: no leaves everything, --yes and yes take it away', async () => {
    const here = () => w.sandbox.state().contacts.some(({ msisdn }) => msisdn === '46701740605');
    w.sent();
    const refused = await show(['sync', 'crm'], { answer: 'n\n', errors: 'shown' });
    expect(refused.screen).toMatch(/Remove 1 contact of account "default" at http/);
    expect(refused.screen).toContain('The question was answered by no');
    expect(refused.code).toBe(3);
    expect([here(), w.sent()]).toEqual([true, {}]);

    const inSwedish = await show(['sync', 'crm', '--lang', 'sv'], { answer: 'n\n', errors: 'shown' });
    expect(inSwedish.screen).toMatch(/Ta bort 1 kontakt i kontot "default" på http:\S+\? \[j\/N\]/);
    expect([here(), inSwedish.code]).toEqual([true, 3]);

    const agreed = await show(['sync', 'crm'], { answer: 'ja\n', errors: 'shown' });
    expect(agreed.code, agreed.screen).toBe(0);
    expect(here()).toBe(false);
    expect((await show(['explain', '46701740605'])).screen.replace(/\s+/g, ' ')).toMatch(
      /Not managed any more: removed 20\d\d-\d\d-\d\d \d\d:\d\d CES?T by run \S+ \(sync\)/,
    );

    const night = agreed.screen.match(/run (\d{8}-\d{6}-[a-z0-9]{4})/)?.[1] ?? '';
    const dry = await show(['undo', night, '--dry-run', '--json']);
    expect(JSON.parse(dry.screen)).toMatchObject({ pipeline: 'crm' });
    const undone = await show(['undo', night, '--yes']);
    expect(undone.screen).not.toContain('[y/N]');
    expect(here()).toBe(true);
    expect((await show(['explain', '070-174 06 05'])).screen).toContain('Managed: created');
  });

  test.each<[env: NodeJS.ProcessEnv, args: string[], first: RegExp]>([
    [{ LANG: 'sv_SE.UTF-8' }, [], /^KÖRNING/],
    [{ LANG: 'sv_SE.UTF-8', LC_ALL: 'C' }, [], /^RUN/],
    [{ LANG: 'sv_SE.UTF-8' }, ['--lang', 'en'], /^RUN/],
    [{ LANG: 'C.UTF-8', JOJKA_SYNC_LANG: 'sv' }, [], /^KÖRNING/],
    [{}, [], /^RUN/],
  ])('the language: %s %s', async (env, args, first) => {
    const options = { columns: 200, env: { ...(w.environment.env as NodeJS.ProcessEnv), ...env } };
    expect((await show(['runs', ...args], options)).screen).toMatch(first);
  });

  test('a name that several have lists them masked', async () => {
    const { screen, code } = await show(['explain', 'Bo', 'Ek']);
    expect(code).toBe(64);
    expect(screen).toMatch(/46701•••606 {2}default {2}crm.csv K2\n/);
    expect(screen).not.toContain('46701740606');
  });

  test('recipient and text are told apart, or somebody is asked', async () => {
    writeFileSync(join(w.cwd, 'list.txt'), '070-174 06 10\n');
    const messages = () => w.sandbox.state().messages?.length ?? 0;
    const natural = await show(['send', '070-174 06 12', 'Hej', '--yes']);
    expect(natural.screen).toMatch(/To +46701740612\n/);
    expect(natural.screen).toMatch(/Text +Hej\n/);
    const asked = await show(['send', '070-174 06 12', 'ring', '--file', 'list.txt'], {
      answer: 'n\n',
      errors: 'shown',
    });
    expect(asked.screen.replace(/\s+/g, ' ')).toContain('Is it part of the text?');
    expect(asked.code).toBe(64);
    expect(messages()).toBeLessThanOrEqual(1);
  });
});
