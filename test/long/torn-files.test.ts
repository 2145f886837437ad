import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Desired } from '../../src/contact/desired.ts';
import { type FileShape, readText, takenBy, textOf } from '../support/torn-file.ts';

/**
 * For any file: cut at any byte, or with two quotation marks or one line break put in anywhere, nobody is removed and no membership is taken
 * away in silence, unless what came out is itself a file that a person could have meant (E2, E6, T7). Which those are, said
 * without a look at the product, stands in each test. How many of the torn files were told is printed.
 *
 * The same files in every run of CI; `TORN_FILES=10000` tries as many others of each kind.
 */
const { TORN_FILES, TORN_SEED } = process.env;
const runs = Number(TORN_FILES ?? 1500);
const isSet = TORN_FILES === undefined || TORN_SEED !== undefined;
const settings = { numRuns: runs, ...(isSet && { seed: Number(TORN_SEED ?? 20261130) }) };

const towns = ['Lund', 'Malmö', 'Ystad; norr', 'Växjö', ''];
const shape: fc.Arbitrary<FileShape> = fc
  .record({
    others: fc.uniqueArray(fc.constantFrom('Nr', 'Namn', 'Ort', 'Stopp'), { maxLength: 4 }),
    at: fc.nat(4),
    delimiter: fc.constantFrom(';', ',', '\t'),
    newline: fc.constantFrom('\n', '\r\n'),
    people: fc.uniqueArray(fc.record({ index: fc.nat(89), town: fc.nat(4), out: fc.boolean() }), {
      minLength: 2,
      maxLength: 8,
      selector: ({ index }) => index,
    }),
  })
  .map(({ others, at, delimiter, newline, people }) => ({
    columns: [...others.slice(0, at), 'Mobil', ...others.slice(at)],
    delimiter,
    newline,
    rows: people.map(({ index, town, out }) => ({
      Nr: `K${index}`,
      Mobil: `07017406${10 + index}`,
      Namn: `Namn ${index}`,
      Ort: towns[town] as string,
      Stopp: out ? 'ja' : 'nej',
    })),
  }));

/** What the next night would take away, when the last one has read the file as it was; `told` when it does not get so far. */
async function takenAway(
  given: FileShape,
  whole: Desired,
  torn: string,
): Promise<readonly string[] | 'told'> {
  const desired = await readText(given, torn).catch(() => undefined);
  return desired ? takenBy(given, whole, desired) : 'told';
}

test('a file that is cut at any byte removes nobody in silence, unless it is a shorter file of whole rows', async () => {
  const counts = { told: 0, nothing: 0, shorter: 0 };
  await fc.assert(
    fc.asyncProperty(shape, fc.nat(), async (given, at) => {
      const text = textOf(given);
      const cut = Buffer.from(text)
        .subarray(0, at % Buffer.byteLength(text))
        .toString('utf8');
      const taken = await takenAway(given, await readText(given, text), cut);
      if (taken === 'told') counts.told++;
      else if (taken.length === 0) counts.nothing++;
      else {
        counts.shorter++;
        // Whole rows: the last has all fields that a row has. Where its last field ends, nobody can tell.
        const last = cut.split(/\r?\n/).at(-1) ?? '';
        const fields = last.replace(/"[^"]*"/g, '').split(given.delimiter).length;
        expect(last === '' || fields === given.columns.length, JSON.stringify(cut)).toBe(true);
      }
    }),
    settings,
  );
  process.stdout.write(`${runs} files cut: ${JSON.stringify(counts)}\n`);
}, 600_000);

test('two quotation marks anywhere remove nobody in silence; a town that is called otherwise now is another town', async () => {
  const counts = { told: 0, nothing: 0, meant: 0 };
  await fc.assert(
    fc.asyncProperty(shape, fc.nat(), fc.nat(), async (given, one, other) => {
      const text = textOf(given);
      const [first, second] = [one % (text.length + 1), other % (text.length + 1)].sort((a, b) => a - b) as [
        number,
        number,
      ];
      const torn = `${text.slice(0, first)}"${text.slice(first, second)}"${text.slice(second)}`;
      const taken = await takenAway(given, await readText(given, text), torn);
      if (taken === 'told') counts.told++;
      else if (taken.length === 0) counts.nothing++;
      else {
        counts.meant++;
        // No row is lost, and what changes is what stands in the row itself.
        const touched = torn.split('\n').filter((line) => /"/.test(line));
        for (const change of taken) {
          expect(change, JSON.stringify(torn)).toMatch(/^removeMembership/);
          expect(
            touched.some((line) => line.replaceAll('"', '').includes(change.slice(-9))),
            JSON.stringify(torn),
          ).toBe(true);
        }
      }
    }),
    settings,
  );
  process.stdout.write(`${runs} files with two marks: ${JSON.stringify(counts)}\n`);
}, 600_000);

test('one line break anywhere removes nobody, blocks no stranger, and an opt-out that it parts from its owner is told', async () => {
  const counts = { told: 0, rejected: 0, same: 0, meant: 0 };
  await fc.assert(
    fc.asyncProperty(shape, fc.nat(), fc.boolean(), async (given, at, isBare) => {
      const text = textOf(given);
      const place = at % (text.length + 1);
      const torn = `${text.slice(0, place)}${isBare ? '\n' : given.newline}${text.slice(place)}`;
      const whole = await readText(given, text);
      const desired = await readText(given, torn).catch(() => undefined);
      if (!desired) {
        counts.told++;
        return;
      }
      const shown = JSON.stringify(torn);
      const taken = takenBy(given, whole, desired);
      // Within quotation marks a line break is a part of the value: a town is called otherwise.
      const isQuoted = (text.slice(0, place).split('"').length - 1) % 2 === 1;
      if (isQuoted) {
        for (const change of taken) expect(change, shown).toMatch(/^removeMembership/);
        counts.meant++;
      } else expect(taken, shown).toEqual([]);
      const isTold = desired.rejections.length > 0;
      if (!isQuoted) counts[isTold ? 'rejected' : 'same']++;
      for (const number of desired.optOuts) expect(whole.optOuts.has(number), shown).toBe(true);
      for (const number of whole.optOuts) {
        if (desired.optOuts.has(number)) continue;
        expect(isTold, shown).toBe(true);
        expect(desired.contacts.has(number), shown).toBe(false);
      }
    }),
    settings,
  );
  process.stdout.write(`${runs} files with a line break: ${JSON.stringify(counts)}\n`);
}, 600_000);
