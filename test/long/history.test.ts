import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type CliResult, runHere, temporaryFolder } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** What happened, why, and the way back: several nights through the real command, the state in a real Postgres. */
let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

interface World {
  readonly sandbox: Sandbox;
  readonly cli: (...args: string[]) => Promise<CliResult>;
  readonly write: (file: string, lines: readonly string[]) => void;
  readonly held: () => Record<string, [string, string]>;
  readonly env: NodeJS.ProcessEnv;
}

const header = 'Kundnr;Namn;Mobil;Ort;Stopp';

async function world(options: Parameters<typeof startSandbox>[0] = {}): Promise<World> {
  const cwd = temporaryFolder('history');
  mkdirSync(join(cwd, 'home'));
  const sandbox = await startSandbox(options);
  const env = {
    JOJKA_API_KEY: 'key',
    JOJKA_API_URL: sandbox.url,
    DATABASE_URL: await postgres.createDatabase(),
    JOJKA_SYNC_HOME: join(cwd, 'home'),
  };
  for (const name of ['crm', 'web'])
    writeFileSync(
      join(cwd, `${name}.json`),
      JSON.stringify({
        name,
        sources: [
          {
            type: 'csv',
            path: `${name}.csv`,
            id: 'Kundnr',
            phone: 'Mobil',
            name: 'Namn',
            groups: [name === 'crm' ? 'Kunder' : 'Webb', 'Ort {Ort}'],
            optOut: { column: 'Stopp' },
          },
        ],
        contacts: { absent: 'remove-managed' },
        load: { requestsPerSecond: 1000 },
      }),
    );
  return {
    sandbox,
    env,
    cli: (...args) => runHere(args, { cwd, env }),
    write: (file, lines) => writeFileSync(join(cwd, file), `${[header, ...lines].join('\n')}\n`),
    held: () =>
      Object.fromEntries(
        sandbox
          .state()
          .contacts.map(({ msisdn, name, groups }) => [msisdn, [name, [...groups].sort().join('|')]]),
      ),
  };
}

async function latestRun({ cli }: World): Promise<string> {
  return JSON.parse((await cli('runs', '--limit', '1', '--format', 'json')).stdout)[0].id;
}

/** The command that a refused run prints. */
function applyCommand({ stdout }: CliResult): string[] {
  return (/^jojka-sync (apply .*)$/m.exec(stdout)?.[1] ?? '').split(' ');
}

describe('P10 two pipelines on one account', () => {
  test('shared contacts: one drops it, then the other; a rename and a retirement', async () => {
    const w = await world();
    w.write('crm.csv', ['1;Anna;070-174 06 05;;', '2;Bo;070-174 06 06;;']);
    w.write('web.csv', ['a;Anna W;070-174 06 05;;', 'c;Cilla;070-174 06 07;;']);
    await w.cli('sync', 'crm.json');
    await w.cli('sync', 'web.json');
    expect(w.held()).toEqual({
      46701740605: ['Anna', 'Kunder|Webb'],
      46701740606: ['Bo', 'Kunder'],
      46701740607: ['Cilla', 'Webb'],
    });
    expect((await w.cli('pipelines')).stdout).toMatch(/crm\s+default\s+2[\s\S]*web\s+default\s+2/);

    w.write('crm.csv', ['2;Bo;070-174 06 06;;']);
    await w.cli('sync', 'crm.json');
    expect(w.held()['46701740605']).toEqual(['Anna', 'Webb']);

    w.write('web.csv', ['c;Cilla;070-174 06 07;;']);
    await w.cli('sync', 'web.json');
    expect(Object.keys(w.held())).toEqual(['46701740606', '46701740607']);

    expect((await w.cli('pipelines', 'rename', 'web', 'crm')).code).toBe(64);
    expect((await w.cli('pipelines', 'rename', 'web', 'shop')).stdout).toContain('1 contact');
    expect((await w.cli('pipelines', 'retire', 'webb')).code).toBe(64);
    expect((await w.cli('pipelines', 'retire', 'shop')).code).toBe(0);
    await w.cli('sync', 'crm.json');
    expect(Object.keys(w.held())).toEqual(['46701740606']);
    await w.sandbox.close();
  });
});

