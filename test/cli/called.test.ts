import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';

/** A pipeline whose name is not its file's: commands name the file as the user gave it. */
const running: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

async function world(file: string) {
  const cwd = temporaryFolder('called');
  mkdirSync(join(cwd, 'pipelines'));
  writeFileSync(
    join(cwd, file),
    JSON.stringify({
      name: 'natt',
      sources: [
        { type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn', groups: ['Kunder'] },
      ],
      contacts: { absent: 'keep' },
      load: { requestsPerSecond: 1000 },
    }),
  );
  const numbers = Array.from({ length: 12 }, (_, index) => `467017406${String(10 + index)}`);
  writeFileSync(
    join(cwd, 'crm.csv'),
    `${['Kundnr;Namn;Mobil', ...numbers.map((number, index) => `${index};N${index};${number}`)].join('\n')}\n`,
  );
  const contacts = [...numbers, '46701740690'].map((msisdn, index) => ({
    msisdn,
    name: `N${index}`,
    groups: [],
  }));
  const sandbox = await startSandbox({ port: 0, data: { contacts } });
  running.push(sandbox);
  const env = { JOJKA_API_KEY: 'key', JOJKA_API_URL: sandbox.url };
  return {
    cwd,
    sandbox,
    cli: (args: string[], more: Record<string, string> = {}) =>
      runHere(args, { cwd, env: { ...env, ...more } }),
  };
}

const commandsIn = (text: string) =>
  [...text.matchAll(/jojka-sync ((?:adopt|plan|sync|verify) [^\n]*?)(?:[.`]?$|[.`] )/gm)].map(
    ([, words = '']) => words,
  );

test.each(['pipe.yaml', 'pipelines/other.yaml'])(
  'commands of %s can be run as they are printed',
  async (file) => {
    const { cli } = await world(file);
    const given = file.replace('pipelines/', '').replace(/^other.yaml$/, 'other');
    const { stdout } = await cli(['plan', given]);
    const commands = commandsIn(stdout);
    expect(commands.map((words) => words.split(' ')[0])).toEqual(expect.arrayContaining(['plan', 'adopt']));
    for (const words of commands) expect((await cli(words.split(' '))).code, words).not.toBe(64);
    expect(commandsIn((await cli(['verify', given])).stdout)).toEqual([`plan ${given}`]);
    expect((await cli(['sync', given])).code).toBe(0);
    for (const words of commandsIn((await cli(['show', 'latest'])).stdout))
      expect(words).toContain(` ${given}`);
  },
  120_000,
);

test('what is refused names the pipeline too: a lost export (P13), another URL (K4)', async () => {
  const { cli, sandbox } = await world('pipe.yaml');
  await cli(['adopt', 'pipe.yaml']);
  const other = await startSandbox({ port: 0 });
  running.push(other);
  const elsewhere = await cli(['plan', 'pipe.yaml'], { JOJKA_API_URL: other.url });
  expect(elsewhere.stdout).toContain('jojka-sync plan pipe.yaml');
  await sandbox.close();
  running.push(await startSandbox({ port: sandbox.port }));
  const lost = await cli(['sync', 'pipe.yaml']);
  expect(lost.stdout).toContain('jojka-sync sync pipe.yaml --accept-loss');
}, 120_000);
