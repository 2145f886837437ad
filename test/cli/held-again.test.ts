import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';

/** A night that is held back again and again says what it sent itself, and what stood already. */
const running: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

test('the first night sent the blocks, the second none', async () => {
  const cwd = temporaryFolder('held-again');
  const sandbox = await startSandbox({ port: 0 });
  running.push(sandbox);
  mkdirSync(join(cwd, 'pipelines'));
  writeFileSync(
    join(cwd, 'pipelines', 'natt.json'),
    JSON.stringify({
      name: 'natt',
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
      contacts: { absent: 'keep' },
      load: { requestsPerSecond: 1000 },
    }),
  );
  const row = (index: number, town: string, stop = '') =>
    `${index};N${index};467017406${10 + index};${town};${stop}`;
  const crm = (rows: string[]) =>
    writeFileSync(join(cwd, 'crm.csv'), `${['Kundnr;Namn;Mobil;Ort;Stopp', ...rows].join('\n')}\n`);
  const cli = (...args: string[]) =>
    runHere(args, { cwd, env: { JOJKA_API_KEY: 'key', JOJKA_API_URL: sandbox.url } });
  const indexes = Array.from({ length: 20 }, (_, index) => index);
  crm(indexes.map((index) => row(index, 'Lund')));
  expect((await cli('sync', 'natt')).code).toBe(0);
  // Two who are there opt out, and two who are new: these are blocked once more when they are created (P11).
  crm([
    ...indexes.map((index) => row(index, 'Kalmar', index < 2 ? 'ja' : '')),
    row(30, 'Kalmar', 'ja'),
    row(31, 'Kalmar', 'ja'),
  ]);

  const first = await cli('sync', 'natt');
  expect(first.code).toBe(3);
  expect(first.stdout).toContain('nothing but 4 blocks were sent.');
  expect(first.stdout).toContain('(add_to_blocklist 2,');
  const firstRun = await cli('runs', 'latest');
  expect(firstRun.stdout).toContain('Guards held it back, all but 4 blocks:');

  const second = await cli('sync', 'natt');
  expect(second.code).toBe(3);
  expect(second.stdout).toContain('nothing was sent (2 blocks stand already).');
  expect(second.stdout).toContain('(add_to_blocklist 2,');
  const detail = (await cli('runs', 'latest')).stdout;
  expect(detail).toContain('Guards held it back (2 blocks stand already):');
  expect(detail).toContain('46701740640  blocked already, not sent again');
  const shown = (await cli('show', 'latest')).stdout;
  expect(shown).toContain('nothing was sent (2 blocks stand already).');
  const page = (await cli('show', 'latest', '--format', 'html')).stdout;
  expect(page).toContain('nothing was sent (2 blocks stand already).');
  const story = (await cli('explain', '46701740640')).stdout;
  expect(story).toContain('blocked  (stood already, not sent again)');
  expect(story).toContain('blocked  (done');
}, 120_000);
