import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Contact } from '../../src/contact/contact.ts';
import { number } from '../support/builders.ts';
import { exportRows } from './data/export-file.ts';
import { calls } from './service/calls.ts';
import { ContactList } from './service/list.ts';

const folder = mkdtempSync(join(tmpdir(), 'jojka-bench-list-'));
afterAll(() => rmSync(folder, { recursive: true }));

function listOf(count: number): ContactList {
  const path = join(folder, `${count}.rows`);
  const rows = Array.from({ length: count }, (_, index) => ({
    msisdn: number(index),
    name: `Åsa "${index}"\n`,
    groups: ['Kunder'],
  }));
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)},\n`).join(''));
  return new ContactList(path);
}

function page(list: ContactList, offset: number, max: number): Contact[] {
  return JSON.parse(Buffer.concat(list.page(offset, max)).toString()).export;
}

describe('the service of the benchmarks', () => {
  test.each([
    { offset: 0, max: 10, from: 0, to: 10 },
    { offset: 3, max: 4, from: 3, to: 7 },
    { offset: 15, max: 10, from: 15, to: 20 },
    { offset: 20, max: 10, from: 20, to: 20 },
    { offset: 99, max: 10, from: 20, to: 20 },
  ])('gives $max rows from $offset on', ({ offset, max, from, to }) => {
    const shown = page(listOf(20), offset, max).map(({ msisdn }) => msisdn);
    expect(shown).toEqual(Array.from({ length: to - from }, (_, index) => number(from + index)));
  });

  test('carries out what it is told', () => {
    const state = { list: listOf(4), blocked: new Set<string>() };
    const call = (endpoint: string, form: Record<string, string>) =>
      calls[endpoint]?.(new URLSearchParams(form), state);
    call('rm_contact', { msisdn: number(1) });
    call('add_contact_to_group', { msisdn: number(2), group: 'VIP' });
    call('rm_contact_from_group', { msisdn: number(3), group: 'Kunder' });
    call('import_contacts_list', { contacts_list: `${number(7)};Ny;Kunder;VIP\n${number(0)};Annat;VIP` });
    call('add_to_blocklist', { msisdn: number(3) });
    expect(page(state.list, 0, 10)).toEqual([
      { msisdn: number(0), name: 'Annat', groups: ['Kunder', 'VIP'] },
      { msisdn: number(2), name: 'Åsa "2"\n', groups: ['Kunder', 'VIP'] },
      { msisdn: number(3), name: 'Åsa "3"\n', groups: [] },
      { msisdn: number(7), name: 'Ny', groups: ['Kunder', 'VIP'] },
    ]);
    expect(call('check_if_in_blocklist', { msisdn: number(3) })).toBe('{"in_blocklist":true}');
  });

  test('an empty list takes an import and gives it back', () => {
    const list = new ContactList();
    list.put({ msisdn: number(5), name: 'Eva', groups: [] });
    expect(page(list, 0, 10)).toEqual([{ msisdn: number(5), name: 'Eva', groups: [] }]);
  });
});

test('no number comes twice in the export that is made', () => {
  const rows = [...exportRows({ rows: 50_000, seed: 1, changed: 0.02 })];
  const numbers = new Set(rows.map((row) => JSON.parse(row.slice(0, -2)).msisdn));
  expect(rows.length).toBeGreaterThan(40_000);
  expect(numbers.size).toBe(rows.length);
});
