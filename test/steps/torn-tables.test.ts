import { describe, expect, test } from 'vitest';
import type { Desired } from '../../src/contact/desired.ts';
import { isLong } from '../support/length.ts';
import { type FileShape, readText, takenBy, textOf } from '../support/torn-file.ts';

/**
 * Small files, torn in every way: what comes of each is refused, told by a rejection or a warning, or as it was (E2, E6, T8).
 * Marks stand where a cell begins or ends, and in the shortest files anywhere; the long suite has a row more, and all delimiters of the narrower ones.
 */
type Kind = 'contacts' | 'optOuts';

const tables: readonly [string, string][] = [
  ['Mobil', ';'],
  ['Mobil Stopp', ';'],
  ['Namn Mobil', ','],
  ['Ort Mobil Stopp', ';'],
  ['Mobil Ort Stopp', '\t'],
  ['Nr Namn Mobil Stopp', '\t'],
  ['Mobil Namn Ort Stopp', ','],
  ['Mobil Namn Nr Ort Stopp', ';'],
  ['Nr Namn Ort Stopp Mobil', ';'],
];
/** The quickest of each width but the last; the long suite has all of them. */
const quick = ['Mobil', 'Mobil Stopp', 'Mobil Ort Stopp', 'Nr Namn Mobil Stopp'];
const all = tables
  .filter(([columns]) => isLong || quick.includes(columns))
  .flatMap(([columns, usual]) =>
    (isLong && columns.split(' ').length < 4 ? [';', ',', '\t'] : [usual]).flatMap((delimiter) =>
      (['contacts', 'optOuts'] as const).map((kind): [string, Kind, string] => [columns, kind, delimiter]),
    ),
  );

function fileOf(columns: string, delimiter: string): FileShape {
  const towns = [`Ystad${delimiter} norr`, 'Lund', `Eslöv${delimiter} by`].slice(0, isLong ? 3 : 2);
  const rows = towns.map((Ort, index) => ({
    ...{ Mobil: `07017406${10 + index}`, Namn: `Namn ${index}`, Nr: `K${index}`, Ort },
    Stopp: index === 0 ? 'nej' : 'ja',
  }));
  return { columns: columns.split(' '), delimiter, newline: '\n', rows };
}

/** Where a cell begins or ends in a text; in a short one every place. */
function placesOf(text: string, delimiter: string): number[] {
  const isEdge = (sign: string | undefined) => sign === undefined || [delimiter, '\n', '"'].includes(sign);
  return Array.from({ length: text.length + 1 }, (_, at) => at).filter(
    (at) => text.length < 30 || isEdge(text[at]) || isEdge(text[at - 1]),
  );
}

const withMark = (text: string, at: number) => `${text.slice(0, at)}"${text.slice(at)}`;

function withTwoMarks(text: string, places: readonly number[]): string[] {
  return places.flatMap((first, index) =>
    places.slice(index).map((second) => withMark(withMark(text, second), first)),
  );
}

/** One of the file's own marks is gone, or stands elsewhere. */
function withMovedMark(text: string, delimiter: string): string[] {
  return [...text.matchAll(/"/g)].flatMap(({ index }) => {
    const without = `${text.slice(0, index)}${text.slice(index + 1)}`;
    return [without, ...placesOf(without, delimiter).map((at) => withMark(without, at))];
  });
}

const isTold = ({ rejections, lostOptOuts, strayOptOuts, warnings }: Desired): boolean =>
  rejections.length > 0 ||
  lostOptOuts > 0 ||
  strayOptOuts.length > 0 ||
  warnings.some(({ code }) => code === 'short-opt-out');

/** What a torn file did without a word. */
function silentLosses(file: FileShape, kind: Kind, whole: Desired, torn: string, desired: Desired): string[] {
  const touched = torn.split('\n').filter((line) => line.includes('"'));
  const taken = kind === 'contacts' ? takenBy(file, whole, desired) : [];
  // A town that is called otherwise now is another town.
  const isMeant = (change: string) =>
    change.startsWith('removeMembership') &&
    touched.some((line) => line.replaceAll('"', '').includes(change.slice(-9)));
  const byKey = desired.optOutsByKey.length > 0;
  const lost = [...whole.optOuts].filter((number) => !desired.optOuts.has(number) && !byKey);
  // A mark in a word makes it neither yes nor no, which counts as yes and is told (T5, G6).
  const strangers = [...desired.optOuts].filter(
    (number) => !whole.optOuts.has(number) && !desired.oddOptOuts.has(number),
  );
  return [
    ...taken.filter((change) => !isMeant(change)),
    ...(isTold(desired) ? [] : lost.map((number) => `lost ${number}`)),
    ...strangers.map((number) => `blocked ${number}`),
  ];
}

describe.each(all)('%s, as %s, with %j', (columns, kind, delimiter) => {
  const file = fileOf(columns, delimiter);
  const text = textOf(file);
  const numbers = file.rows.map(({ Mobil = '' }) => `46${Mobil.slice(1)}`);

  test.each<[string, readonly string[]]>([
    ['two marks', withTwoMarks(text, placesOf(text, delimiter))],
    ['a mark that is gone or moved', withMovedMark(text, delimiter)],
  ])('%s: nothing is lost in silence (E2, E6)', async (_name, torn) => {
    const whole = await readText(file, text, kind);
    const counts = { refused: 0, told: 0, read: 0 };
    for (const one of torn) {
      const desired = await readText(file, one, kind).catch(() => undefined);
      counts[desired ? (isTold(desired) ? 'told' : 'read') : 'refused']++;
      if (desired) expect(silentLosses(file, kind, whole, one, desired), JSON.stringify(one)).toEqual([]);
    }
    // Most places are none where a quotation may begin or end.
    if (torn.length > 0) expect(counts.refused, JSON.stringify(counts)).toBeGreaterThan(torn.length / 4);
  });

  test('cut at any byte: refused, told, or a file of whole rows (E6)', async () => {
    for (let at = 0; at < text.length; at++) {
      const cut = text.slice(0, at);
      const desired = await readText(file, cut, kind).catch(() => undefined);
      const rows = cut.split('\n').slice(1);
      const last = rows.at(-1) ?? '';
      if (!desired || isTold(desired) || last === '') continue;
      // Its last field may have been longer: where it ends nobody can tell.
      expect(last.replace(/"[^"]*"/g, '').split(delimiter), JSON.stringify(cut)).toHaveLength(
        file.columns.length,
      );
      for (const number of numbers.slice(0, rows.length - 1))
        expect(desired.contacts.has(number) || desired.optOuts.has(number), JSON.stringify(cut)).toBe(true);
    }
  });
});
