import type { SourceRecord } from '../contact/record.ts';
import type { RejectionCode } from '../contact/rejection.ts';
import { findColumns } from './columns.ts';
import { createEmptyCells, defaultEmptyWords, withoutEmptySurplus } from './empty-cells.ts';
import { noCounts } from './gathering.ts';
import { withOtherDelimiter } from './malformed-rows.ts';
import type { OptOutMapping } from './mapping.ts';
import { compilePhones, numbersAnywhere, numbersOfTorn, swallowsRows } from './phone-columns.ts';
import { rowText } from './row-text.ts';
import type { IntakeParts, SourceIntake } from './source-intake.ts';
import { brokenOf, createTornRows, joinedRows } from './torn-rows.ts';
import { signsOfPhones } from './torn-signs.ts';

/**
 * Takes the records of an `optOuts` source: every number in them is blocked, of whatever type and country (T8). A row
 * in which none can be read is a rejection that says so, for it is a person who asked to be left alone. Such rows
 * hold no contact, and are not among the counts of records.
 *
 * @throws UsageError when a configured column is not there (E3)
 */
export function createOptOutIntake(
  { source, shown = source, phone, empty, otherDelimiter }: OptOutMapping,
  columns: readonly string[],
  { parser, gathering }: Pick<IntakeParts, 'parser' | 'gathering'>,
): SourceIntake {
  const phones = compilePhones(
    phone,
    findColumns(shown, columns, (cell) => parser.readAny(cell).length > 0, otherDelimiter),
    parser,
  );
  const { clear } = createEmptyCells(empty ?? defaultEmptyWords, new Map());
  const counts = noCounts();
  /** Somebody has opted out, and nobody knows who. */
  const lost = (record: SourceRecord, { line, fields: row }: SourceRecord): void => {
    gathering.lostOptOut();
    const verdict = phones.first(record);
    if (verdict.kind === 'rejected') {
      counts.rejected++;
      const { code, field, value } = verdict;
      gathering.reject({ source, line, field, code, value, figures: { optOut: 'unblocked' }, row });
      return;
    }
    counts.withoutNumber++;
    // Somebody made the row: a word for nothing is all that it says, and a row of nothing says nothing.
    if (row.some((field) => (typeof field === 'string' ? field.trim() : field) !== '' && field.length > 0))
      gathering.place('opt-out-without-number', `${shown}:${line}`);
  };
  const reject = (
    record: SourceRecord,
    code: RejectionCode,
    numbers: readonly string[],
    row = record.fields,
  ): void => {
    counts.rejected++;
    gathering.optOut(numbers, []);
    const figures = { optOut: numbers.length > 0 ? 'blocked' : 'unblocked' } as const;
    gathering.reject({ source, line: record.line, field: '', code, value: rowText(record), figures, row });
    if (numbers.length === 0) gathering.lostOptOut();
  };
  const addRow = (given: SourceRecord): void => {
    counts.read++;
    const record = withoutEmptySurplus(clear(given), columns.length);
    const { numbers: own, unread } = phones.optedOut(record);
    // A row that lacks nothing but last fields is none that is broken (E3).
    if (record.malformed && !(record.malformed === 'too-few-fields' && own.length > 0)) {
      reject(
        record,
        record.malformed,
        numbersAnywhere(withOtherDelimiter(record, columns.length), parser),
        given.fields,
      );
      return;
    }
    gathering.optOut(own, []);
    if (own.length > 0) {
      if (unread !== undefined) gathering.place('unreadable-opt-out', `${shown}:${given.line} ${unread}`);
      return;
    }
    lost(record, given);
  };
  const rows = createTornRows(signsOfPhones(columns.length, phones, parser), {
    row: addRow,
    doubtful: addRow,
    closing: (record) => {
      counts.read++;
      counts.rejected++;
      const { line, fields: row } = record;
      gathering.reject({ source, line, field: '', code: 'closing-line', value: rowText(record), row });
    },
    torn: (pieces) => {
      counts.read++;
      const whole = joinedRows(pieces.map(clear), columns.length);
      reject(whole, 'line-break', numbersOfTorn(whole, brokenOf(pieces), phones, parser));
    },
  });
  return {
    ...rows,
    counts: () => counts,
    hasNumbers: () => counts.read > counts.rejected + counts.withoutNumber,
    swallows: (record) => swallowsRows(record, columns.length, phones),
  };
}
