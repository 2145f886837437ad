import { digitsOf } from '../contact/digits.ts';
import type { SourceRecord } from '../contact/record.ts';
import type { OrdinaryRows, RowCells } from '../contact/row-cells.ts';
import { usualCellCharacters } from './cell-limits.ts';
import type { Conditions } from './conditions.ts';
import { ContactCells } from './contact-cells.ts';
import type { EmptyCells } from './empty-cells.ts';
import { fieldText } from './fields.ts';
import { isGarbledWord } from './garbled.ts';
import type { Counts, Gathering } from './gathering.ts';
import type { GroupReader } from './groups.ts';
import { isDateCondition, type SourceMapping } from './mapping.ts';
import type { MsisdnParser } from './msisdn.ts';
import type { OptOutColumn } from './opt-out-column.ts';
import { createOrdinaryRows } from './ordinary-rows.ts';
import type { PhoneColumns } from './phone-columns.ts';
import type { RecordConsent } from './record-consent.ts';
import { createRowKinds, type RowKind, recordOf } from './row-kinds.ts';
import type { SourceDates } from './source-dates.ts';
import type { createTextCells } from './text-cells.ts';
import type { TornRows } from './torn-rows.ts';

/** What a source was compiled to. */
export interface OrdinarySource {
  readonly mapping: SourceMapping;
  readonly columns: readonly string[];
  readonly parser: MsisdnParser;
  readonly phones: PhoneColumns;
  readonly empties: EmptyCells;
  readonly where: Conditions;
  readonly optOut: OptOutColumn | undefined;
  readonly groupsOf: GroupReader;
  readonly textCells: ReturnType<typeof createTextCells>;
  readonly rows: TornRows;
  readonly dates: Pick<SourceDates, 'isDecided' | 'hold'>;
  readonly consent: RecordConsent | undefined;
  readonly gathering: Gathering;
  readonly counts: Counts;
  readonly idIndex: number | undefined;
  readonly nameIndexes: readonly number[];
  readonly longestCell: number | undefined;
  /** Told of each row that is a contact. */
  contact(): void;
}

/**
 * The short way of a source.
 *
 * @returns undefined where its rows all have to be looked at
 */
export function ordinaryRowsOf(of: OrdinarySource): OrdinaryRows | undefined {
  const { mapping, columns, parser, phones, empties, where, optOut, groupsOf, rows, dates, gathering } = of;
  const writer = gathering.writer(mapping.source);
  // What dates are read as is counted, row by row.
  if (Object.values(mapping.where ?? {}).some(isDateCondition)) return undefined;
  // A name that is a number: a header that stands there again would look like a row.
  const isHeaderless = phones.indexes.some((index) => parser.parse(columns[index] ?? '').kind === 'ok');
  if (!writer || isHeaderless) return undefined;
  const ofKind = new Set([...where.indexes, ...groupsOf.asked, ...(optOut ? [optOut.index] : [])]);
  return createOrdinaryRows({
    ...{ rows, dates, writer, gathering, counts: of.counts },
    contact: (cells, line, msisdn) => {
      of.contact();
      readConsent(of, cells, line, msisdn);
    },
    cells: new ContactCells({
      ...{ parser, empties, key: of.idIndex, phones: phones.indexes, names: of.nameIndexes },
      longestName: of.longestCell ?? usualCellCharacters,
    }),
    kinds: createRowKinds({
      ofKind: [...ofKind],
      columns: columns.length,
      kindOf: (given) => kindOf(of, given),
      groupsId: writer.groupsId,
    }),
  });
}

/** Hands on what a row says of consent: of each something else, where it has a day. */
function readConsent(
  { consent, empties, columns, dates }: OrdinarySource,
  cells: RowCells,
  line: number,
  msisdn: number,
): void {
  if (!consent) return;
  const record = empties.clear(recordOf(cells, line, consent.indexes, columns.length));
  consent.contact(record, digitsOf(msisdn), []);
  dates.hold(record);
}

/** What rows come to that have the same cells; undefined where there is anything to tell of them. */
function kindOf(
  { empties, where, optOut, groupsOf, textCells, consent, gathering }: OrdinarySource,
  given: SourceRecord,
): RowKind | undefined {
  const record = empties.clear(given);
  const reading = optOut?.read(record) ?? 'none';
  if (reading !== 'none' && reading !== 'no') return undefined;
  const meant = where.of(record);
  const isLeftOut = meant === 'out';
  // What records say of consent that are left out is for the long way.
  let isTold = isLeftOut ? consent !== undefined : meant !== 'in';
  const tell = () => {
    isTold = true;
  };
  if (isLeftOut && where.indexes.some((index) => isGarbledWord(fieldText(record, index)))) tell();
  const groups =
    isTold || isLeftOut
      ? []
      : groupsOf.read(textCells(record, { unusable: tell, odd: tell }), { reject: tell, unsplit: tell });
  if (isTold) return undefined;
  if (optOut) gathering.optOutValue(optOut.name, optOut.text(record), reading);
  return { groups, optOut: reading, isLeftOut };
}
