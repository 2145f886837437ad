import type { SourceRecord } from '../contact/record.ts';
import { cellLimits } from './cell-limits.ts';
import type { FindColumn } from './columns.ts';
import { fieldText, fieldValues } from './fields.ts';
import { fold } from './fold.ts';
import type { OptOutSpec } from './mapping.ts';
import { compileYesNo } from './yes-no.ts';

/**
 * What an opt-out cell says (T5). `odd`: not empty, and neither yes nor no; it counts as yes. So does `date`, a day on
 * which somebody may have opted out.
 */
export type OptOutReading = 'yes' | 'no' | 'odd' | 'date' | 'none';

/** What such a column says besides for yes. */
const outWords = [
  ...['opt-out', 'opt out', 'optout', 'opted out', 'opted-out', 'unsubscribed', 'blocked'],
  ...['stop', 'stopp', 'stoppad', 'spärrad', 'avregistrerad', 'avanmäld', 'avmeldt', 'avmeldet'],
  ...['frameldt', 'afmeldt'],
];

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
  /**
   * What a record says that a line break has torn, put together again (E3): before the break the cell says what it says, a
   * word in which the break stands what it says whole, and behind it only a clear word counts.
   *
   * @param broken the column that the break stands in
   */
  readTorn(whole: SourceRecord, broken: number): OptOutReading;
  readonly index: number;
  /** A text that is nothing but a yes or a no. */
  says(text: string): 'yes' | 'no' | undefined;
  /** Whether a text is a day, on which somebody may have opted out. */
  isDate(text: string): boolean;
  /** In which places a row says yes whose fields are shifted: where the cell stands counted from the left, or from the right. */
  yesPlaces(record: SourceRecord): number[];
  /** Whether something else stands in the cell of a row, and a yes where it would stand with a delimiter lacking before it. */
  isShifted(record: SourceRecord): boolean;
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
  const says = (text: string): 'yes' | 'no' | undefined => {
    const [reading] = clearly([text]);
    return reading === 'yes' || reading === 'no' ? reading : undefined;
  };
  const read = (record: SourceRecord): OptOutReading => {
    const value = record.fields[index];
    if (value === undefined) return 'none';
    return typeof value === 'string' ? one(value) : strictest(value.length > 0 ? value.map(one) : [one('')]);
  };
  const isDate = (text: string): boolean => clearly([text])[0] === 'date';
  const yesPlaces = (record: SourceRecord): number[] => {
    const has = (at: number, ...readings: OptOutReading[]) =>
      clearly(fieldValues(record, at)).some((reading) => readings.includes(reading));
    if (record.fields.length === 1 && columns > 1) return has(0, 'yes') ? [0] : [];
    const right = index + record.fields.length - columns;
    return [
      ...(has(index, 'yes', 'date') ? [index] : []),
      ...(right !== index && has(right, 'yes') ? [right] : []),
    ];
  };
  const readShifted = (record: SourceRecord): OptOutReading => {
    // A whole line is no cell, save where it is such a word.
    if (record.fields.length === 1 && columns > 1) return says(fieldText(record, 0)) ?? 'none';
    const left = clearly(fieldValues(record, index));
    // A column beside it may well hold dates.
    const right = clearly(fieldValues(record, index + record.fields.length - columns)).map((reading) =>
      reading === 'date' ? 'odd' : reading,
    );
    const readings = [...left, ...right];
    return (['yes', 'date', 'no', 'odd'] as const).find((reading) => readings.includes(reading)) ?? 'none';
  };
  return {
    name: spec.column,
    index,
    says,
    read,
    text: (record) => fieldText(record, index).trim(),
    isDate,
    yesPlaces,
    isShifted: (record) => {
      const cell = fieldText(record, index).trim();
      return cell !== '' && !says(cell) && !isDate(cell) && yesPlaces(record).length > 0;
    },
    readShifted,
    readTorn: (whole, broken) => {
      if (index < broken) return read(whole);
      if (index > broken) return readShifted(whole);
      const lines = fieldText(whole, index).split('\n');
      if (says(lines[0] as string) === 'yes') return 'yes';
      // The word itself may be in two.
      return says(lines.map((line) => line.trim()).join('')) ?? readShifted(whole);
    },
    mayBeShifted: (record) =>
      index >= record.fields.length &&
      clearly(fieldValues(record, index + record.fields.length - columns)).includes('yes'),
  };
}

/** Any value is a yes where the pipeline says so, and a date is one of an opt-out. */
function compileWords({ is, not, any }: OptOutSpec): (text: string) => OptOutReading {
  const says = compileYesNo({ is, not }, { yes: outWords });
  return (text) => {
    const said = says(text);
    if (said !== 'odd') return said;
    if (any) return 'yes';
    const folded = fold(text);
    return folded.length < 40 && date.test(folded) ? 'date' : 'odd';
  };
}

function strictest(readings: readonly OptOutReading[]): OptOutReading {
  return (['yes', 'odd', 'date', 'no'] as const).find((reading) => readings.includes(reading)) ?? 'none';
}
