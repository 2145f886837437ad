import { isUtf8 } from 'node:buffer';

/**
 * What bytes say of themselves. Each function and expression says what bytes show; what follows from it is decided in
 * encoding-decision.ts, and for text that is being read as Windows-1252 in codecs.ts.
 */

/** The encoding that a byte order mark names. */
export function byteOrderMark(head: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** UTF-16 without a mark: in a header of Latin letters every other byte is NUL. */
export function utf16Pattern(head: Buffer): 'le' | 'be' | undefined {
  let [even, odd] = [0, 0];
  for (const [index, byte] of head.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  const half = head.length / 2;
  if (even === 0 && odd > half * 0.4) return 'le';
  if (odd === 0 && even > half * 0.4) return 'be';
  return undefined;
}

const magics: readonly (readonly [string, string, string])[] = [
  [
    'PK\x03\x04',
    'an Excel workbook or another zip archive',
    'If it is a workbook (.xlsx), say so in the pipeline: type: xlsx.',
  ],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook (.xls)', 'Open it in Excel and save it as CSV.'],
  ['%PDF', 'a PDF', 'Export the list as CSV.'],
  ['{\\rtf', 'a word processor document', 'Export the list as CSV.'],
  ['BZh', 'packed with bzip2', 'Unpack it, or pack it with gzip.'],
  ['\xfd7zXZ', 'packed with xz', 'Unpack it, or pack it with gzip.'],
  ['7z\xbc\xaf', 'a 7-Zip archive', 'Unpack it, or pack it with gzip.'],
  ['\x28\xb5\x2f\xfd', 'packed with zstd', 'Unpack it, or pack it with gzip.'],
  ['SQLite format 3', 'an SQLite database', 'Export the table as CSV.'],
  ['PAR1', 'a Parquet file', 'Export the table as CSV.'],
];

/** What a file is that is no CSV, by its first bytes, and what to do about it. */
export function foreignFormat(head: Buffer): { readonly what: string; readonly advice: string } | undefined {
  const start = head.toString('latin1', 0, 64);
  for (const [magic, what, advice] of magics) if (start.startsWith(magic)) return { what, advice };
  if (/^\s*<[a-z!?]/i.test(start)) {
    return {
      what: 'a web page or XML, not CSV',
      advice:
        'Open it to see what it says: a download that needs a login often saves its login page instead.',
    };
  }
  if (/^\s*[[{]\s*["{[]/.test(start)) return { what: 'JSON, not CSV', advice: 'Export the list as CSV.' };
  return undefined;
}

/** How many bytes at the end are the beginning of a UTF-8 character that goes on in the next chunk. */
export function unfinishedUtf8(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

/** Where the first byte stands that is no UTF-8; -1 when all is. */
export function firstInvalidUtf8(bytes: Buffer): number {
  if (isUtf8(bytes)) return -1;
  const readable = bytes.toString('utf8');
  // A replacement character that the file itself holds is valid: look for the first whose bytes are other.
  for (let at = readable.indexOf('\ufffd'); at >= 0; at = readable.indexOf('\ufffd', at + 1)) {
    const index = Buffer.byteLength(readable.slice(0, at));
    if (bytes.readUIntBE(index, Math.min(3, bytes.length - index)) !== 0xefbfbd) return index;
  }
  return 0;
}

/**
 * Bytes that are letters, signs, dashes or quotation marks of Western Europe in UTF-8 (U+0080 to U+00FF, U+2000 to
 * U+203F), and nonsense such as `Ã¥` in Windows-1252. Others that happen to be valid UTF-8 show nothing: `GÖ–` is a
 * dash after a letter.
 */
export const utf8Letters = /[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf]/;

/**
 * Bytes that are symbols, capitals or nothing in Windows-1252 but stand between a letter and a small one: that is how
 * å, ä, ö of DOS (`H†kan`) and å, ä of old Macs (`HŒkan`) look. Apostrophes, dashes and small letters may stand there,
 * and so the ö of old Macs does not show: it is `š`.
 * The rare byte comes first in the expression: it is then as fast as the search for one.
 */
export const dosOrMacLetters = /[\x80-\x82\x84-\x90\x93-\x95\x98\x99\x9b\x9d](?<=[A-Za-z].)(?=[a-z])/s;

/**
 * Letters of Windows-1252, which a Swedish file in that encoding has where it has any that are not ASCII. Without those that are
 * dashes, quotation marks and fixed spaces of an old Mac: they show nothing.
 */
const letters1252 = /[\xc0-\xc9\xcb-\xcf\xd6\xd8-\xf6\xf8-\xff]/;

/**
 * The same of words that are too few to be sure of, in a file without a single letter of Windows-1252. Where another encoding has
 * a letter and Windows-1252 a sign that no word has there, or a letter that no name has beside that one.
 *
 * The byte itself is looked for first wherever a long look back follows: to look back at every place takes the square of the time.
 */
const fewDosOrMacLetters = [
  // ö of old Macs behind a consonant (`Bjšrn`); in Slavic names `š` stands behind a vowel.
  /(?<=[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ])\x9a/,
  // å, ä, é that end a word: of old Macs (`UmeŒ`, `AndrŽ`), of DOS (`Ume†`, `Andr‚`).
  /(?<=[a-z])[\x82\x8a\x8c\x8e](?![a-zA-Z])/,
  /\x86(?<=(?:[a-z][ei]|(?<![A-Za-z])(?:[BGS]?[lrm]|tv|[dfgnpst])).)(?![A-Za-z])/is,
  // Å, Ä, Ö that begin one: `…rebro`, `€ngelholm`, `™rebro`, `Žngelholm`.
  /(?<![A-Za-z.\d])(?:[\x80\x85](?=[a-z]{2})|\x99(?=[A-Za-z]))/,
  /(?<![A-Za-z])\x8e(?=ng|lv|ls|lm|mn|pp|rt|rl)/,
  // ö of DOS within a word (`Bj”rn`), or behind one that no quotation mark comes before (`Malm”`).
  /(?<=[A-Za-z])\x94(?=[a-z])/,
  /\x94(?<=(?:^|[;,|\t\n])[A-Za-z ]{0,200}[A-Za-z].)/s,
  // Capitals: `BJ™RN`, `P€R`, `BJ…RN`, `ANDRƒ`, `MŽRTA`. `Ž` between vowels is Slavic, and so it is behind d, n and r.
  /[\x80\x82-\x84\x86\x87\x89\x8b\x99\x9b](?<=[A-Z].)(?=[A-Z])/s,
  /\x83(?:(?=[A-Za-z])|(?<=[A-Za-z].))/s,
  /\x85{1,2}(?<=[B-DF-HJ-NP-TV-XZ]\x85{1,2})(?=[B-DF-HJ-NP-TV-XZ])/,
  /\x8e(?:(?<=(?:[BCFGHJKLMPSTVXZ]|[FGP]R|STR|[KS]N).)(?=[A-Z])|(?<=[A-Z].)(?=[BCFGKLMNPRSTV]{2}))/s,
  // Words that begin with them: `€NGELHOLM`, `…STERSUND`, `ŽLVSBYN`.
  /(?<![A-Za-z.\d])\x80(?=[A-Z]{2})(?!EUR|SEK|USD|NOK|DKK)/,
  /(?<![A-Za-z.\d])\x85(?=(?:BE|CK|DE|GR|HM|HR|JE|KN|LA|LM|LU|MA|QU|RE|RJ|RN|ST|VE|Z)[A-Z]|(?:ST|RN)(?![A-Za-z]))/,
  /(?<![A-Za-z])\x8e(?=NG|LV|LS|LM|MN|PP|RT|LG|RL|GG|NN)/,
  // Those that end with them (`MALM™`): behind other words stands a trademark, or an ellipsis.
  /[\x85\x99](?<=(?:SJ|XJ|MALM|LIDING|STRANDS).)(?![A-Za-z])/s,
  // Letters of old Macs that are signs of Windows-1252: `Kj¾r`, `S¿ren`, `Stra§e`, `MŸller`, `®rsted`, `S¯REN`, `Raœl`.
  /[\xa7\xbe](?<=[A-Za-z].)(?=[A-Za-z])|\xbf(?<=[A-Za-z].)/s,
  /[\x9f\xae\xaf](?<=[A-Za-z].)(?=[a-z])|[\xae\xaf](?<=[A-Z].)(?=[A-Z])|(?<![A-Za-z])[\xae\xaf](?=[A-Za-z]{2})/s,
  /\x9c(?<=[aeiouAEIOU].)/s,
  // Letters of DOS that are: `Mar¡a`, `L¢pez`, `Mu¤oz`, `MU¥OZ`; and `Kj‘r`, `S’THER`, whose signs are no apostrophes there.
  /[\xa1-\xa4](?<=[A-Za-z].)(?=[a-z])|\xa5(?<=[A-Z].)(?=[A-Z])/s,
  /\x91(?<=[a-zBFGHJKPRSTV].)(?=[a-z])|\x92(?<=(?<![A-Za-z])[BFGHJKLPRSTV]{1,2}.)(?=[BCDFGHJKLMNPRSTV][A-Z]|[BCDFGHJKLMNPRV](?![A-Z]))/s,
  /[\x81\x8f\x90\x9d]/,
];

/** Where bytes stand that look like letters of DOS or an old Mac; -1 where they show nothing. */
export function fewDosOrMac(latin1: string): number {
  if (letters1252.test(latin1)) return -1;
  const found = fewDosOrMacLetters.map((letters) => latin1.search(letters)).filter((at) => at >= 0);
  return found.length > 0 ? Math.min(...found) : -1;
}
