import { acceptAccount } from '../../src/state/accounts.ts';
import { openDatabase } from '../../src/state/database.ts';
import { readLedger, writeLedger } from '../../src/state/ledger.ts';
import { startPostgres } from '../support/postgres.ts';

/**
 * Writes a ledger of N contacts, each wanted by a pipeline, to a real Postgres, and reads it back. Prints rows a second
 * and the peak memory of this process so far.
 *
 *   npx tsx test/bench/ledger.bench.ts 100000
 */
const count = Number(process.argv[2] ?? 100_000);
const groups = Array.from({ length: 50 }, (_, index) => ['Kunder', `Ort ${index}`]);
const since = '2026-01-01T00:00:00.000Z';

function* entries<T>(make: (index: number) => T): Generator<[string, T]> {
  for (let index = 0; index < count; index++) yield [String(46_700_000_000 + index), make(index)];
}

const groupsOf = (index: number) => groups[index % groups.length] ?? [];

async function measure<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  const rate = Math.round((2 * count) / seconds).toLocaleString('en');
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(
    `${what}: ${count} contacts and wants in ${seconds.toFixed(1)} s, ${rate} rows/s, peak ${peak} MB\n`,
  );
  return result;
}

const server = await startPostgres();
try {
  const database = await openDatabase({ url: await server.createDatabase(), home: '', command: 'bench' });
  const account = await acceptAccount(database, { name: 'bench', url: 'u', apiKey: 'k' });
  const write = () =>
    writeLedger(database, account, {
      contacts: entries((index) => ({
        managed: 'created' as const,
        pipeline: 'nightly',
        groups: groupsOf(index),
      })),
      wants: {
        pipeline: 'nightly',
        upserts: entries((index) => ({
          name: `Förnamn Efternamn ${index}`,
          groups: groupsOf(index),
          keys: [`crm\t${index}`],
          absentRuns: 0,
          since,
        })),
        drops: [],
      },
    });
  await measure('write', write);
  await measure('write again', write);
  const ledger = await measure('read', () => readLedger(database, account));
  if (ledger.contacts.size !== count || ledger.wants.get('nightly')?.size !== count)
    throw new Error('the ledger that was read is not the one that was written');
  await database.close();
} finally {
  await server.remove();
}
