import { isReachable, type NumberBlock, type Person, person } from './person.ts';
import { pick, type Random, random } from './random.ts';
import { mobileSpelling, phoneCells } from './spelling.ts';
import { comments, groupMisspellings } from './words.ts';

/** What Excel in Sweden makes of the customers: semicolons, CRLF, quotes where needed. To be saved as Windows-1252. */
export const crmHeader =
  'Kundnr;Förnamn;Efternamn;Mobil;Telefon;Ort;Grupper;Nyhetsbrev;SMS-stopp;Status;Kommentar\r\n';

/** Row `index` of the file; now and then one that repeats a customer further up, or is cut short. */
export function crmRow(index: number, block: NumberBlock): string {
  const next = random(index * 40503 + 99);
  const key = `K${10_001 + index}`;
  const repeats = repeatedIndex(index);
  const of = person(repeats ?? index, block);
  if (repeats !== undefined && isReachable(of) && of.phone === 'mobile') {
    const cells = [
      of.first,
      of.last,
      mobileSpelling(next, of.national),
      '',
      of.town,
      pick(next, of.groups) ?? '',
    ];
    return row([key, ...cells, '', '', 'Aktiv', 'Dubblett?']);
  }
  const cells = customerCells(next, person(index, block));
  return row([key, ...cells].slice(0, index % 397 === 211 ? 6 : undefined));
}

/** The customer that a row stands for again, if it is a duplicate. */
export function repeatedIndex(index: number): number | undefined {
  const back = index % 29 === 13 ? 1 + (index % 12) : 0;
  const original = index - back;
  return back === 0 || original % 29 === 13 || original % 397 === 211 ? undefined : original;
}

function customerCells(next: Random, of: Person): string[] {
  const [mobil, telefon] = phoneCells(next, of);
  const [first, last] = typedName(next, of);
  return [
    first,
    last,
    mobil,
    telefon,
    typedTown(next, of.town),
    typedGroups(next, of),
    of.newsletter
      ? pick(next, ['Ja', 'Ja', 'ja', 'JA', '1', 'true'])
      : pick(next, ['Nej', 'nej', '', '', '0']),
    of.optedOut
      ? pick(next, ['Ja', 'ja', 'x', 'STOPP 2024', '1', 'JA '])
      : pick(next, ['', '', '', '', 'Nej', 'nej']),
    of.active
      ? pick(next, ['Aktiv', 'Aktiv', 'Aktiv', 'aktiv', 'AKTIV '])
      : pick(next, ['Inaktiv', 'Avslutad', '']),
    next() < 0.08 ? pick(next, comments) : '',
  ];
}

/** Most come out as the true name again when Jojka's separators and extra white space are gone. */
function typedName(next: Random, { first, last }: Person): [string, string] {
  const warts: readonly (() => [string, string])[] = [
    () => [`${first} `, `  ${last}`],
    () => [first, `${last},`],
    () => [first, `${last};`],
    () => [`\t${first}`, last],
    () => [first, `${last}\n`],
    () => [`${first}\u00a0`, last],
    () => [`${first} "Kicki"`, last],
    () => [`${last},${first}`, ''],
  ];
  return next() < 0.04 ? pick(next, warts)() : [first, last];
}

function typedTown(next: Random, town: string): string {
  if (next() < 0.97) return town;
  return pick(next, [`${town} `, town.replace(' ', '  '), town.replace(' ', '\u00a0')]);
}

function typedGroups(next: Random, { groups, index }: Person): string {
  const typed = groups.map((group) => (next() < 0.01 ? (groupMisspellings[group] ?? group) : group));
  if (index % 661 === 77) typed.push('All');
  return typed.join(next() < 0.1 ? ' | ' : '|');
}

function row(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(';')}\r\n`;
}
