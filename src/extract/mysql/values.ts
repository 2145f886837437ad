import type { FieldPacket } from 'mysql2';
import type { FieldValue } from '../../contact/record.ts';
import { binaryText } from '../binary-text.ts';
import { floatText } from '../float-text.ts';
import { listOf } from '../json-list.ts';
import { parseJson } from '../json-numbers.ts';

/** From the server's bytes to a record's value (E4). */
export type FieldReader = (bytes: Buffer | null) => FieldValue;

const types = { float: 4, bit: 16, json: 245, string: 254 };
const setFlag = 2048;
const binaryCharset = 63;
/** Numbers, dates and times: text, though their character set is none. */
const numeric: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 246]);

/**
 * Every value comes as the server writes it, so that no digit is lost on the way through a float: numbers, dates (also such as are
 * none, `0000-00-00`), texts. Null is ''. JSON lists and SET become lists; only the column's type says what is one.
 */
export function fieldReader(field: FieldPacket): FieldReader {
  const { columnType = 0, characterSet, flags } = field as FieldPacket & { extendedFormat?: string };
  // MariaDB has no type of its own for JSON: the server tells it of the column beside its type.
  if (columnType === types.json || (field as { extendedFormat?: string }).extendedFormat === 'json')
    return (bytes) => (bytes === null ? '' : listOf(parseJson(bytes.toString('utf8'))));
  if (columnType === types.bit)
    return (bytes) => (bytes === null ? '' : BigInt(`0x0${bytes.toString('hex')}`).toString());
  if (columnType === types.float)
    return (bytes) => (bytes === null ? '' : floatText(Number(bytes.toString('latin1'))));
  if (((flags as unknown as number) & setFlag) !== 0)
    return (bytes) => (bytes === null || bytes.length === 0 ? [] : bytes.toString('utf8').split(','));
  if (characterSet === binaryCharset && !numeric.has(columnType)) {
    // BINARY(16) is a key and no text, whatever bytes it happens to have.
    const isText = columnType !== types.string;
    return (bytes) => (bytes === null ? '' : binaryText(bytes, isText));
  }
  return (bytes) => (bytes === null ? '' : bytes.toString('utf8'));
}
