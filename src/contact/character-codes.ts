/** Characters as numbers stand in memory as in a text of UTF-16 LE on such machines: nearly all. */
const isLittleEndian = new Uint16Array(Uint8Array.of(1, 0).buffer)[0] === 1;

/** Writes the characters of a text into an array that has room for them. */
export function writeCodes(text: string, codes: Uint16Array<ArrayBuffer>): void {
  if (isLittleEndian) Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength).write(text, 'utf16le');
  else for (let index = 0; index < text.length; index++) codes[index] = text.charCodeAt(index);
}

/** The text of the characters between two places. */
export function textOf(codes: Uint16Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += atOnce)
    text += String.fromCharCode(...codes.subarray(at, Math.min(to, at + atOnce)));
  return text;
}

/** A call takes no more arguments than some ten thousands. */
const atOnce = 1024;
