import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contact } from '../../src/contact/contact.ts';
import type { Warning } from '../../src/contact/rejection.ts';
import { EndlessExportError, ExportMovedError } from '../../src/errors.ts';
import { readExisting } from '../../src/extract/existing.ts';
import { examples } from '../support/length.ts';

const groups = [['Kunder'], ['Kunder', 'VIP'], []];
const contact = (index: number, name = `Namn ${index}`): Contact => ({
  msisdn: `4670${String(index).padStart(7, '0')}`,
  name,
  groups: [...(groups[index % 3] ?? [])],
});
const contacts = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => contact(from + index));

/** A list that may change before each call; `change` gets the number of the call. */
function jojka(list: Contact[], change: (call: number, list: Contact[]) => void = () => {}) {
  const calls: { max: number; offset: number }[] = [];
  let most = 0;
  let now = 0;
  return {
    calls,
    mostAtOnce: () => most,
    async exportContactsList(page: { max: number; offset: number }) {
      const call = calls.push(page);
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      change(call, list);
      now -= 1;
      return structuredClone(list.slice(page.offset, page.offset + page.max));
    },
  };
}

const keys = (list: Iterable<Contact>) => [...list].map(({ msisdn }) => msisdn).sort();

describe('a list that stands still (P2)', () => {
  test.each([
    [0, 1],
    [1, 2],
    [9_999, 2],
    [10_000, 6],
    [10_001, 6],
    [19_998, 6],
    [19_999, 6],
    [20_000, 6],
    [39_997, 6],
    [50_000, 10],
  ])('%i contacts take %i calls', async (count, calls) => {
    const client = jojka(contacts(count));
    const read = await readExisting(client, { concurrency: 4 });
    expect(read.size).toBe(count);
    expect(client.calls).toHaveLength(calls);
    const ofPages = count > 0 ? client.calls.slice(0, -1) : client.calls;
    expect(ofPages.every(({ max, offset }, index) => max === 10_000 && offset === index * 9_999)).toBe(true);
    expect(client.calls.at(-1)?.offset).toBe(count);
    expect(client.mostAtOnce()).toBeLessThanOrEqual(4);
    if (count > 12) expect(read.get(contact(11).msisdn)).toEqual(contact(11));
  });

  test.each([2, 3, 500, 999, 2_999])('pages of %i rows, whatever is asked for', async (most) => {
    const client = jojka(contacts(3_000));
    const capped = {
      exportContactsList: ({ max, offset }: { max: number; offset: number }) =>
        client.exportContactsList({ max: Math.min(max, most), offset }),
    };
    const read = await readExisting(capped, { concurrency: 4 });
    expect(keys(read.values())).toEqual(keys(contacts(3_000)));
  });

  test('equal lists of groups are one array, whose names are kept once', async () => {
    const read = await readExisting(jojka(contacts(7)), { concurrency: 1 });
    expect(read.get(contact(1).msisdn)?.groups).toBe(read.get(contact(4).msisdn)?.groups);
    expect(read.get(contact(1).msisdn)?.groups).toEqual(['Kunder', 'VIP']);
  });

  test('names of groups that hold the separator are not mixed up', async () => {
    const odd = [
      { msisdn: '1', name: '', groups: ['a\nb', 'c'] },
      { msisdn: '2', name: '', groups: ['a', 'b\nc'] },
      { msisdn: '3', name: '', groups: ['a', 'b', 'c'] },
    ];
    expect([...(await readExisting(jojka(odd), { concurrency: 1 })).values()]).toEqual(odd);
  });

  test('numbers are kept as Jojka spells them', async () => {
    const odd = ['+46701740001', ' 46701740002', '070-174 00 03', ''].map((msisdn) => ({
      ...contact(0),
      msisdn,
    }));
    expect([...(await readExisting(jojka(odd), { concurrency: 2 })).keys()]).toEqual(
      odd.map(({ msisdn }) => msisdn),
    );
  });

  test('tells how far it has come', async () => {
    const told: number[] = [];
    await readExisting(jojka(contacts(25_000)), { concurrency: 2, onProgress: (count) => told.push(count) });
    expect(told).toEqual([10_000, 19_999, 25_000]);
  });

  test('a signal ends it', async () => {
    const client = jojka(contacts(90_000));
    const stop = new AbortController();
    const reading = readExisting(client, {
      concurrency: 2,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('stopped')),
    });
    await expect(reading).rejects.toThrow('stopped');
    expect(client.calls).toHaveLength(1);
  });

  test('what the client throws comes through', async () => {
    const client = { exportContactsList: () => Promise.reject(new Error('no answer')) };
    await expect(readExisting(client, { concurrency: 2 })).rejects.toThrow('no answer');
  });
});

