import { SourceError } from '../errors.ts';

/** How a database writes what is no code: comments, texts, quoted names. */
export type SqlDialect = 'postgres' | 'mysql' | 'sqlserver';

/**
 * The words of a query that are code, in small letters: behind comments, outside texts and quoted names. It is no parser: what it
 * cannot tell apart it takes for code, so that a query is rather refused than let through.
 */
export function sqlWords(query: string, dialect: SqlDialect): string[] {
  const words: string[] = [];
  const pieces = dialect === 'mysql' ? mysqlPieces : dialect === 'sqlserver' ? sqlServerPieces : plainPieces;
  let last = '';
  for (let at = 0; at < query.length; ) {
    // Comments within comments: Postgres and SQL Server have them.
    if (query.startsWith('/*', at) && dialect !== 'mysql') {
      at = endOfComment(query, at);
      continue;
    }
    pieces.lastIndex = at;
    const piece = pieces.exec(query)?.[0] ?? query.charAt(at);
    const isBehindNumber = /^\d/.test(last);
    last = piece;
    at += piece.length;
    if (!/^[\p{L}_]/u.test(piece)) continue;
    words.push(piece.toLowerCase());
    // `1edelete`: to some `1e` is a number, and the word begins behind it.
    if (isBehindNumber && /^e./i.test(piece)) words.push(piece.slice(1).toLowerCase());
  }
  return words;
}

const word = String.raw`[\p{L}_][\p{L}\p{N}_$#@]*`;
/** Variables are skipped whole; a number ends with its digits and exponent, and a word may begin right behind it: `1delete`. */
const other = String.raw`@+[\p{L}\p{N}_$#@.]*|0[xX][\da-fA-F]*|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?`;
const plainPieces = new RegExp(String.raw`--[^\r\n]*|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|${word}|${other}`, 'uy');
const sqlServerPieces = new RegExp(
  String.raw`--[^\r\n]*|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|\[(?:[^\]]|\]\])*\]?|${word}|${other}`,
  'uy',
);
/** What stands in a comment that begins with an exclamation mark is carried out: it is code. */
const mysqlPieces = new RegExp(
  String.raw`/\*M?!\d*|/\*(?:[^*]|\*(?!/))*(?:\*/)?|--(?=\s|$)[^\r\n]*|#[^\r\n]*|'(?:[^'\\]|\\[^]|'')*'?|"(?:[^"\\]|\\[^]|"")*"?|${'`'}[^${'`'}]*${'`'}?|${word}|${other}`,
  'uy',
);

function endOfComment(query: string, from: number): number {
  let at = from;
  let depth = 0;
  do {
    const two = query.slice(at, at + 2);
    if (two === '/*') depth++;
    if (two === '*/') depth--;
    at += two === '/*' || two === '*/' ? 2 : 1;
  } while (depth > 0 && at < query.length);
  return at;
}

/** What every source that is a query is told to be. */
export const writeASelect = 'Write a select (or a with … select) that gives a row for each customer.';

/** @throws SourceError for a query that does not begin as one that reads does (E4) */
export function mustRead(name: string, words: readonly string[]): void {
  const [first] = words;
  if (first === 'select' || first === 'with') return;
  if (first === undefined)
    throw new SourceError(name, `${name}: the query gives no columns`, { advice: writeASelect });
  throw new SourceError(
    name,
    `${name}: the query does not begin as one that reads: it begins with ${first.toUpperCase().slice(0, 30)}`,
    { advice: `Nothing was asked of the database. ${writeASelect}` },
  );
}