describe('P3 adopt', () => {
  test('what is desired and there already is managed afterwards; nothing is sent', async () => {
    const w = await world({
      data: {
        contacts: [
          { msisdn: '46701740605', name: 'Anna', groups: ['Kunder'] },
          { msisdn: '46701740606', name: 'Bo' },
        ],
      },
    });
    w.write('crm.csv', ['1;Anna;070-174 06 05;;']);
    expect((await w.cli('adopt', 'crm.json', '--dry-run')).stdout).toContain(
      '1 contact and 1 membership of account default would be',
    );
    expect((await w.cli('plan', 'crm.json')).stdout).toContain('not managed: 1 contact, 1 membership');
    expect((await w.cli('adopt', 'crm.json')).stdout).toContain('1 contact and 1 membership');
    expect((await w.cli('plan', 'crm.json')).stdout).not.toContain('not managed:');
    expect(Object.keys(w.sandbox.requests())).toEqual(['export_contacts_list']);
    w.write('crm.csv', ['9;Nina;070-174 06 09;;']);
    await w.cli('sync', 'crm.json');
    expect(Object.keys(w.held()).sort()).toEqual(['46701740606', '46701740609']);
    await w.sandbox.close();
  });
});

describe('U1 undo', () => {
  test.each(['merge', 'replace'] as const)(
    'of a run that created, renamed, regrouped and removed 1,000 contacts restores the former state (%s)',
    async (semantics) => {
      const w = await world({ semantics });
      const row = (index: number, name: string, town: string) =>
        `${index};${name};070-174 ${String(1000 + index)};${town};`;
      const first = Array.from({ length: 750 }, (_, index) => row(index, `N${index}`, 'Umeå'));
      w.write('crm.csv', first);
      await w.cli('sync', 'crm.json');
      const former = w.held();
      // 250 stay away, 250 get another name, 250 move, 250 are new.
      w.write('crm.csv', [
        ...Array.from({ length: 250 }, (_, index) => row(250 + index, `New ${index}`, 'Umeå')),
        ...Array.from({ length: 250 }, (_, index) => row(500 + index, `N${500 + index}`, 'Kalmar')),
        ...Array.from({ length: 250 }, (_, index) => row(750 + index, `N${750 + index}`, 'Lund')),
      ]);
      const sync = await w.cli('sync', 'crm.json');
      expect(sync.stdout).toContain(
        'Held back: 250 contacts would be created, 250 would get another name, 250 memberships would be added, 250 memberships would be taken away, 250 contacts would be removed.',
      );
      expect(sync.code).toBe(3);
      expect(w.held()).toEqual(former);
      expect((await w.cli(...applyCommand(sync))).code).toBe(0);
      expect(w.held()).not.toEqual(former);

      const undo = await w.cli('undo', await latestRun(w));
      expect(undo.code).toBe(3);
      expect((await w.cli(...applyCommand(undo))).code).toBe(0);
      expect(w.held()).toEqual(former);
      await w.sandbox.close();
    },
  );

  test('what others changed since stays', async () => {
    const w = await world();
    w.write('crm.csv', ['1;Anna;070-174 06 05;;', '2;Bo;070-174 06 06;;']);
    await w.cli('sync', 'crm.json');
    const run = await latestRun(w);
    const form = new URLSearchParams({ API_key: 'key', msisdn: '46701740605', group: 'Personal' });
    await fetch(`${w.sandbox.url}/add_contact_to_group`, { method: 'POST', body: form });
    const undone = await w.cli('undo', run);
    expect(undone.stdout).toContain('1 created contact stays');
    expect(w.held()).toEqual({ 46701740605: ['Anna', 'Personal'] });
    await w.sandbox.close();
  });

  test('of no such run, or of one that changed nothing, is a usage error', async () => {
    const w = await world();
    expect((await w.cli('undo', 'nope')).code).toBe(64);
    await w.sandbox.close();
  });
});

