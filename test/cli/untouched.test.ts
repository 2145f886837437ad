import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';

/** Whoever reads an error in the morning is told whether something was changed. */
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
afterAll(() => sandbox.close());

const contacts = 'No contact and no membership in Jojka was changed.';
const unreachable = { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/d' };

test.each<[string, { csv?: string; phone?: string; env?: NodeJS.ProcessEnv }, string]>([
  ['a column that was renamed', { csv: 'Nr;Mobil\n1;070-174 06 05\n', phone: 'Telefon' }, contacts],
  ['a file that is not there', {}, contacts],
  ['a file that was cut', { csv: 'Nr;Namn;Mobil\n1;Anna;070-174 06 05\n2;Bo' }, contacts],
  ['a database that cannot be reached', { env: unreachable }, contacts],
])('%s', async (_, { csv, phone = 'Mobil', env }, said) => {
  const cwd = temporaryFolder('untouched');
  mkdirSync(join(cwd, 'pipelines'));
  if (csv !== undefined) writeFileSync(join(cwd, 'crm.csv'), csv);
  writeFileSync(
    join(cwd, 'pipelines', 'crm.json'),
    JSON.stringify({
      name: 'crm',
      sources: [{ type: 'csv', path: 'crm.csv', phone }],
      contacts: { absent: 'keep' },
    }),
  );
  for (const [command, words] of [
    ['plan', said],
    ['sync', env ? 'Nothing was sent to Jojka.' : said],
  ] as const) {
    const result = await runHere([command, 'crm'], {
      cwd,
      env: { JOJKA_API_KEY: 'key', JOJKA_API_URL: sandbox.url, JOJKA_SYNC_HOME: join(cwd, 'home'), ...env },
    });
    expect(result.code).toBeGreaterThan(0);
    expect(result.stderr).toContain(words);
  }
});
