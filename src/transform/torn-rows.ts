import type { FieldValue, SourceRecord } from '../contact/record.ts';
import { createPairSigns, isFull, isShort, type Pair, type RowSigns } from './torn-signs.ts';

/** What becomes of rows. */
export interface RowHandlers {
  /** A row by itself. */
  row(record: SourceRecord): void;
  /** A row by itself, with one beside it that may be a part of it (T7). */
  doubtful(record: SourceRecord): void;
  /** A line below the rows that is no record. */
  closing(record: SourceRecord): void;
  /** One record that a line break has torn into several rows. */
  torn(pieces: readonly SourceRecord[]): void;
}

/** Puts rows together that are one record. Rows come out in their order, some of them one call later. */
export interface TornRows {
  add(record: SourceRecord): void;
  end(): void;
  /** Whether a full row that ends like the others would be a row by itself, were it to come now: none waits, and enough were seen. */
  isIdle(): boolean;
  /** To be told of such a row before it comes: what waits for it is settled, as far as any full row settles it. */
  comesFull(): void;
  /** Whether full rows wait for what comes behind them: if that is a full row too, they are rows by themselves. */
  readonly asksForNext: boolean;
}

type Rows = readonly [SourceRecord, ...SourceRecord[]];

/** `wait`: only what comes behind them can tell. The others are of the first row, `torn` of all of them. */
type Verdict = 'row' | 'doubtful' | 'torn' | 'wait';

/** No file ends in more such lines. */
const mostClosing = 10;

/** A record of more lines than this is none. */
const mostPieces = 100;

/**
 * Finds the rows that are one record, torn by a line break that stands in a value without quotation marks (E3). Two signs
 * tell: a row that ends in LF where rows end in CRLF; or a row that lacks fields, and behind it rows that have exactly those
 * which it lacks, none of which can stand by itself, since it has no number where its number belongs.
 *
 * Where the first of them has its number they may well be two, and a file leave off its empty last fields: unless an opt-out would be lost
 * or misread by that, the first is read, and nothing taken away by it.
 */
export function createTornRows(signs: RowSigns, handlers: RowHandlers): TornRows {
  const judge = createJudge(signs);
  let rows: SourceRecord[] = [];
  /** Lines that may close the file: they do where nothing else comes behind them. */
  let closing: SourceRecord[] = [];

  const settle = (isEnd: boolean): void => {
    while (rows.length > 0) {
      const verdict = judge.of(rows as unknown as Rows, isEnd);
      if (verdict === 'wait' && !isEnd) return;
      const isDoubtful = verdict === 'doubtful' || (verdict === 'wait' && rows.length > 1);
      if (verdict === 'torn') {
        handlers.torn(rows);
        rows = [];
        continue;
      }
      const first = rows.shift() as SourceRecord;
      if (judge.goesAlone(first, rows[0]) || isDoubtful) handlers.doubtful(first);
      else handlers.row(first);
    }
  };
  /** The one row that is held, where it waits for no more than a row that is full. */
  const heldByItself = (): SourceRecord | undefined => {
    const [held] = rows;
    const waitsForFull = rows.length === 1 && closing.length === 0;
    return held && waitsForFull && isFull(held) && !judge.mayGoOn(held) ? held : undefined;
  };
  const push = (record: SourceRecord): void => {
    rows.push(record);
    settle(false);
  };
  return {
    add: (record) => {
      if (signs.isClosing(record) && !judge.mayGoOn(rows.at(-1)) && closing.length < mostClosing) {
        closing.push(record);
        return;
      }
      for (const line of closing) push(line);
      closing = [];
      push(record);
    },
    end: () => {
      settle(true);
      for (const line of closing) handlers.closing(line);
    },
    isIdle: () =>
      closing.length === 0 && judge.hasSeenEnough() && (rows.length === 0 || heldByItself() !== undefined),
    comesFull: () => {
      const held = heldByItself();
      if (!held) return;
      rows = [];
      if (judge.goesAlone(held, undefined)) handlers.doubtful(held);
      else handlers.row(held);
    },
    asksForNext: judge.asksForNext,
  };
}

interface Judge {
  /** Whether rows that are no pieces tell nothing more of the columns. */
  hasSeenEnough(): boolean;
  readonly asksForNext: boolean;
  of(rows: Rows, isEnd: boolean): Verdict;
  /** Whether a row ends in the middle of its line. */
  mayGoOn(record: SourceRecord | undefined): boolean;
  /** To be told of each row that is no piece, in their order. @returns whether the row before it may be a part of it */
  goesAlone(record: SourceRecord, next: SourceRecord | undefined): boolean;
}

