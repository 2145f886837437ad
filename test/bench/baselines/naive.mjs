/**
 * What a developer writes in an afternoon, and what the product is measured against: papaparse with header objects,
 * libphonenumber-js/max, a Map of objects each for the CRM and for Jojka, pages one after the other.
 *
 *     node test/bench/baselines/naive.mjs CRM.csv URL
 */
import { createReadStream } from 'node:fs';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import Papa from 'papaparse';

const [, , path = '', url = ''] = process.argv;
/** @type {Map<string, { msisdn: string, name: string, groups: Set<string> }>} */
const desired = new Map();
/** @type {Set<string>} */
const optedOut = new Set();

/** @param {string | undefined} cell */
function msisdnOf(cell) {
  const number = parsePhoneNumberFromString((cell ?? '').trim(), 'SE');
  return number?.isValid() && number.getType() === 'MOBILE' ? number.number.slice(1) : undefined;
}

/** @param {Record<string, string>} row */
function take(row) {
  const msisdn = msisdnOf(row.Mobil) ?? msisdnOf(row.Telefon);
  if (msisdn === undefined) return;
  if (row['SMS-stopp'] === 'Ja') optedOut.add(msisdn);
  if (row.Status !== 'Aktiv') return;
  const groups = ['Kunder', `Ort ${row.Ort}`, ...(row.Grupper ?? '').split('|').filter(Boolean)];
  if (row.Nyhetsbrev === 'Ja') groups.push('Nyhetsbrev');
  const before = desired.get(msisdn);
  if (before) for (const group of groups) before.groups.add(group);
  else
    desired.set(msisdn, { msisdn, name: `${row.Förnamn} ${row.Efternamn}`.trim(), groups: new Set(groups) });
}

await new Promise((resolve, reject) => {
  Papa.parse(createReadStream(path, { encoding: 'utf8' }), {
    header: true,
    delimiter: ';',
    step: ({ data }) => take(data),
    complete: () => resolve(),
    error: reject,
  });
});

/** @type {typeof desired} */
const existing = new Map();
for (let offset = 0; ; offset += 10_000) {
  const body = new URLSearchParams({ API_key: 'bench', max: '10000', offset: String(offset) });
  const answer = await fetch(`${url}/export_contacts_list`, { method: 'POST', body });
  const page = await answer.json();
  for (const { msisdn, name, groups } of page.export)
    existing.set(msisdn, { msisdn, name, groups: new Set(groups) });
  if (page.export.length < 10_000) break;
}

const counts = { creates: 0, renames: 0, regrouped: 0, removals: 0, blocks: optedOut.size };
/** @param {Set<string>} groups */
const listed = (groups) => [...groups].sort().join(';');
for (const [msisdn, contact] of desired) {
  const has = existing.get(msisdn);
  if (!has) counts.creates += 1;
  else {
    if (has.name !== contact.name) counts.renames += 1;
    if (listed(has.groups) !== listed(contact.groups)) counts.regrouped += 1;
  }
}
for (const msisdn of existing.keys()) if (!desired.has(msisdn)) counts.removals += 1;
process.stdout.write(`${JSON.stringify(counts)}\n`);
