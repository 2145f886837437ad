import { isUtf8 } from 'node:buffer';

/** So many bytes are shown of what is no text: enough for any key. */
const mostShown = 64;

/**
 * Bytes that a database gives as such: text, where they are (older CRMs keep names in binary columns); else their hexadecimal digits behind
 * U+FFFD, so that a picture or a name in another encoding never becomes a name or a group (E7).
 *
 * @param mayBeText false for a column whose bytes are a key: its digits alone
 */
export function binaryText(bytes: Buffer, mayBeText: boolean): string {
  if (mayBeText && isUtf8(bytes) && !bytes.includes(0)) return bytes.toString('utf8');
  const digits = `0x${bytes.subarray(0, mostShown).toString('hex')}`;
  if (!mayBeText && bytes.length <= mostShown) return digits;
  return `\uFFFD${digits}${bytes.length > mostShown ? `… (${bytes.length} bytes)` : ''}`;
}