describe('a list that moves', () => {
  const changes: readonly [string, (list: Contact[]) => void][] = [
    ['a contact at the front is removed', (list) => list.shift()],
    ['a contact at the front is added', (list) => list.unshift(contact(900_000))],
    ['a contact moves from the front to the end', (list) => list.push(list.shift() as Contact)],
    ['the list is sorted the other way round', (list) => list.reverse()],
    ['half of the list is removed', (list) => list.splice(5_000, 15_000)],
    ['two are removed, one is added', (list) => list.splice(3, 2, contact(900_001))],
  ];
  for (const [name, change] of changes) {
    test.each([2, 3, 4])(`${name} before call %i: read again, nobody is missing`, async (at) => {
      const list = contacts(35_000);
      const client = jojka(list, (call) => {
        if (call === at) change(list);
      });
      const read = await readExisting(client, { concurrency: 2 });
      expect(keys(read.values())).toEqual(keys(list));
    });
  }

  test('a page that was the last is followed by more', async () => {
    const list = contacts(10_000);
    const client = jojka(list, (call) => {
      if (call === 3) list.push(...contacts(12_000, 50_000));
    });
    expect((await readExisting(client, { concurrency: 3 })).size).toBe(22_000);
  });

  test('the first clean pass counts alone: who was removed meanwhile is not in it', async () => {
    const list = contacts(25_000);
    const client = jojka(list, (call) => {
      if (call === 2) list.shift();
    });
    const read = await readExisting(client, { concurrency: 2 });
    expect(read.has(contact(0).msisdn)).toBe(false);
    expect(read.size).toBe(24_999);
  });

  test('one that never stands still is united until nothing new turns up', async () => {
    const list = contacts(25_000);
    // Someone sorts all the time: each call moves the first contact to the end.
    const client = jojka(list, () => list.push(list.shift() as Contact));
    const read = await readExisting(client, { concurrency: 2 });
    expect(keys(read.values())).toEqual(keys(list));
    expect(client.calls.length).toBeGreaterThanOrEqual(12);
  });

  test('the latest pass has the say about a contact', async () => {
    const list = contacts(15_000);
    const client = jojka(list, (call) => {
      list.push(list.shift() as Contact);
      const at = list.findIndex(({ msisdn }) => msisdn === contact(7_000).msisdn);
      list[at] = contact(7_000, `call ${call}`);
    });
    const read = await readExisting(client, { concurrency: 1 });
    expect(Number(read.get(contact(7_000).msisdn)?.name.slice(5))).toBeGreaterThanOrEqual(7);
  });

  test('new contacts in every pass: it gives up, with advice', async () => {
    const list = contacts(12_000);
    let added = 0;
    const client = jojka(list, () => list.unshift(contact(100_000 + added++)));
    const reading = readExisting(client, { concurrency: 1 });
    await expect(reading).rejects.toBeInstanceOf(ExportMovedError);
    await expect(reading).rejects.toMatchObject({ exitCode: 1, advice: expect.stringContaining('again') });
    expect(client.calls.length).toBeLessThanOrEqual(40);
  });

  test('whatever happens to the list in the first passes, whoever stays in it is read', async () => {
    const change = fc.record({ call: fc.integer({ min: 1, max: 9 }), at: fc.nat(24_999), kind: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 6 }),
        fc.integer({ min: 1, max: 3 }),
        async (all, concurrency) => {
          const list = contacts(25_000);
          let fresh = 500_000;
          const client = jojka(list, (call) => {
            for (const { at, kind } of all.filter((each) => each.call === call)) {
              if (kind === 0) list.splice(at, 1);
              else if (kind === 1) list.splice(at, 0, contact(fresh++));
              else list.push(...list.splice(at, 1));
            }
          });
          const read = await readExisting(client, { concurrency });
          expect(list.filter(({ msisdn }) => msisdn < '46700500000' && !read.has(msisdn))).toEqual([]);
        },
      ),
      { numRuns: examples(6, 15) },
    );
  }, 60_000);
});

