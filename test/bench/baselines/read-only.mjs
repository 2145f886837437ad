/**
 * The limit: the file's bytes and the export's pages are read, and nothing is done with them.
 *
 *     node test/bench/baselines/read-only.mjs CRM.csv URL
 */
import { createReadStream } from 'node:fs';
import { Pool } from 'undici';

const [, , path = '', address = ''] = process.argv;
let bytes = 0;
for await (const chunk of createReadStream(path)) bytes += chunk.length;

const { origin, pathname } = new URL(address);
const pool = new Pool(origin, { connections: 1 });
for (let offset = 0; ; offset += 9_999) {
  const { body } = await pool.request({
    method: 'POST',
    path: `${pathname}/export_contacts_list`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `API_key=bench&max=10000&offset=${offset}`,
  });
  const length = (await body.arrayBuffer()).byteLength;
  bytes += length;
  // An empty page has but its frame.
  if (length < 100) break;
}
await pool.close();
process.stdout.write(`${JSON.stringify({ bytes })}\n`);
