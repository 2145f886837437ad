import type { SourceRecord } from '../contact/record.ts';
import { fieldText } from './fields.ts';

const most = 200;

/** A whole row as the value of a rejection, where no column can be told. */
export function rowText(record: SourceRecord): string {
  const text = record.fields.map((_, index) => fieldText(record, index)).join(' | ');
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
