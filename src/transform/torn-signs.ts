import type { SourceRecord } from '../contact/record.ts';
import { isClosingLine } from './closing-line.ts';
import { fieldText } from './fields.ts';
import { fold } from './fold.ts';
import type { MsisdnParser } from './msisdn.ts';
import type { PhoneColumns } from './phone-columns.ts';

/** What tells pieces of a record from rows, by the columns of a source. */
export interface RowSigns {
  readonly columns: number;
  /** Whether a row is no record, but a line that an export writes below its rows. */
  isClosing(record: SourceRecord): boolean;
  /** Whether a number, or a part of one, stands in a row where its numbers belong. */
  hasNumber(record: SourceRecord): boolean;
  /** Whether a number that passes stands there: the row can stand by itself. */
  stands(record: SourceRecord): boolean;
  /** Whether a part of a column's value would say something else than the whole: a group, a consent, or what `where` asks for. */
  matters?(column: number): boolean;
  /** Of a list of opt-outs: whether a number stands anywhere in a row. */
  hasStrayNumber?(record: SourceRecord): boolean;
  /** The opt-out column, and whether a text can be nothing but its yes or no. */
  readonly optOut?: {
    readonly index: number;
    says(text: string): 'yes' | 'no' | undefined;
    /** Whether it is a day, on which somebody opted out. */
    isDate(text: string): boolean;
  };
}

/** What the phone columns of a source tell. */
export function signsOfPhones(columns: number, phones: PhoneColumns, parser: MsisdnParser): RowSigns {
  return {
    columns,
    isClosing: (record) =>
      isClosingLine(record, {
        hasNumber: (text) => parser.readAny(text).length > 0,
        isPhone: (column) => phones.indexes.includes(column),
      }),
    hasNumber: (record) => phones.all(record).length > 0 || phones.optedOut(record).unread !== undefined,
    stands: (record) => phones.first(record).kind === 'ok',
  };
}

/** Two rows, one behind the other. */
export type Pair = readonly [first: SourceRecord, second: SourceRecord];

/** What two rows look like beside each other. */
export interface PairSigns {
  /** The first has but a number or a word and the other lacks just that, or an opt-out word is parted from its row: one record. */
  isTornAtEdge(pair: Pair): boolean;
  /** Takes note of a row that is no piece: of what its columns hold. */
  see(record: SourceRecord): void;
  /** The opt-out of the record that both would be stands in the second, where rows of this file have something else. */
  hasOptOutOfBoth(pair: Pair): boolean;
  /** The break stands in the opt-out, or right before it. */
  isOptOutTorn(pair: Pair): boolean;
  /** The second is nothing but a yes or no, and the first ends where one belongs; what is behind it may be left off. */
  isOptOutAlone(pair: Pair): boolean;
  /** A yes or no of the record that all would be stands in the last of them; of a list of opt-outs, a number that is in no column of its own. */
  hasOptOutBehind(rows: readonly SourceRecord[]): boolean;
  /** A lone text that may be the rest of the last value of the full row before it. */
  mayEndLast(pair: Pair): boolean;
  /** A lone text that may be the beginning of the first value of the full row behind it. */
  mayBeginFirst(pair: Pair): boolean;
  /** Whether any of these can be of a full row and what comes behind it. */
  readonly asksForNext: boolean;
  /** Whether {@link PairSigns.see} takes note of no more rows. */
  hasSeenEnough(): boolean;
}

/** Words for yes and no that are nothing else: no name, no key. */
const plainWords: ReadonlySet<string> = new Set([
  'ja',
  'nej',
  'nei',
  'yes',
  'no',
  'true',
  'false',
  'sant',
  'falskt',
  'x',
  'y',
  'n',
]);

function isPlainWord(word: string): boolean {
  return plainWords.has(fold(word));
}

/** So many rows tell what a column holds. */
const mostSeen = 1000;

export function isShort(record: SourceRecord): boolean {
  return record.malformed === 'too-few-fields';
}

