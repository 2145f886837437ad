import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bigCsv, bigState, sampleFiles } from '../../data/generate.ts';
import { csvSource } from '../../src/extract/csv.ts';
import { readAll, readCsv } from './read.ts';

const data = join(import.meta.dirname, '..', '..', 'data');
const state = JSON.parse(String(sampleFiles().get('sandbox-state.json'))) as {
  version: number;
  contacts: { msisdn: string; name: string; groups: string[] }[];
  blocklist: string[];
  replies: { inserted: string; sender: string; message: string }[];
};

describe('data/', () => {
  for (const [name, content] of sampleFiles()) {
    test(`${name} is what data/generate.ts makes`, async () => {
      expect((await readFile(join(data, name))).equals(content)).toBe(true);
    });
  }

  test('crm-contacts.csv is read without being told how', async () => {
    const read = await readAll(await csvSource({ name: 'crm', path: join(data, 'crm-contacts.csv') }).open());
    expect(read.columns.join(';')).toBe(
      'Kundnr;Förnamn;Efternamn;Mobil;Telefon;Ort;Grupper;Nyhetsbrev;SMS-stopp;Status;Kommentar',
    );
    expect(read.rows).toHaveLength(2000);
    expect(read.malformed.length).toBeGreaterThan(2);
    expect(read.malformed.length).toBeLessThan(20);
    const column = (name: string) =>
      read.rows.map((row) => String(row[1 + read.columns.indexOf(name)] ?? ''));
    for (const wart of [/E\+10/, /^7\d{8}$/, /^\+47/, /^\+358/, / \/ 08-/, /\u00a0/, /^'0/, /^08-465/, /^$/])
      expect(column('Mobil').filter((cell) => wart.test(cell)).length).toBeGreaterThan(1);
    for (const optOut of ['Ja', 'x', 'STOPP 2024', 'Nej']) expect(column('SMS-stopp')).toContain(optOut);
    expect(column('Grupper').join()).toMatch(/\bAll\b/);
    expect(column('Kommentar').join()).toMatch(/[\n;"\t]/);
  });

  test('opt-outs.csv', async () => {
    const read = await readAll(
      await csvSource({ name: 'opt-outs', path: join(data, 'opt-outs.csv') }).open(),
    );
    expect(read).toMatchObject({ columns: ['Mobil', 'Datum'], malformed: [] });
    expect(read.rows).toHaveLength(40);
  });

  test('sandbox-state.json: the account of these customers, with what others did in it', () => {
    const numbers = new Set(state.contacts.map(({ msisdn }) => msisdn));
    expect(numbers.size).toBe(state.contacts.length);
    expect(state.version).toBe(1);
    expect(state.contacts.length).toBeGreaterThan(1_700);
    expect(state.contacts.every(({ msisdn }) => /^(4670174\d{4}|47400\d{5})$/.test(msisdn))).toBe(true);
    expect(state.contacts.filter(({ groups }) => groups.includes('Stockholm, Norr')).length).toBeGreaterThan(
      20,
    );
    expect(state.contacts.filter(({ name }) => /[,;]/.test(name)).length).toBeGreaterThan(5);
    expect(state.replies.every(({ inserted }) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(inserted))).toBe(
      true,
    );
  });
});

test('big files: rows as many as asked for, and a state that fits', async () => {
  const read = await readCsv([...bigCsv(3000)]);
  expect(read.rows).toHaveLength(3000);
  const { contacts } = JSON.parse([...bigState(3000)].join('')) as { contacts: unknown[] };
  expect(contacts.length).toBeGreaterThan(2_500);
});
