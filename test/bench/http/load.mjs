/**
 * The same as a sync makes them: each call of a plan journaled before and after. The journal is in Postgres where
 * DATABASE_URL is given, else in an embedded state in HOME-FOLDER.
 *
 *     node test/bench/http/load.mjs COUNT URL HOME-FOLDER
 */
import { JojkaClient } from '../../../dist/src/jojka/client.js';
import { load } from '../../../dist/src/load/load.js';
import { acceptAccount } from '../../../dist/src/state/accounts.js';
import { openDatabase } from '../../../dist/src/state/database.js';
import { openJournal } from '../../../dist/src/state/journal.js';
import { newRunId, startRun } from '../../../dist/src/state/runs.js';

const [, , given = '', url = '', home = ''] = process.argv;
const count = Number(given);
const databaseUrl = process.env.DATABASE_URL;

const msisdns = Array.from({ length: count }, (_, index) => `4670${String(1_000_000 + index)}`);
/** @type {import('../../../src/plan/change.ts').Change[]} */
const changes = [
  ...msisdns.map((_, index) => ({ kind: 'remove', msisdn: `4672${String(1_000_000 + index)}` })),
  ...msisdns.map((msisdn) => ({ kind: 'addMembership', msisdn, group: 'Klubbmedlem' })),
];
const before = { name: 'N', groups: ['Kunder'] };
const contacts = changes.map(({ kind, msisdn }) => ({
  msisdn,
  before,
  after: kind === 'remove' ? null : { name: 'N', groups: ['Kunder', 'Klubbmedlem'] },
  byImport: false,
}));

const database = await openDatabase({ ...(databaseUrl && { url: databaseUrl }), home, command: 'bench' });
const accountId = await acceptAccount(database, { name: 'bench', url, apiKey: 'bench' });
const startedAt = new Date();
const id = newRunId(startedAt);
await startRun(database, { id, accountId, pipeline: 'bench', command: 'sync', startedAt });
const client = new JojkaClient({ apiKey: 'bench', url, concurrency: 8, requestsPerSecond: 1_000_000 });

const started = performance.now();
const result = await load(
  { changes, contacts, withheld: new Map() },
  {
    client,
    journal: openJournal(database, id),
    importRows: 1000,
    concurrency: 8,
    maxConsecutiveFailures: 20,
  },
);
const seconds = (performance.now() - started) / 1000;
if (result.failures.length > 0) throw new Error(`${result.failures.length} calls failed`);
process.stdout.write(`${JSON.stringify({ seconds, calls: result.calls })}\n`);
await client.close();
await database.close();