describe('a list that holds contacts twice', () => {
  test('the same three times over is taken as it is: groups together, and a warning', async () => {
    const list = contacts(12_000);
    list.splice(11_000, 0, { ...contact(4), name: 'Other', groups: ['VIP', 'Personal'] });
    const warnings: Warning[] = [];
    const client = jojka(list);
    const read = await readExisting(client, {
      concurrency: 1,
      onWarning: (warning) => warnings.push(warning),
    });
    expect(read.size).toBe(12_000);
    expect(read.get(contact(4).msisdn)?.groups).toEqual(['Kunder', 'VIP', 'Personal']);
    expect(warnings).toEqual([{ code: 'existing-repeated', figures: { contacts: 1 } }]);
    expect(client.calls).toHaveLength(9);
  });
});

describe('a list without an end', () => {
  /** A service that answers each call from what it is asked for alone; ends the test where it is asked without end. */
  function endless(page: (asked: { max: number; offset: number }) => Contact[]) {
    const asked: number[] = [];
    return {
      asked,
      async exportContactsList(what: { max: number; offset: number }) {
        if (asked.push(what.offset) > 200) throw new Error('asked without end');
        return page(what);
      },
    };
  }

  test.each([
    ['full pages', ({ max }: { max: number }) => contacts(max)],
    ['one page, whatever is asked for', () => contacts(10_000)],
    ['a page of three, whatever is asked for', () => contacts(3)],
    ['pages of 100 at most', ({ max }: { max: number }) => contacts(Math.min(max, 100))],
    ['a page of one', () => contacts(1)],
    [
      'a page in another order each time',
      ({ offset }: { offset: number }) => {
        const list = contacts(10_000);
        return [...list.slice(offset % 9_001), ...list.slice(0, offset % 9_001)];
      },
    ],
  ])('no heed to the offset, %s: ends in an error after a few calls', async (_, page) => {
    const client = endless(page);
    const reading = readExisting(client, { concurrency: 4 });
    await expect(reading).rejects.toBeInstanceOf(EndlessExportError);
    await expect(reading).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('no end'),
      advice: expect.stringContaining('No contact was changed'),
    });
    expect(client.asked.length).toBeLessThanOrEqual(12);
  });

  test('others on each page: ends at the bound', async () => {
    const client = endless(({ max, offset }) => contacts(max, offset));
    const reading = readExisting(client, { concurrency: 4, mostContacts: 150_000 });
    await expect(reading).rejects.toMatchObject({
      name: 'EndlessExportError',
      message: expect.stringContaining('more than 150,000 contacts'),
      advice: expect.stringContaining('load.mostContacts'),
    });
    expect(client.asked.length).toBeLessThanOrEqual(25);
  });

  test.each([20_000, 20_001])('a bound of as many contacts as there are is none: %i', async (count) => {
    const reading = readExisting(jojka(contacts(20_000)), { concurrency: 4, mostContacts: count });
    expect((await reading).size).toBe(20_000);
  });

  test('a list that is there twice over has an end', async () => {
    const list = [...contacts(25_000), ...contacts(25_000)];
    const warnings: Warning[] = [];
    const read = await readExisting(jojka(list), {
      concurrency: 2,
      onWarning: (warning) => warnings.push(warning),
    });
    expect(read.size).toBe(25_000);
    expect(warnings).toEqual([{ code: 'existing-repeated', figures: { contacts: 25_000 } }]);
  });
});
