import type { SourceRecord } from '../contact/record.ts';
import { cellLimits } from './cell-limits.ts';
import type { FindColumn } from './columns.ts';
import { oneOf } from './conditions.ts';
import { fieldText, fieldValues } from './fields.ts';
import { fold } from './fold.ts';
import type { OptOutSpec } from './mapping.ts';

/**
 * What an opt-out cell says (T5). `odd`: not empty, and neither yes nor no; it counts as yes. So does `date`, a day on
 * which somebody may have opted out.
 */
export type OptOutReading = 'yes' | 'no' | 'odd' | 'date' | 'none';

/** Words for yes, of an opt-out column whose pipeline gives none: Swedish, English and the other Nordic languages. */
const yesWords = [
  ...['ja', 'j', 'jo', 'yes', 'y', 'já', 'kyllä'],
  ...[
    '1',
    '1,0',
    '1.0',
    '1,00',
    '1.00',
    '-1',
    'true',
    't',
    'sant',
    'sann',
    'sand',
    'satt',
    'tosi',
    'on',
    'på',
  ],
  ...['opt-out', 'opt out', 'optout', 'opted out', 'opted-out', 'unsubscribed', 'blocked'],
  ...[
    'stop',
    'stopp',
    'stoppad',
    'spärrad',
    'avregistrerad',
    'avanmäld',
    'avmeldt',
    'avmeldet',
    'frameldt',
    'afmeldt',
  ],
];

/** Words for no. What is nothing but zeros is one too, a date or a time among them. */
const noWords = [
  ...[
    'nej',
    'nei',
    'no',
    'n',
    'ei',
    'e',
    'false',
    'f',
    'falskt',
    'falsk',
    'usann',
    'usant',
    'ósatt',
    'epätosi',
    'off',
  ],
  'ej',
];

/** The first day of calendars, of spreadsheets and of databases: what they write for a date that there is none of. */
const firstDay =
  /^(?:(?:0001|1753|1970|1900)-01-01|1900-01-00|1899-12-3[01]|(?:0?1[/.-]){2}(?:0001|1753|1900|1970)|(?:30|31)[/.-]12[/.-]1899|12[/.-]3[01][/.-]1899)(?:[\st]+(?:0?0:00|12:00)(?::00)?(?:[.,]0+)?(?:\s?am|z|\+00:?00)?)?$/;

const nothingButZeros = /^0(?:[0\s./:,-]|t(?=0))*z?$/;

const date =
  /^(?:(?:19[5-9]|20\d)\d[-./]?(?:0?[1-9]|1[0-2])[-./]?(?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|[12]\d|3[01])[-./](?:19|20)?\d\d)(?:[\st]+[\d:.,+-]+\s?(?:z|[ap]m)?)?$/;

/** The opt-out column of a source. */
export interface OptOutColumn {
  readonly name: string;
  /** What a record says; of a list, the strictest element counts. A field that the row lacks says nothing. */
  read(record: SourceRecord): OptOutReading;
  /** The cell as it stands in the source, trimmed. */
  text(record: SourceRecord): string;
  /**
   * What a row says whose fields are shifted (T8). A delimiter too many or too few moves what comes after it, so the cell
   * stands at its place counted from the left or from the right: a clear yes at either place counts, and a date at the left
   * one. That any value is a yes holds for the cell itself alone.
   */
  readShifted(record: SourceRecord): OptOutReading;
  /** Whether a row that ends before the cell has a clear yes where it would stand, counted from the right. */
  mayBeShifted(record: SourceRecord): boolean;
}

/** Compiles the opt-out column; undefined where a source has none. */
export function compileOptOut(
  spec: OptOutSpec | undefined,
  find: FindColumn,
  columns: number,
): OptOutColumn | undefined {
  if (!spec) return undefined;
  const index = find(spec.column);
  const short = compileWords(spec);
  const clear = compileWords({ ...spec, any: false });
  // What is no word is neither yes nor no, and counts as yes.
  const one = (text: string) => (text.length > cellLimits.word ? (spec.any ? 'yes' : 'odd') : short(text));
  const clearly = (values: readonly string[]): OptOutReading[] =>
    values
      .filter((value) => value.trim() !== '')
      .map((value) => (value.length > cellLimits.word ? 'odd' : clear(value)));
  return {
    name: spec.column,
    read: (record) => {
      const value = record.fields[index];
      if (value === undefined) return 'none';
      return typeof value === 'string'
        ? one(value)
        : strictest(value.length > 0 ? value.map(one) : [one('')]);
    },
    text: (record) => fieldText(record, index).trim(),
    readShifted: (record) => {
      const left = clearly(fieldValues(record, index));
      // A column beside it may well hold dates.
      const right = clearly(fieldValues(record, index + record.fields.length - columns)).map((reading) =>
        reading === 'date' ? 'odd' : reading,
      );
      const readings = [...left, ...right];
      return (['yes', 'date', 'no', 'odd'] as const).find((reading) => readings.includes(reading)) ?? 'none';
    },
    mayBeShifted: (record) =>
      index >= record.fields.length &&
      clearly(fieldValues(record, index + record.fields.length - columns)).includes('yes'),
  };
}

/** Words given by hand replace the default of their side alone; what they say, the other side's default does not. */
function compileWords({ is, not, any }: OptOutSpec): (text: string) => OptOutReading {
  const given = new Set([...(is ?? []), ...(not ?? [])].map(fold));
  const orDefault = (words: readonly string[] | undefined, usual: readonly string[]) =>
    words ?? usual.filter((word) => !given.has(fold(word)));
  const isYes = oneOf(orDefault(is, yesWords));
  const isNo = oneOf(orDefault(not, noWords));
  const isEmptyYes = (is ?? []).some((word) => fold(word) === '');
  const isZeroNo = not === undefined;
  return (text) => {
    const folded = text === '' ? '' : fold(text);
    if (folded === '') return isEmptyYes ? 'yes' : 'none';
    const word = bareWord(folded);
    if (isYes(folded) || isYes(word)) return 'yes';
    if (isNo(folded) || isNo(word) || (isZeroNo && isNeverDate(word))) return 'no';
    if (any) return 'yes';
    return folded.length < 40 && date.test(folded) ? 'date' : 'odd';
  };
}

/** Whether a date is one that never was. */
function isNeverDate(word: string): boolean {
  return nothingButZeros.test(word) || firstDay.test(word);
}

/** A word without what spreadsheets and people put around it: `'nej`, `Nej!`, `FALSE()`, letters of full width. */
function bareWord(folded: string): string {
  const word = folded
    .normalize('NFKC')
    .replace(/^['"`’]+|['"`’.!]+$/g, '')
    .replace(/\(\)$/, '')
    .trim();
  return word === '' ? folded : word;
}

function strictest(readings: readonly OptOutReading[]): OptOutReading {
  return (['yes', 'odd', 'date', 'no'] as const).find((reading) => readings.includes(reading)) ?? 'none';
}
