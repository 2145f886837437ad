import iconv from 'iconv-lite';
import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';

/** How to read a file: found out, one of the encodings that are checked strictly, or one that iconv-lite knows. */
export type EncodingChoice =
  | { readonly kind: 'auto' }
  | { readonly kind: 'utf-8' }
  | { readonly kind: 'utf-16'; readonly order: 'le' | 'be' | undefined }
  | { readonly kind: 'windows-1252' }
  /** `ascii`: one byte a character, and the first 128 are ASCII. */
  | { readonly kind: 'iconv'; readonly name: string; readonly ascii: boolean };

/** Names offered when a name is mistyped. */
const wellKnown = [
  ...['auto', 'utf-8', 'utf-16', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1', 'iso-8859-15'],
  ...['macintosh', 'cp850', 'cp437', 'windows-1250', 'windows-1251', 'windows-1257', 'iso-8859-4', 'cp865'],
];

/** iconv-lite knows these, but no CSV file is written in them. */
const notForFiles = new Set(['base64', 'hex', 'binary', 'utf7', 'utf7imap', 'cesu8']);

/**
 * Reads the pipeline's `encoding`. ISO-8859-1 is read as Windows-1252, which has the same letters and, where
 * ISO-8859-1 has control characters that no list of customers holds, the euro sign and the dashes.
 *
 * @throws UsageError for a name that nobody knows, with the nearest known one
 */
export function encodingChoice(encoding: string): EncodingChoice {
  const name = encoding.trim().toLowerCase();
  const plain = name.replace(/[^a-z0-9]/g, '');
  if (plain === 'auto') return { kind: 'auto' };
  if (plain === 'utf8' || plain === 'utf8bom') return { kind: 'utf-8' };
  if (['utf16', 'unicode', 'ucs2'].includes(plain)) return { kind: 'utf-16', order: undefined };
  if (plain === 'utf16le') return { kind: 'utf-16', order: 'le' };
  if (plain === 'utf16be') return { kind: 'utf-16', order: 'be' };
  if (['windows1252', 'win1252', 'cp1252', '1252', 'ansi', 'latin1', 'iso88591', 'l1'].includes(plain))
    return { kind: 'windows-1252' };
  if (plain !== '' && !notForFiles.has(plain) && iconv.encodingExists(name))
    return { kind: 'iconv', name, ascii: extendsAscii(name) };
  const near = nearest(name, wellKnown);
  const hint = near ? `; did you mean "${near}"?` : '';
  throw new UsageError(`there is no encoding "${encoding}"${hint}`, {
    advice: `Use "auto", or the name of the encoding the file was saved in, such as ${wellKnown.slice(1, 6).join(', ')}.`,
  });
}

/** True when each byte stands for a character of its own, the first 128 for those of ASCII. */
function extendsAscii(name: string): boolean {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const text = iconv.decode(all, name);
  return text.length === 256 && text.startsWith(all.toString('latin1', 0, 128));
}

/** What a message calls it. */
export function encodingLabel(encoding: EncodingChoice): string {
  if (encoding.kind === 'iconv') return encoding.name;
  return encoding.kind === 'utf-16' ? `utf-16${encoding.order ?? ''}` : encoding.kind;
}
