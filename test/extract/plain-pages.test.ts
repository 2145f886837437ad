import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Contact } from '../../src/contact/contact.ts';
import { readExisting } from '../../src/extract/existing.ts';
import { readPlainPage } from '../../src/jojka/plain-page.ts';
import { createTables } from '../../src/table/tables.ts';
import { examples } from '../support/length.ts';

/** A list that gives pages of a few rows, and changes before some of its calls. */
function jojka(
  list: readonly Contact[],
  changes: readonly (readonly [call: number, at: number])[],
  most: number,
) {
  const left = [...list];
  let calls = 0;
  const rows = ({ max, offset }: { max: number; offset: number }) => {
    calls++;
    for (const [call, at] of changes) if (call === calls && left.length > 0) left.splice(at % left.length, 1);
    return structuredClone(left.slice(offset, offset + Math.min(max, most)));
  };
  return { rows, exportContactsList: async (page: { max: number; offset: number }) => rows(page) };
}

const contact: fc.Arbitrary<Contact> = fc.record({
  msisdn: fc.oneof(
    { weight: 20, arbitrary: fc.nat(40).map((index) => `46701740${600 + index}`) },
    fc.constantFrom('+46701740601', 'A', '0701740601', '7'),
  ),
  name: fc.constantFrom('Anna', 'Bo', '', 'Åsa 😀', 'x'.repeat(40_000)),
  groups: fc.array(fc.constantFrom('Kunder', 'VIP', 'Ort "Å"'), { maxLength: 3 }),
});

test('contacts as they stand in answers come to the same as contacts that were taken out of them (P2)', async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(contact, { maxLength: 30 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(40)), { maxLength: 3 }),
      fc.constantFrom(2, 3, 7, 10_000),
      async (list, changes, most) => {
        const read = async (isPlain: boolean) => {
          const { rows, exportContactsList } = jojka(list, changes, most);
          const warnings: unknown[] = [];
          const client = {
            exportContactsList,
            ...(isPlain && {
              exportPage: async (page: { max: number; offset: number }) => {
                const contacts = rows(page);
                const found = readPlainPage(JSON.stringify({ export: contacts }));
                if (found) plain++;
                return found ?? contacts;
              },
            }),
          };
          const options = {
            concurrency: 2,
            tables: createTables(),
            onWarning: (one: unknown) => warnings.push(one),
          };
          const contacts = await readExisting(client, options).catch(String);
          return [typeof contacts === 'string' ? contacts : [...contacts], warnings];
        };
        expect(await read(true)).toEqual(await read(false));
      },
    ),
    { numRuns: examples(300, 1000) },
  );
  expect(plain).toBeGreaterThan(500);
});
