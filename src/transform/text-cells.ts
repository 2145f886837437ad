import type { FieldValue, SourceRecord } from '../contact/record.ts';
import { usualCellCharacters } from './cell-limits.ts';
import { type CellList, cellListOf, isValueOfProgram } from './cell-lists.ts';
import { isGarbled } from './garbled.ts';
import { withoutEntities } from './html-entities.ts';
import { withoutTags } from './html-tags.ts';

/** What was found in the cells of names and groups besides text. */
export interface TextCellsReport {
  /** A cell whose text is garbled (E7), or far too long. It is read as empty. */
  unusable(code: 'garbled-text' | 'cell-too-long', index: number, value: string): void;
  /** A cell with entities or tags of HTML, which is read as what they stand for; or one with a value of a program, or a broken list. */
  odd(kind: 'html' | 'json', index: number): void;
}

/**
 * Nothing else calls for a closer look. Letters of Latin-1 alone do not, `å` and `é` among them: garbled text has one of the
 * other signs beside them. What programs write in place of a value may be of plain letters.
 */
const suspicious = /[&{[#?<\u0080-\u00bf\u00f7\u0100-\uffff]|(?:System|java)\.|\(0x|^\s*Array\s*$/;

/**
 * Reads the cells of names and groups as their owner meant them: HTML as what it stands for, a list of JSON,
 * Postgres, Python or PHP as a list, and garbled text as nothing (E7).
 *
 * @param names indexes of the columns of the name
 * @param groups those of the columns that groups come from
 * @param longest how many characters a name or a group may have
 */
export function createTextCells(
  names: readonly number[],
  groups: readonly number[],
  longest: number = usualCellCharacters,
): (record: SourceRecord, report: TextCellsReport) => SourceRecord {
  const indexes = [...new Set([...names, ...groups])];
  const ofGroups = new Set(groups);
  const ofNames = new Set(names);

  const readOne = (text: string, index: number, report: TextCellsReport): string => {
    const decoded = withoutTags(withoutEntities(text));
    if (decoded !== text) report.odd('html', index);
    if (!isGarbled(decoded)) return decoded;
    report.unusable('garbled-text', index, text);
    return '';
  };
  /** A list in the cell of a name is told, and one of groups is taken as one. */
  const ofCell = (text: string, index: number): CellList => {
    if (ofGroups.has(index)) return cellListOf(text);
    return isValueOfProgram(text) ? 'object' : undefined;
  };
  const read = (value: FieldValue, index: number, report: TextCellsReport): FieldValue => {
    if (typeof value !== 'string') return value.map((one) => readOne(one, index, report));
    if (!suspicious.test(value)) return value;
    const list = ofCell(value, index);
    if (list === 'object') report.odd('json', index);
    return typeof list === 'object'
      ? list.map((one) => readOne(one, index, report))
      : readOne(value, index, report);
  };

  /** A cell of a name counts as a whole, without what fills it up; one of groups may have many, and each is looked at for itself. */
  const readBounded = (value: FieldValue, index: number, report: TextCellsReport): FieldValue => {
    if (!ofNames.has(index) || lengthOf(value) <= longest) return read(value, index, report);
    const text = (typeof value === 'string' ? value : value.join(' ')).trim();
    if (text.length <= longest) return read(text, index, report);
    report.unusable('cell-too-long', index, text);
    return '';
  };

  return (record, report) => {
    let fields: FieldValue[] | undefined;
    for (const index of indexes) {
      const value = record.fields[index];
      if (value === undefined || value === '') continue;
      const meant = readBounded(value, index, report);
      if (meant === value) continue;
      fields ??= [...record.fields];
      fields[index] = meant;
    }
    return fields ? { ...record, fields } : record;
  };
}

function lengthOf(value: FieldValue): number {
  return typeof value === 'string' ? value.length : value.reduce((sum, { length }) => sum + length, 0);
}
