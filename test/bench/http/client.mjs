/**
 * The same by the product's client, as it is built; no bound on the rate in the way.
 *
 *     node test/bench/http/client.mjs COUNT URL
 */
import { JojkaClient } from '../../../dist/src/index.js';

const [, , given = '', url = ''] = process.argv;
const count = Number(given);
const client = new JojkaClient({ apiKey: 'bench', url, concurrency: 8, requestsPerSecond: 1_000_000 });

const started = performance.now();
let next = 0;
const worker = async () => {
  for (let index = next++; index < 2 * count; index = next++) {
    const msisdn = `4670${String(1_000_000 + (index % count))}`;
    if (index < count) await client.addContactToGroup({ msisdn, group: 'Klubbmedlem' });
    else await client.rmContact({ msisdn });
  }
};
await Promise.all(Array.from({ length: 8 }, worker));
process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - started) / 1000 })}\n`);
await client.close();
