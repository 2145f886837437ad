import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptAccount } from '../../src/state/accounts.ts';
import { openDatabase } from '../../src/state/database.ts';
import { readLedger, readLedgerAndPack, writeLedger } from '../../src/state/ledger.ts';
import { startPostgres } from '../support/postgres.ts';

/**
 * Writes a ledger of N contacts, each wanted by a pipeline, to the embedded database and to a real Postgres, and reads it
 * back: row by row, from its packed copy, and from that with one in a hundred changed since. Prints seconds, rows a second
 * and the peak memory of this process so far.
 *
 *   npx tsx test/bench/ledger.bench.ts 100000
 */
const count = Number(process.argv[2] ?? 100_000);
const groups = Array.from({ length: 50 }, (_, index) => ['Kunder', `Ort ${index}`]);
const since = '2026-01-01T00:00:00.000Z';

function* entries<T>(make: (index: number) => T, step = 1): Generator<[string, T]> {
  for (let index = 0; index < count; index += step) yield [String(46_700_000_000 + index * 3), make(index)];
}

const groupsOf = (index: number) => groups[index % groups.length] ?? [];
const fail = (error: unknown) => {
  throw error;
};

async function measure<T>(what: string, work: () => Promise<T>, rows = 2 * count): Promise<T> {
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  const rate = Math.round(rows / seconds).toLocaleString('en');
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`  ${what}: ${seconds.toFixed(2)} s, ${rate} rows/s, peak ${peak} MB\n`);
  return result;
}

async function bench(url: string | undefined, home: string): Promise<void> {
  const database = await openDatabase({ url, home, command: 'bench' });
  process.stdout.write(`${database.kind}, ${count} contacts and as many wants\n`);
  const account = await acceptAccount(database, { name: 'bench', url: 'u', apiKey: 'k' });
  const write = (step = 1) =>
    writeLedger(database, account, {
      contacts: entries(
        (index) => ({ managed: 'created' as const, pipeline: 'nightly', groups: groupsOf(index) }),
        step,
      ),
      wants: {
        pipeline: 'nightly',
        upserts: entries(
          (index) => ({
            name: `Förnamn Efternamn ${index}`,
            groups: groupsOf(index),
            keys: [`crm\t${index}`],
            absentRuns: 0,
            since,
          }),
          step,
        ),
        drops: [],
      },
    });
  const read = async () => {
    const ledger = await readLedger(database, account);
    if (ledger.contacts.size !== count || ledger.wants.get('nightly')?.size !== count)
      throw new Error('the ledger that was read is not the one that was written');
  };
  await measure('first write', write);
  await measure('write again', write);
  await measure('read row by row', read);
  await measure('read row by row, and pack', () => readLedgerAndPack(database, account, fail, { least: 1 }));
  await measure('read from pages', read);
  await measure('write 1 % with pages', () => write(100), count / 50);
  await measure('read from pages, 1 % touched', read);
  await measure('write 4 % with pages', () => write(25), count / 12.5);
  await measure('read from pages, and pack', () => readLedgerAndPack(database, account, fail, { least: 1 }));
  await measure('read from pages', read);
  await database.close();
}

const server = await startPostgres();
const home = mkdtempSync(join(tmpdir(), 'jojka-bench-'));
try {
  await bench(await server.createDatabase(), '');
  await bench(undefined, home);
} finally {
  await server.remove();
  rmSync(home, { recursive: true, force: true });
}