describe('U2 explain', () => {
  test('the whole story of a number: two records, a rename, a rejection, a block, a removal', async () => {
    const w = await world();
    w.write('crm.csv', ['1;Anna;070-174 06 05;;', '2;Anna;0701740605;;', '3;Bo;070-174 06 06;;']);
    await w.cli('sync', 'crm.json');
    expect((await w.cli('explain', '070-174 06 05')).stdout).toContain(
      'merged from the records crm.csv 1 and crm.csv 2',
    );
    w.write('crm.csv', ['1;Anna Berg;070-174 06 05;;ja', '3;Bo;070-174 06 06;;']);
    await w.cli('sync', 'crm.json');
    w.write('crm.csv', ['1;Anna Berg;070-174 06 05 99 99;;', '3;Bo;070-174 06 06;;']);
    await w.cli('sync', 'crm.json');
    w.write('crm.csv', ['3;Bo;070-174 06 06;;']);
    await w.cli('sync', 'crm.json');
    const { stdout, code } = await w.cli('explain', '46701740605');
    expect(code).toBe(0);
    const told = [
      'Not managed',
      'No pipeline wants it',
      'Blocked since',
      'opted out at the source',
      'created as Anna in Kunder',
      'renamed from Anna to Anna Berg',
      'rejected: crm.csv:2 too-long "070-174 06 05 99 99"',
      'removed',
    ];
    for (const part of told) expect(stdout).toContain(part);
    const order = told.slice(4).map((part) => stdout.lastIndexOf(part));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect((await w.cli('explain', '070-174 06 99')).stdout).toContain('Nothing is known');
    expect((await w.cli('explain', 'Anna')).stdout).toContain('opted out at the source');
    expect((await w.cli('explain', 'Zelda')).code).toBe(64);
    await w.sandbox.close();
  });
});

describe('K3 prune, K4 doctor', () => {
  test('prune takes personal data out and keeps the counts', async () => {
    const w = await world();
    w.write('crm.csv', ['1;Anna;070-174 06 05;;', '2;Bo;abc;;']);
    await w.cli('sync', 'crm.json');
    const run = await latestRun(w);
    expect((await w.cli('prune', '--older-than', '1d')).stdout).toContain('0 runs');
    expect((await w.cli('prune', '--older-than', '0d')).stdout).toContain('1 run ');
    const detail = await w.cli('runs', run);
    expect(detail.stdout).toContain('created 1');
    expect(detail.stdout).not.toMatch(/46701740605|Anna/);
    expect((await w.cli('prune', '--older-than', 'soon')).code).toBe(64);
    expect((await w.cli('plan', 'crm.json')).stdout).toContain('Nothing to change');
    await w.sandbox.close();
  });

  test('doctor --accept-key: after that, sync goes on under the new key', async () => {
    const w = await world();
    w.write('crm.csv', ['1;Anna;070-174 06 05;;']);
    await w.cli('sync', 'crm.json');
    w.env.JOJKA_API_KEY = 'another';
    expect((await w.cli('sync', 'crm.json')).code).toBe(3);
    expect((await w.cli('doctor', '--accept-key')).code).toBe(0);
    expect((await w.cli('sync', 'crm.json')).code).toBe(0);
    await w.sandbox.close();
  });
});

describe('P8 what Jojka stores in another spelling', () => {
  test('is remembered, with a word about it, and the next plan is empty', async () => {
    const w = await world({ faults: { cutNames: 20, lowerCaseGroups: true } });
    w.write('crm.csv', ['1;Anna-Karin Lindström-Bergkvist;070-174 06 05;Umeå;', '2;Bo;070-174 06 06;;']);
    const first = await w.cli('sync', 'crm.json');
    expect(first.stdout).toContain('2 stored in another spelling');
    expect(first.code).toBe(0);
    expect((await w.cli('sync', 'crm.json')).stdout).toContain('Nothing to change');
    w.write('crm.csv', ['1;Anna-Karin Lindström-Bergkvist;070-174 06 05;;', '2;Bo;070-174 06 06;;']);
    const third = await w.cli('sync', 'crm.json');
    expect(third, third.stdout + third.stderr).toMatchObject({ code: 0 });
    expect(w.held()['46701740605'], third.stdout).toEqual(['Anna-Karin Lindström', 'kunder']);
    await w.sandbox.close();
  });
});

describe('V1 verify', () => {
  test('rows that an import swallowed are sent once more', async () => {
    const w = await world({ faults: { swallow: [{ msisdn: '46701740605', times: 1 }] } });
    w.write('crm.csv', ['1;Anna;070-174 06 05;;', '2;Bo;070-174 06 06;;']);
    const result = await w.cli('sync', 'crm.json');
    expect(result.stdout).toContain('1 sent again');
    expect(result.code).toBe(0);
    await w.sandbox.close();
  });

  test('what stays missing gives exit 4 and is planned again', async () => {
    const w = await world({ faults: { swallow: ['46701740605'] } });
    w.write('crm.csv', ['1;Anna;070-174 06 05;;', '2;Bo;070-174 06 06;;']);
    const result = await w.cli('sync', 'crm.json');
    expect(result.stdout).toContain('46701740605: is not there though it was to be');
    expect(result.code).toBe(4);
    expect((await w.cli('plan', 'crm.json')).stdout).toContain('1 to create');
    await w.sandbox.close();
  });
});
