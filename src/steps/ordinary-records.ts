import { writeCodes } from '../contact/character-codes.ts';
import type { SourceRecord } from '../contact/record.ts';
import type { OrdinaryRows, RowCells } from '../contact/row-cells.ts';

/** Offers records to those who take ordinary rows: of sources that have them as values and not as a text. */
export interface OrdinaryRecords {
  /** @param next the record behind it, where that is known. @returns whether it was taken */
  take(record: SourceRecord, next: SourceRecord | undefined): boolean;
}

/** Of so many records a quarter must have been taken; else the next ones, four times as many, are not offered: that takes time, too. */
const tries = 256;

/** @param columns how many a full record has */
export function createOrdinaryRecords(ordinary: OrdinaryRows, columns: number): OrdinaryRecords {
  const cells = new RecordCells();
  let tried = 0;
  let taken = 0;
  let resting = 0;
  const takes = (record: SourceRecord, next: SourceRecord | undefined): boolean => {
    if (!isFull(record, columns) || (ordinary.asksForNext && !(next && isFull(next, columns)))) return false;
    return cells.read(record) && ordinary.accepts(cells) && ordinary.take(cells, record.line);
  };
  return {
    take: (record, next) => {
      if (resting > 0) {
        resting--;
        return false;
      }
      const isTaken = takes(record, next);
      if (isTaken) taken++;
      tried++;
      if (tried < tries) return isTaken;
      resting = taken < tries / 4 ? 4 * tries : 0;
      tried = 0;
      taken = 0;
      return isTaken;
    },
  };
}

/** Whether a record has a value in each column, and nothing odd is known of it. */
function isFull({ fields, malformed, endsBare, isUnended, spans }: SourceRecord, columns: number): boolean {
  return fields.length === columns && !malformed && !endsBare && !isUnended && !spans;
}

/** What is longer in all is looked at closer. */
const longest = 64 * 1024;

/** The values of a record, one behind the other, as if they were the cells of a row. */
class RecordCells implements RowCells {
  text = '';
  readonly codes = new Uint16Array(longest);
  starts = new Uint32Array(0);
  ends = new Uint32Array(0);

  /** @returns false where a value is a list, or has lines: those stand in no row */
  read({ fields }: SourceRecord): boolean {
    if (this.starts.length < fields.length) {
      this.starts = new Uint32Array(fields.length);
      this.ends = new Uint32Array(fields.length);
    }
    let text = '';
    for (let index = 0; index < fields.length; index++) {
      const value = fields[index];
      if (typeof value !== 'string') return false;
      this.starts[index] = text.length;
      text += value;
      this.ends[index] = text.length;
    }
    if (text.length > longest || /[\r\n]/.test(text)) return false;
    this.text = text;
    writeCodes(text, this.codes);
    return true;
  }
}
