/**
 * Memberships and removals by undici alone, eight at once: what the product's own calls are held against.
 *
 *     node test/bench/http/undici.mjs COUNT URL
 */
import { Pool } from 'undici';

const [, , given = '', address = ''] = process.argv;
const count = Number(given);
const { origin, pathname } = new URL(address);
const pool = new Pool(origin, { connections: 8 });

/**
 * @param {string} endpoint
 * @param {Record<string, string>} form
 */
async function post(endpoint, form) {
  const { body } = await pool.request({
    method: 'POST',
    path: `${pathname}/${endpoint}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ API_key: 'bench', ...form }).toString(),
  });
  JSON.parse(await body.text());
}

const started = performance.now();
let next = 0;
const worker = async () => {
  for (let index = next++; index < 2 * count; index = next++) {
    const msisdn = `4670${String(1_000_000 + (index % count))}`;
    if (index < count) await post('add_contact_to_group', { msisdn, group: 'Klubbmedlem' });
    else await post('rm_contact', { msisdn });
  }
};
await Promise.all(Array.from({ length: 8 }, worker));
process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - started) / 1000 })}\n`);
await pool.close();
