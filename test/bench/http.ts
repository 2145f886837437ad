import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../support/postgres.ts';
import { type Contender, inTurns } from './measure/in-turns.ts';
import { markdownTable } from './measure/markdown-table.ts';
import { runNode } from './measure/run-command.ts';
import { shownSpread } from './measure/spread.ts';
import { root } from './product.ts';
import { report } from './report.ts';
import { startService } from './service/service.ts';
import type { Settings } from './settings.ts';

/** N memberships and N removals, eight at once: undici alone, the product's client, and a load with its journal. */
export async function benchHttp(settings: Settings): Promise<void> {
  const [count = 0] = settings.sizes;
  const folder = mkdtempSync(join(tmpdir(), 'jojka-bench-http-'));
  const service = await startService();
  const postgres = await startPostgres();
  const list = join(folder, 'list.rows');
  writeFileSync(list, contactRows(count));
  let homes = 0;
  const contender = (name: string, file: string, env: () => Promise<NodeJS.ProcessEnv>): Contender => ({
    name,
    run: async () => {
      await service.begin({ path: list });
      const args = [join(import.meta.dirname, 'http', file), String(count), service.url];
      const run = await runNode([...args, join(folder, `state-${homes++}`)], {
        cwd: root,
        env: await env(),
      });
      return { ...run, seconds: JSON.parse(run.stdout).seconds };
    },
  });
  const nothing = async () => ({ DATABASE_URL: '' });
  try {
    const results = await inTurns(
      [
        contender('undici alone', 'undici.mjs', nothing),
        contender("the product's client", 'client.mjs', nothing),
        contender('load, journal in Postgres', 'load.mjs', async () => ({
          DATABASE_URL: await postgres.createDatabase(),
        })),
        contender('load, journal in the embedded state', 'load.mjs', nothing),
      ],
      settings.rounds,
    );
    const base = results[0]?.runs ?? [];
    const rows = results.map(({ name, runs }) => [
      name,
      shownSpread(runs.map(({ seconds }) => (2 * count) / seconds)),
      shownSpread(runs.map(({ seconds }, at) => (100 * (base[at]?.seconds ?? 0)) / seconds)),
    ]);
    report('http', markdownTable(['', 'requests/s', 'of undici alone, %'], rows), settings);
  } finally {
    service.stop();
    await postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Those who join, and those who are removed. */
function contactRows(count: number): string {
  const rows = ['70', '72'].flatMap((prefix) =>
    Array.from({ length: count }, (_, index) => ({
      msisdn: `46${prefix}${String(1_000_000 + index)}`,
      name: 'N',
      groups: ['Kunder'],
    })),
  );
  return rows.map((row) => `${JSON.stringify(row)},\n`).join('');
}