function createJudge(signs: RowSigns): Judge {
  const { columns, hasNumber, stands } = signs;
  const pairs = createPairSigns(signs);
  /** Rows that end in LF alone are usual in this file. */
  let endsDiffer = false;
  let doubtful: SourceRecord | undefined;

  const mayGoOn = (record: SourceRecord | undefined): boolean =>
    record?.endsBare === true && !endsDiffer && columns > 1;

  /** What comes behind a row that ends in LF alone. */
  const behindBare = (before: SourceRecord, last: SourceRecord, fields: number, isEnd: boolean): Verdict => {
    if (before.fields.length >= columns && last.fields.length >= columns) {
      endsDiffer = true;
      return 'row';
    }
    if (fields > columns && !(isShort(last) && !hasNumber(last))) return 'row';
    // Both can stand by themselves: rows that another program put behind the others.
    if (hasNumber(before) && hasNumber(last)) return 'row';
    return mayGoOn(last) && fields < columns && !isEnd ? 'wait' : 'torn';
  };

  /**
   * Two rows or more that all lack fields. A number that does not pass, one in a remark say, makes no row of a piece.
   *
   * @param fields how many they have as one record
   */
  const ofShort = (rows: Rows, last: SourceRecord, fields: number): Verdict => {
    const pair: Pair = [rows[0], rows[1] as SourceRecord];
    if (fields > columns || rows.length > mostPieces) return apart(rows);
    if (fields === columns && pairs.hasOptOutOfBoth([rows[0], last])) return 'torn';
    if (stands(last)) return apart(rows);
    if (rows.length === 2 && pairs.isOptOutAlone(pair)) return 'torn';
    if (fields < columns) return 'wait';
    if (hasNumber(last)) return 'doubtful';
    // The first can stand by itself: last fields may be left off, and somebody without a number come behind it.
    const isMisread = pairs.hasOptOutBehind(rows) || pairs.isOptOutTorn(pair);
    return hasNumber(rows[0]) && !isMisread ? 'doubtful' : 'torn';
  };

  /** The first, where the last is none of them: the second may be a piece of it all the same, and what is behind that be left off. */
  const apart = (rows: Rows): Verdict => (rows.length > 2 ? 'doubtful' : 'row');

  const ofTwo = (pair: Pair): Verdict => {
    if (pairs.isTornAtEdge(pair)) return 'torn';
    return pairs.mayEndLast(pair) ? 'doubtful' : 'row';
  };

  return {
    hasSeenEnough: pairs.hasSeenEnough,
    asksForNext: pairs.asksForNext,
    mayGoOn,
    of: (rows, isEnd) => {
      const [first, ...others] = rows;
      const last = others.at(-1);
      if (!last)
        return isShort(first) || mayGoOn(first) || (pairs.asksForNext && isFull(first)) ? 'wait' : 'row';
      const fields = rows.reduce((sum, record) => sum + record.fields.length - 1, 1);
      const before = rows.at(-2) as SourceRecord;
      const verdict = mayGoOn(before) ? behindBare(before, last, fields, isEnd) : 'row';
      if (verdict !== 'row') return verdict;
      const ofEdges = others.length === 1 ? ofTwo([first, last]) : 'row';
      if (ofEdges !== 'row') return ofEdges;
      return isShort(first) && isShort(last) ? ofShort(rows, last, fields) : apart(rows);
    },
    goesAlone: (record, next) => {
      const isDoubtful = record === doubtful;
      pairs.see(record);
      doubtful = next && pairs.mayBeginFirst([record, next]) ? next : undefined;
      return isDoubtful;
    },
  };
}

/** The one record that several rows are: the last field of each and the first of the next are one value. */
export function joinedRows(pieces: readonly SourceRecord[], columns: number): SourceRecord {
  const fields: FieldValue[] = [];
  for (const [at, record] of pieces.entries())
    for (const [index, field] of record.fields.entries())
      fields.push(at > 0 && index === 0 ? `${String(fields.pop() ?? '')}\n${String(field)}` : field);
  const line = pieces[0]?.line ?? 0;
  if (fields.length === columns) return { line, fields };
  return { line, fields, malformed: fields.length < columns ? 'too-few-fields' : 'too-many-fields' };
}

/** The column in whose value the first line break stands. */
export function brokenOf(pieces: readonly SourceRecord[]): number {
  return (pieces[0]?.fields.length ?? 1) - 1;
}
