import type { FieldValue, SourceRecord } from '../contact/record.ts';
import { usualCellCharacters } from './cell-limits.ts';
import { isGarbled } from './garbled.ts';
import { withoutEntities } from './html-entities.ts';

/** What was found in the cells of names and groups besides text. */
export interface TextCellsReport {
  /** A cell whose text is garbled (E7), or far too long. It is read as empty. */
  unusable(code: 'garbled-text' | 'cell-too-long', index: number, value: string): void;
  /** A cell with HTML entities, which are read as what they stand for; or one that is a JSON object. */
  odd(kind: 'html' | 'json', index: number): void;
}

/**
 * Nothing else calls for a closer look. Letters of Latin-1 alone do not, `å` and `é` among them: garbled text has one of the
 * other signs beside them.
 */
const suspicious = /[&{[#?<\u0080-\u00bf\u00f7\u0100-\uffff]/;

/**
 * Reads the cells of names and groups as their owner meant them: HTML entities as what they stand for, a JSON list as
 * a list, and garbled text as nothing (E7).
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

  const readOne = (text: string, index: number, report: TextCellsReport): string => {
    // A cell of groups may have many; each of them is looked at for itself.
    if (text.length > longest && !ofGroups.has(index)) {
      report.unusable('cell-too-long', index, text);
      return '';
    }
    // A line break of HTML is white space, which parts words.
    const decoded = withoutEntities(text).replace(/<br\s*\/?>/gi, ' ');
    if (decoded !== text) report.odd('html', index);
    if (!isGarbled(decoded)) return decoded;
    report.unusable('garbled-text', index, text);
    return '';
  };
  const read = (value: FieldValue, index: number, report: TextCellsReport): FieldValue => {
    if (typeof value !== 'string') return value.map((one) => readOne(one, index, report));
    if (value.length <= longest && !suspicious.test(value)) return value;
    const list = ofGroups.has(index) ? jsonOf(value) : undefined;
    if (list === 'object') report.odd('json', index);
    return Array.isArray(list)
      ? list.map((one) => readOne(one, index, report))
      : readOne(value, index, report);
  };

  return (record, report) => {
    let fields: FieldValue[] | undefined;
    for (const index of indexes) {
      const value = record.fields[index];
      if (value === undefined || value === '' || (typeof value === 'string' && !suspicious.test(value)))
        continue;
      const meant = read(value, index, report);
      if (meant === value) continue;
      fields ??= [...record.fields];
      fields[index] = meant;
    }
    return fields ? { ...record, fields } : record;
  };
}

/** An array as Postgres writes it, `{VIP,"Stockholm, Norr"}`, and a list as Python does, `['VIP', 'Guld']`. */
const postgresArray = /^\s*\{(?:(?:"(?:[^"\\]|\\.)*"|[^{}",:]*)(?:,(?!\s*\})|(?=\})))*\}\s*$/;
const pythonList = /^\s*\[\s*(?:'[^']*'\s*(?:,\s*(?=')|(?=\])))*\]\s*$/;

function elements(text: string, quoted: RegExp): string[] {
  return [...text.trim().slice(1, -1).matchAll(quoted)].map(([, inside, plain]) =>
    inside === undefined ? (plain ?? '').trim() : inside.replace(/\\(.)/g, '$1'),
  );
}

/** The texts of a list in a cell; that it is a JSON object or a list of other things; undefined where it is neither. */
function jsonOf(text: string): string[] | 'object' | undefined {
  if (pythonList.test(text)) return elements(text, /'([^']*)'/g);
  if (postgresArray.test(text)) return elements(text, /"((?:[^"\\]|\\.)*)"|([^",]+)/g);
  if (!/^\s*(?:\[.*\]|\{.*\})\s*$/s.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return 'object';
  return value.every((one) => ['string', 'number', 'boolean'].includes(typeof one))
    ? value.map(String)
    : 'object';
}
