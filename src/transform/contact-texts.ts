import type { RecordKey, SourceRecord } from '../contact/record.ts';
import type { Gathering } from './gathering.ts';
import type { GroupReader, GroupsReport } from './groups.ts';
import type { RecordDesk } from './record-desk.ts';
import type { TextCellsReport } from './text-cells.ts';

/** What is found in the texts of one contact after the other: its names and groups. One object for all of them. */
export interface ContactTexts {
  readonly isGarbled: boolean;
  readonly isNameGarbled: boolean;
  /** Which groups they are cannot be told. */
  readonly areGroupsUnclear: boolean;
  begin(given: SourceRecord, key: RecordKey | undefined): void;
  readonly ofCells: TextCellsReport;
  readonly ofGroups: GroupsReport;
}

/** Of a record that is no contact nothing is told of its texts. */
export const untold: Pick<ContactTexts, 'ofCells' | 'ofGroups'> = {
  ofCells: { unusable: () => {}, odd: () => {} },
  ofGroups: { reject: () => {}, unsplit: () => {} },
};

export function createContactTexts(
  { reject, place }: RecordDesk,
  gathering: Gathering,
  {
    columns,
    nameIndexes,
    groups,
  }: {
    readonly columns: readonly string[];
    readonly nameIndexes: readonly number[];
    readonly groups: Pick<GroupReader, 'indexes'>;
  },
): ContactTexts {
  let given: SourceRecord = { line: 0, fields: [] };
  let key: RecordKey | undefined;
  const texts = {
    isGarbled: false,
    isNameGarbled: false,
    areGroupsUnclear: false,
    begin: (record: SourceRecord, itsKey: RecordKey | undefined) => {
      given = record;
      key = itsKey;
      texts.isGarbled = false;
      texts.isNameGarbled = false;
      texts.areGroupsUnclear = false;
    },
    ofCells: {
      unusable: (code, index, text) => {
        reject(given, key, code, { field: columns[index] ?? '', value: text });
        texts.isGarbled = true;
        if (nameIndexes.includes(index)) texts.isNameGarbled = true;
        if (groups.indexes.includes(index)) texts.areGroupsUnclear = true;
      },
      odd: (kind, index) => gathering.place(`${kind}-cells`, place(given, columns[index] ?? '')),
    } satisfies TextCellsReport,
    ofGroups: {
      reject: (column, group, code) => {
        reject(given, key, code, { field: column, value: group });
        if (code === 'garbled-text') texts.isGarbled = true;
        if (code !== 'reserved-group') texts.areGroupsUnclear = true;
      },
      unsplit: (column) => gathering.place('unsplit-groups', place(given, column)),
    } satisfies GroupsReport,
  };
  return texts;
}
