import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';

/** Commands that are printed of a second account, run as they stand: none of them touches the first one. */
const running: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

async function world() {
  const cwd = temporaryFolder('second-account');
  const first = await startSandbox({ port: 0 });
  const second = await startSandbox({ port: 0 });
  running.push(first, second);
  mkdirSync(join(cwd, 'pipelines'));
  for (const [name, account] of [
    ['p', 'butik'],
    ['q', 'default'],
  ])
    writeFileSync(
      join(cwd, 'pipelines', `${name}.json`),
      JSON.stringify({
        name,
        account,
        sources: [
          {
            type: 'csv',
            path: `${name}.csv`,
            id: 'Kundnr',
            phone: 'Mobil',
            name: 'Namn',
            groups: ['Kunder'],
            optOut: { column: 'Stopp' },
          },
        ],
        contacts: { absent: 'keep' },
        guards: { rejections: 'off' },
        load: { requestsPerSecond: 1000 },
      }),
    );
  const env = {
    JOJKA_API_KEY: 'first-key',
    JOJKA_API_URL: first.url,
    JOJKA_BUTIK_API_KEY: 'second-key',
    JOJKA_BUTIK_API_URL: second.url,
  };
  const cli = (args: string[], more: Record<string, string> = {}) =>
    runHere(args, { cwd, env: { ...env, ...more } });
  /** The command that a text holds, as somebody copies it. */
  const copied = (text: string, begins: string, number: string) => {
    const found = new RegExp(`jojka-sync (${begins}[^\\n.]*)`).exec(text)?.[1] ?? '';
    return cli([...found.trim().replace('NUMBER', number).split(' '), '--yes']);
  };
  const crm = (name: string, ...rows: string[]) =>
    writeFileSync(join(cwd, `${name}.csv`), `${['Kundnr;Namn;Mobil;Stopp', ...rows].join('\n')}\n`);
  return { first, second, cli, copied, crm };
}

const stopped = '46701740607';

test('to lift a block after an undo, and to block by hand', async () => {
  const { cli, copied, crm } = await world();
  for (const name of ['p', 'q']) crm(name, `1;Anna;0701740605;nej`, `2;Bo;0701740607;ja`, `3;Cia;okänt;ja`);
  expect((await cli(['sync', 'q'])).code).toBe(0);
  const night = await cli(['sync', 'p', '--json']);
  const { run } = JSON.parse(night.stdout);
  const check = async (...account: string[]) =>
    (await cli(['blocklist', 'check', stopped, ...account])).stdout.trim().split('\t').at(-1);
  expect([await check(), await check('--account', 'butik')]).toEqual(['blocked', 'blocked']);

  for (const args of [
    ['rejects', run],
    ['rejects', run, '--format', 'text'],
    ['explain', '3'],
    ['show', run],
    ['runs', run],
  ])
    expect((await cli(args)).stdout, args.join(' ')).not.toMatch(/jojka-sync blocklist add NUMBER/);
  expect(night.stdout).toContain('jojka-sync blocklist add --account butik NUMBER');

  const undo = await cli(['undo', run, '--dry-run']);
  await copied(undo.stdout, 'blocklist remove', stopped);
  expect([await check(), await check('--account', 'butik')]).toEqual(['blocked', 'not blocked']);
}, 120_000);

test('a new key names its own variable, and is accepted for its own account', async () => {
  const { cli, crm } = await world();
  for (const name of ['p', 'q']) crm(name, `1;Anna;0701740605;nej`);
  for (const name of ['p', 'q']) expect((await cli(['sync', name])).code).toBe(0);
  const newKeys = { JOJKA_API_KEY: 'first-new', JOJKA_BUTIK_API_KEY: 'second-new' };
  for (const args of [
    ['sync', 'p'],
    ['plan', 'p'],
    ['doctor', 'p'],
  ]) {
    const { stdout, stderr } = await cli(args, newKeys);
    const text = stdout + stderr;
    expect(text, args.join(' ')).toContain('Check JOJKA_BUTIK_API_KEY');
    expect(text, args.join(' ')).toContain('jojka-sync doctor --account butik --accept-key');
  }
  expect((await cli(['doctor', '--account', 'butik', '--accept-key'], newKeys)).code).toBe(0);
  expect((await cli(['plan', 'p'], newKeys)).code).toBe(0);
  expect((await cli(['plan', 'q'], newKeys)).code).toBe(3);
}, 120_000);