export function isFull(record: SourceRecord): boolean {
  return record.malformed === undefined;
}

export function createPairSigns({
  columns,
  hasNumber,
  hasStrayNumber,
  matters,
  optOut,
}: RowSigns): PairSigns {
  const text = (record: SourceRecord, index: number) => fieldText(record, index).trim();
  const says = (word: string): boolean => optOut?.says(word) !== undefined;
  const tells = (word: string): boolean => says(word) || optOut?.isDate(word) === true;
  const isLone = (record: SourceRecord) => isShort(record) && record.fields.length === 1;
  const last = columns - 1;
  /** Whether a word behind the opt-out cell of a row belongs to it. */
  const goesOn = (cell: string, rest: string): boolean =>
    cell === ''
      ? (isPlainWord(rest) && says(rest)) || optOut?.isDate(rest) === true
      : !says(cell) && says(cell + rest);
  /** Whether rows have a value in a column, and never a yes, a no or a day. */
  const isOfOthers = (column: number): boolean => ofOthers.has(column) && !ofWords.has(column);

  /** Columns in which rows have a yes or no, and such in which they have something else. */
  const ofWords = new Set<number>();
  const ofOthers = new Set<number>();
  let rowsSeen = 0;

  const isTornAtFirst = ([first, second]: Pair): boolean => {
    if (!isLone(first) || !isFull(second)) return false;
    const [head, cell] = [text(first, 0), text(second, 0)];
    if (optOut?.index === 0 && (cell === '' ? says(head) : says(head + cell))) return true;
    return !hasNumber(second) && (hasNumber(first) || cell === '');
  };
  const isTornAtLast = ([first, second]: Pair): boolean => {
    if (optOut?.index !== last || !isFull(first) || !isLone(second)) return false;
    return goesOn(text(first, last), text(second, 0));
  };
  return {
    isTornAtEdge: (pair) => columns > 1 && (isTornAtFirst(pair) || isTornAtLast(pair)),
    see: (record) => {
      if (!optOut || !isFull(record) || rowsSeen >= mostSeen) return;
      rowsSeen++;
      for (let index = 0; index < columns; index++) {
        const cell = text(record, index);
        if (cell !== '') (tells(cell) ? ofWords : ofOthers).add(index);
      }
    },
    hasOptOutOfBoth: ([first, second]) => {
      if (!optOut || optOut.index < second.fields.length) return false;
      const at = optOut.index + second.fields.length - columns;
      if (at < 1 || says(text(first, at)) || !says(text(second, at))) return false;
      // Somebody with a number of his own may be called Jo, or Sand.
      if (hasNumber(second) && !isPlainWord(text(second, at))) return false;
      return isOfOthers(at);
    },
    isOptOutAlone: ([first, second]) =>
      isLone(second) &&
      optOut?.index === first.fields.length - 1 &&
      goesOn(text(first, optOut.index), text(second, 0)),
    isOptOutTorn: ([first, second]) => {
      const at = first.fields.length - 1;
      const rest = text(second, 0);
      if (optOut?.index !== at || !goesOn(text(first, at), rest)) return false;
      return says(rest) || !optOut.isDate(rest) || isOfOthers(0);
    },
    hasOptOutBehind: (rows) => {
      const last = rows.at(-1) as SourceRecord;
      if (!optOut) return hasStrayNumber?.(last) ?? false;
      const at = optOut.index + last.fields.length - columns;
      return at >= 1 && (says(text(last, at)) || (optOut.isDate(text(last, at)) && isOfOthers(at)));
    },
    mayEndLast: ([first, second]) =>
      columns > 1 && isFull(first) && isLone(second) && matters?.(last) === true && !hasNumber(second),
    mayBeginFirst: ([first, second]) =>
      columns > 1 && isLone(first) && isFull(second) && matters?.(0) === true,
    asksForNext: columns > 1 && (optOut?.index === last || matters?.(last) === true),
    hasSeenEnough: () => !optOut || rowsSeen >= mostSeen,
  };
}
