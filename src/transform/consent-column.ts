import { type Consent, type ConsentState, isExpired, stricterConsent } from '../contact/consent.ts';
import { type Day, daysOf } from '../contact/day.ts';
import type { SourceRecord } from '../contact/record.ts';
import { cellLimits, ownText } from './cell-limits.ts';
import type { FindColumn } from './columns.ts';
import type { CellDate, DateColumn } from './date-column.ts';
import { fieldText, fieldValues } from './fields.ts';
import type { ConsentSpec } from './mapping.ts';
import { compileYesNo } from './yes-no.ts';

/** What such a column says besides for yes, and for no. */
const yesWords = [
  ...['samtycke', 'samtycker', 'samtyckt', 'godkänd', 'godkänt', 'godkänner', 'accepterat', 'accepterad'],
  ...['samtykke', 'samtykker', 'godkendt', 'godkjent', 'opt-in', 'opt in', 'optin', 'opted in', 'opted-in'],
  ...['subscribed', 'granted', 'given', 'accepted', 'consented', 'prenumererar'],
];
const noWords = [
  ...['inte', 'nekat', 'nekad', 'avböjt', 'avböjd', 'återkallat', 'återkallad', 'återtaget', 'avregistrerad'],
  ...['opt-out', 'opt out', 'optout', 'opted out', 'opted-out', 'unsubscribed', 'withdrawn', 'declined'],
  ...['denied', 'refused', 'revoked', 'not given', 'stop', 'stopp', 'spärrad', 'avmeldt', 'afmeldt'],
];

/** How much of a cell is kept. */
const kept = 40;

/** The consent of a source's records. */
export interface ConsentColumn {
  /** What messages call it: the column that says yes, or that of the day. */
  readonly name: string;
  /** What a record says; undefined where it ends before the column: it says nothing then, as an empty cell does. */
  read(record: SourceRecord): Consent;
  /**
   * What a row of the wrong length says, whose fields may stand elsewhere: a no where it would stand counted from the left or from the
   * right, and never a yes, which may be what another column says.
   */
  readShifted(record: SourceRecord, columns: number): Consent;
}

/**
 * Compiles the consent of a source (C1, C2). What is not clearly a yes is none: an empty cell, a word that is neither, and, where yeses
 * get old, a yes of a day that cannot be read or that lies ahead. A day that may be two is the earlier one, which expires first.
 */
export function compileConsent(
  spec: ConsentSpec,
  find: FindColumn,
  dates: (column: string) => DateColumn,
  today: Day,
): ConsentColumn {
  const says = spec.column === undefined ? undefined : compileSays(spec.column, spec, find);
  const at = spec.at === undefined ? undefined : { index: find(spec.at), dates: dates(spec.at) };
  const maxAge = spec.maxAge === undefined ? undefined : daysOf(spec.maxAge);
  const textOf = (record: SourceRecord, index: number) =>
    ownText(fieldText(record, index).trim().slice(0, kept));
  const dayIn = (record: SourceRecord): CellDate => {
    const value = at && record.fields[at.index];
    if (!at || value === undefined) return { kind: 'none' };
    return typeof value === 'string' ? at.dates.read(value) : latest(value.map(at.dates.read));
  };
  const dated = (record: SourceRecord): Pick<Consent, 'state' | 'at'> => {
    const found = dayIn(record);
    const day =
      found.kind === 'day' ? found.day : found.kind === 'doubt' ? Math.min(...found.days) : undefined;
    // Of tomorrow it may be in another time zone.
    if (day !== undefined && day <= today + 1)
      return { state: isExpired(day, maxAge, today) ? 'expired' : 'yes', at: day };
    if (says && maxAge === undefined) return { state: 'yes' };
    return { state: !says && found.kind === 'none' ? 'empty' : 'undated' };
  };
  const read = (record: SourceRecord): Consent => {
    const said = says ? says.of(record) : 'yes';
    const value = textOf(record, (says ?? at)?.index ?? -1);
    return { ...(said === 'yes' ? dated(record) : { state: said }), value, line: record.line };
  };
  return {
    name: spec.column ?? spec.at ?? '',
    read,
    readShifted: (record, columns) => {
      const shift = record.fields.length - columns;
      if (says?.of(record, shift) === 'no')
        return { state: 'no', value: textOf(record, says.index + shift), line: record.line };
      const found = read(record);
      return found.state === 'yes' ? { state: 'odd', value: found.value, line: found.line } : found;
    },
  };
}

function compileSays(column: string, words: ConsentSpec, find: FindColumn) {
  const index = find(column);
  const says = compileYesNo(words, { yes: yesWords, no: noWords });
  const ofOne = (text: string): ConsentState => {
    const said = text.length > cellLimits.word ? 'odd' : says(text);
    return said === 'none' ? 'empty' : said;
  };
  const of = (record: SourceRecord, shift = 0): ConsentState => {
    const value = record.fields[index + shift];
    if (typeof value === 'string') return ofOne(value);
    const all = fieldValues(record, index + shift).map(
      (text): Consent => ({ state: ofOne(text), value: '', line: 0 }),
    );
    return all.length === 0 ? 'empty' : all.reduce((a, b) => stricterConsent(a, b)).state;
  };
  return { index, of };
}

/** Of several days in a cell the latest; one that cannot be read is nothing beside one that can. */
function latest(found: readonly CellDate[]): CellDate {
  const days = found.flatMap((one) => (one.kind === 'day' ? [one.day] : []));
  if (days.length > 0) return { kind: 'day', day: days.reduce((one, other) => Math.max(one, other)) };
  return found.find(({ kind }) => kind !== 'none') ?? { kind: 'none' };
}
