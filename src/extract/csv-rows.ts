import { SourceError } from '../errors.ts';
import { unclear } from './csv-cells.ts';
import { endOfFile, type RowGroup } from './csv-record.ts';
import type { RowShortcut } from './csv-shortcut.ts';
import { lineBreaks } from './encoding.ts';

/** What a parser made of a text that begins where a row begins. */
export interface ParsedRows {
  readonly rows: readonly (readonly string[])[];
  /** How much of the text they are; the rest is a row that is not finished. */
  readonly consumed: number;
  /** Of each row whether it ends in LF alone, in a file whose rows end in CRLF; none, where no row does. */
  readonly bareEnds?: readonly boolean[];
  /** A quotation mark that is not closed, or closed where it may not be; `index` is where its field begins. */
  readonly fault?: { readonly index: number; readonly unclosed: boolean };
}

/** @param final true when no more text comes, so that the last row is finished */
export type RowParser = (text: string, final: boolean) => ParsedRows;

/** A row with more characters is a quote that nobody closed. Bounds memory and time (E2). */
const usualCharacters = 1024 * 1024;

/**
 * A part that is parsed between ordinary rows costs as much as so many of them save: where there are more, the next pieces are parsed
 * whole before it is tried again.
 */
const rowsForPart = 4;
const rests = 15;

/**
 * Cuts text into rows, keeping count of the file's lines. Broken quoting ends the reading: what comes after it
 * cannot be told from what is in it (E2).
 *
 * @param name the source's name, for messages
 * @param pieces the text, in pieces of any length
 * @param firstLine the line that the text begins on
 * @param longest how many characters a row may have (`bounds.rowCharacters`)
 * @param shortcut what takes ordinary rows, from when there is one: no groups are made of them
 * @throws SourceError for broken quoting, with the line on which the field begins
 */
export async function* rowGroups(
  name: string,
  pieces: AsyncIterable<string>,
  firstLine: number,
  parse: RowParser,
  longest: number = usualCharacters,
  shortcut: () => RowShortcut | undefined = () => undefined,
): AsyncGenerator<RowGroup> {
  let text = '';
  let line = firstLine;
  /** So many pieces are yet to be parsed whole. */
  let resting = 0;

  /** Parses as much as there is of some text that begins where a row begins. @returns how much that is */
  const parsed = (rest: string, final: boolean, isTooLong = false): { group: RowGroup; consumed: number } => {
    const { rows, consumed, bareEnds, fault } = parse(rest, final);
    if (fault)
      throw brokenQuote(
        name,
        line + lineBreaks(rest, fault.index),
        fault.unclosed,
        isTooLong ? longest : undefined,
      );
    const lines = rest.includes('"') ? lineBreaks(rest, consumed) + (final ? 1 : 0) : rows.length;
    const isUnended = final && !/[\r\n]/.test(rest.slice(rest.trimEnd().length));
    const group = { rows, line, multiline: lines !== rows.length, isUnended, ...(bareEnds && { bareEnds }) };
    line += lines;
    return { group, consumed };
  };

  const advance = (final: boolean, isTooLong = false): RowGroup => {
    const { group, consumed } = parsed(text, final, isTooLong);
    text = text.slice(consumed);
    return group;
  };

  /** Goes through the text by the shortcut, and parses what that does not take. Ends with an empty group, to tell how far it is. */
  function* advanceBy(short: RowShortcut): Generator<RowGroup> {
    short.load(text);
    /** Where the rows begin that are to be parsed, and where they end. */
    let from = 0;
    let at = 0;
    let [taken, parts] = [0, 0];
    let end = short.find(at);
    for (; end >= 0; end = short.find(at)) {
      if (short.accepts(end)) {
        if (from < at) {
          const { group, consumed } = parsed(text.slice(from, at), false);
          parts++;
          yield group;
          from += consumed;
        }
        if (from === at && short.take(line)) {
          taken++;
          line++;
          from = end;
        }
      }
      at = end;
    }
    // Where a quotation mark makes the end of a row unclear, it is the parser that tells of it.
    const rest = end === unclear ? text.length : at;
    if (from < rest) {
      const { group, consumed } = parsed(text.slice(from, rest), false);
      yield group;
      from += consumed;
    }
    text = text.slice(from);
    if (parts > taken / rowsForPart) resting = rests;
    yield { rows: [], line, multiline: false, isUnended: false };
  }

  for await (const piece of pieces) {
    text += piece;
    const short = resting-- > 0 ? undefined : shortcut();
    const group = short ? undefined : advance(false);
    if (short) yield* advanceBy(short);
    else if (group && group.rows.length > 0) yield group;
    if (text.length > longest) {
      const begins = line;
      advance(true, true);
      throw endlessRow(name, begins, longest);
    }
  }
  text = withoutEndMark(text);
  if (text !== '') yield advance(true);
}

/** A DOS program ends a file with such marks. They are no part of it (E3). */
function withoutEndMark(text: string): string {
  let end = text.trimEnd().length;
  if (text[end - 1] !== endOfFile) return text;
  while (text[end - 1] === endOfFile) end--;
  return text.slice(0, end);
}

function endlessRow(name: string, line: number, longest: number): SourceError {
  return new SourceError(
    name,
    `${name} cannot be read: the row on line ${line} has no end within ${shownLength(longest)}`,
    {
      advice: `Is it a CSV file? Its rows end with a line break. If it is, and its rows are as long: raise the bound in the pipeline: bounds.rowCharacters.`,
    },
  );
}

function shownLength(characters: number): string {
  return characters === usualCharacters ? '1 MiB' : `${characters} characters`;
}

/** @param beyond how many characters it was looked for in, where that is why it was not found */
function brokenQuote(name: string, line: number, unclosed: boolean, beyond: number | undefined): SourceError {
  const what = unclosed
    ? `the quotation mark that begins a field on line ${line} is ${beyond === undefined ? 'never closed' : `not closed within ${shownLength(beyond)}`}`
    : `the quoted field that begins on line ${line} holds a quotation mark that is not doubled`;
  return new SourceError(name, `${name} cannot be read: ${what}`, {
    advice: `Look at line ${line}: quotation marks in a quoted field must be doubled. If the line is right, the file was cut off: make it again. If quotation marks mean nothing in this file, say so in the pipeline: quote: "none".${beyond === undefined ? '' : ' If the field may be as long: bounds.rowCharacters.'}`,
  });
}
