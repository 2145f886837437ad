import type { SourceRecord } from '../contact/record.ts';
import type { Rejection, RejectionCode } from '../contact/rejection.ts';
import { findColumns } from './columns.ts';
import { createEmptyCells, defaultEmptyWords, withoutEmptySurplus } from './empty-cells.ts';
import { noCounts } from './gathering.ts';
import { withOtherDelimiter } from './malformed-rows.ts';
import type { OptOutMapping } from './mapping.ts';
import { compilePhones, numbersAnywhere, numbersOfTorn } from './phone-columns.ts';
import { rowText } from './row-text.ts';
import type { IntakeParts, SourceIntake } from './source-intake.ts';
import { headerSwallowsRows, swallowsRows } from './swallowed-rows.ts';
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
  /** @param blocked whom the row blocks all the same; undefined where nobody has opted out by it */
  const reject = (
    { line, fields: row }: SourceRecord,
    { code, field, value }: Pick<Rejection, 'code' | 'field' | 'value'>,
    blocked?: readonly string[],
  ): void => {
    counts.rejected++;
    const figures = blocked && ({ optOut: blocked.length > 0 ? 'blocked' : 'unblocked' } as const);
    gathering.reject({ source, line, field, code, value, row, ...(figures && { figures }) });
    if (!blocked) return;
    gathering.optOut(blocked, []);
    if (blocked.length > 0) return;
    gathering.lostOptOut();
    gathering.strayOptOut({ source, line, keys: [], isBlank: false });
  };
  const rejectRow = (given: SourceRecord, record: SourceRecord, code: RejectionCode, blocked?: string[]) =>
    reject(given, { code, field: '', value: rowText(record) }, blocked);

  /** A row in which no number is: somebody made it. Of one that is empty throughout nothing can be told. */
  const addNumberless = (record: SourceRecord, given: SourceRecord): void => {
    const verdict = phones.first(record);
    if (verdict.kind === 'rejected') {
      reject(given, verdict, []);
      return;
    }
    counts.withoutNumber++;
    gathering.lostOptOut();
    if (!isEmptyRow(given)) gathering.place('opt-out-without-number', `${shown}:${given.line}`);
  };
  const addRow = (given: SourceRecord): void => {
    counts.read++;
    const record = withoutEmptySurplus(clear(given), columns.length);
    const { numbers, unread } = phones.optedOut(record);
    // A row that lacks nothing but last fields is none that is broken (E3).
    const lacksLastAlone = record.malformed === 'too-few-fields' && numbers.length > 0;
    if (record.malformed && !lacksLastAlone) {
      const other = withOtherDelimiter(record, columns.length);
      rejectRow(given, record, record.malformed, numbersAnywhere(other, parser));
    } else if (numbers.length === 0) addNumberless(record, given);
    else {
      gathering.optOut(numbers, []);
      if (unread !== undefined) gathering.place('unreadable-opt-out', `${shown}:${given.line} ${unread}`);
    }
  };
  const signs = {
    ...signsOfPhones(columns.length, phones, parser),
    hasStrayNumber: (record: SourceRecord) => numbersAnywhere(record, parser).length > 0,
  };
  const rows = createTornRows(signs, {
    row: addRow,
    doubtful: addRow,
    closing: (record) => {
      counts.read++;
      rejectRow(record, record, 'closing-line');
    },
    torn: (pieces) => {
      counts.read++;
      const whole = joinedRows(pieces.map(clear), columns.length);
      rejectRow(whole, whole, 'line-break', numbersOfTorn(whole, brokenOf(pieces), phones, parser));
    },
  });
  return {
    ...rows,
    counts: () => counts,
    hasNumbers: () => counts.read > counts.rejected + counts.withoutNumber,
    swallows: (record) => swallowsRows(record, columns.length, phones, parser),
    headerSwallows: (header) => headerSwallowsRows(header, parser),
  };
}

function isEmptyRow({ fields }: SourceRecord): boolean {
  return fields.every((field) => (typeof field === 'string' ? field.trim() : field).length === 0);
}
