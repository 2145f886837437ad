import { isIdentityNumber } from './identity-number.ts';
import { withoutBeside } from './phone-beside.ts';
import type { BareReading, RealNumber } from './phone-reading.ts';
import {
  beginningsOf,
  isStump,
  piecesOf,
  saysWhereItBegins,
  type TextPart,
  textPartsOf,
  writtenOut,
} from './phone-text.ts';

/** Reads a cell that is no number as a whole: what numbers it is made of, and whether one of them is lost (T1, T8). */
export interface CellReader {
  /** The numbers that a text is made of, in order. */
  parts(text: string): Generator<RealNumber>;
  /** Numbers that stand whole before the beginning of one that cannot be read, `070-174 06 05 070-174`. */
  begun(text: string): Generator<RealNumber>;
  /** Whether something in it looks like a number, or a part of one, and cannot be read. */
  hasUnread(text: string): boolean;
  /** A text without what stands beside its numbers and is none: days, amounts, numbers of orders. */
  bare(text: string): string;
}

/** A text as one number. */
type ReadOne = (text: string, bare: BareReading) => RealNumber | undefined;

/** What a piece of a cell is: a number, or digits that look like one and are none. */
type Piece = RealNumber | 'unread';

/** A piece with fewer digits is no number, but a floor or an hour. */
const fewestDigits = 5;

/** In how many places at most numbers may begin within a piece that is taken apart. */
const mostBeginnings = 24;

/** @param isMobile whether digits are a mobile for sure */
export function createCellReader(one: ReadOne, isMobile: (digits: string) => boolean): CellReader {
  const bare = (text: string): string => withoutBeside(text, isMobile);
  const pieces = function* (text: string): Generator<Piece> {
    /** The part before, as it is written, where it is a number. */
    let number: string | undefined;
    for (const part of textPartsOf(bare(text))) {
      const short = number === undefined ? undefined : readShort(one, part, number);
      const found = short === undefined ? readPart(one, part.text) : [short];
      yield* found;
      const isNumber = found.length > 0 && found.at(-1) !== 'unread';
      number = isNumber ? (short && writtenOut(number ?? '', part)) || part.text : undefined;
    }
  };
  return {
    bare,
    *parts(text) {
      for (const piece of pieces(text)) if (piece !== 'unread') yield piece;
    },
    *begun(text) {
      for (const part of textPartsOf(bare(text))) yield* readBegun(one, part.text);
    },
    hasUnread: (text) => [...pieces(text)].includes('unread'),
  };
}

/** What stands between two marks: a number, or several with gaps between them. */
function readPart(one: ReadOne, part: string): readonly Piece[] {
  // What is written like a personal number is none among several either.
  const oneOfSeveral: ReadOne = (text, bare) => (isIdentityNumber(text.trim()) ? undefined : one(text, bare));
  const number = oneOfSeveral(part, 'region');
  if (number) return [number];
  return piecesOf(part).flatMap(({ text, isMeant }): readonly Piece[] => {
    const found = isMeant ? oneOfSeveral(text, saysWhereItBegins(text) ? 'none' : 'region') : undefined;
    if (found) return [found];
    const several = readRunTogether(oneOfSeveral, text);
    if (several.length > 0) return several;
    return text.replace(/\D/g, '').length >= fewestDigits ? ['unread'] : [];
  });
}

/**
 * Numbers with nothing between them but a space, `070-174 06 05 070-174 06 06`: where there is one way alone to part them
 * so that all are numbers.
 */
function readRunTogether(one: ReadOne, text: string): readonly RealNumber[] {
  const starts = beginningsOf(text);
  if (starts.length > mostBeginnings) return [];
  const ways: RealNumber[][] = [];
  const part = (from: number, before: readonly RealNumber[]): void => {
    for (const to of [...starts.filter((start) => start > from), text.length]) {
      if (ways.length > 1) return;
      const piece = text.slice(from, to);
      const number = saysWhereItBegins(piece) ? one(piece, 'none') : undefined;
      if (!number) continue;
      if (to === text.length) ways.push([...before, number]);
      else part(to, [...before, number]);
    }
  };
  part(0, []);
  const [way = []] = ways;
  return ways.length === 1 && way.length > 1 ? way : [];
}

/** The mobile number at the head of a text, where most of another stands behind it: where one way alone gives one. */
function readBegun(one: ReadOne, text: string): readonly RealNumber[] {
  const starts = beginningsOf(text);
  if (starts.length > mostBeginnings || !saysWhereItBegins(text)) return [];
  const found = starts.flatMap((start) => {
    const isMost = text.slice(start).replace(/\D/g, '').length >= fewestDigits;
    const number = isMost ? one(text.slice(0, start), 'none') : undefined;
    return number?.type === 'mobile' ? [number] : [];
  });
  return found.length === 1 ? found : [];
}

/** A second number of which the end alone is written; undefined where a part is none. */
function readShort(one: ReadOne, part: TextPart, number: string): Piece | undefined {
  const written = writtenOut(number, part);
  const found = written === undefined ? undefined : one(written, 'region');
  return found ?? (isStump(part) ? 'unread' : undefined);
}
