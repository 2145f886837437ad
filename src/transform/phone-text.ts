import { withoutTags } from './html-tags.ts';

/**
 * What people and spreadsheets put into a phone cell, brought down to digits (T1).
 *
 * A cell is folded to plain characters first: full-width and Arabic digits, typographic dashes and no-break spaces
 * are what they stand for, direction marks and the like are gone. Then everything that is neither digit, letter nor
 * plus is punctuation and says nothing, so that a number is no more than its digits and whether a plus leads them.
 * The phone number library sees only that, and never has to guess at words, quotes or `tel:`.
 *
 * A cell may hold several numbers. Marks that separate numbers (`/ , ; |`, a line break, words) also stand inside of
 * one (`070/174 06 05`), hence the order: the whole, then the parts between such marks, and for a part that is no
 * number the pieces between wide gaps (` - `, two spaces, a new plus).
 */
export interface PhoneDigits {
  readonly plus: boolean;
  readonly digits: string;
}

/** Brings a cell to ASCII digits, plain punctuation and whatever letters it has. */
export function foldPhone(given: string): string {
  const cell = withoutTags(given);
  const text = /[^\x20-\x7e]/.test(cell) ? foldCharacters(cell) : cell;
  return text.replace(/^[\s'"=`]+/, '').trimEnd();
}

function foldCharacters(cell: string): string {
  return cell
    .replace(/[\r\n\u2028\u2029]+/g, '\n')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\u207a\u2795]/g, '+')
    .replace(/[\p{Pd}\u2212\u2043]/gu, '-')
    .replace(/[\u2018\u2019\u201c\u201d\u00b4\u2032]/g, "'")
    .replace(/[^\S\n]/gu, ' ')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]|(?!\n)\p{Cc}/gu, '');
}

/** The ASCII digit of the same value: digits stand in runs of ten that begin with a zero. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) as number;
  if (code < 128) return digit;
  let start = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--;
  return String((code - start) % 10);
}

/** Whether a folded cell says that there is no number: nothing, dashes and dots, or nothing but zeros. */
export function isNothing(text: string): boolean {
  return /^[-.\s_/0]*$/.test(text);
}

/** A number that a spreadsheet turned into a rounded one, `4,67098E+10`, or has none of any more: `#REF!`, `#####`. */
export function isSpreadsheetNumber(text: string): boolean {
  if (text.startsWith('#')) return /^#(?:[\p{Lu}/0]+[!?]|#{3,})$/u.test(text);
  return /^[+-]?\d+(?:[.,]\d+)?\s*E\s*\+?\d{1,2}['"]?$/i.test(text);
}

/**
 * Extensions, as Swedes and others write them: `ankn 12`, `ext. 12`, `x12`, `#12`. More digits may not follow. The
 * look at the first letter comes before the look back, which takes long.
 */
const extension =
  /(?=[aex#])(?<=\d[^\p{L}\d]{0,20})(?:ankn\p{L}*|ext\p{L}*|x|#)[\s.:=]*\d{1,6}(?![\s.-]*\d)/giu;

/** A day behind a number, as of when it was last seen to be right. */
const dayBehind = /(?<=\d) (?:19|20)\d\d-[01]\d-[0-3]\d$/;

/** A remark in brackets behind a number, with too few digits for another one: `(8-16)`. */
const remarkBehind = /(?<=\d{4} ?)\((?!0\))[^()\d]*(?:\d[^()\d]*){1,4}\)$/;

/** Takes off what belongs to no number: extensions, and the `.0` of a number that was a spreadsheet's float. */
export function trimPhone(text: string): string {
  return text.replace(extension, '').replace(/^(\d{7,15})[.,]0{1,2}['"]?$/, '$1');
}

/** A text without a day or hours behind the number; undefined where it has none. Their digits may be those of the number. */
export function withoutRemark(text: string): string | undefined {
  const without = text.trimEnd().replace(dayBehind, '').replace(remarkBehind, '');
  return without === text.trimEnd() ? undefined : without;
}

/** The digits of a text that holds one number at most; undefined where words or a second plus divide it. */
export function digitsOf(text: string): PhoneDigits | undefined {
  const first = text.search(/\d/);
  if (first < 0) return undefined;
  const last = text.search(/\d\D*$/);
  const inner = text.slice(first, last + 1);
  if (/[\p{L}+]/u.test(inner)) return undefined;
  return { plus: text.slice(0, first).includes('+'), digits: inner.replace(/\D/g, '') };
}

/** Whether marks that separate numbers stand in a text. */
export function hasSeparator(text: string): boolean {
  return /[/|;,\\&\n]/.test(text);
}

/** A part of a text, with what stands between it and its neighbours. */
export interface TextPart {
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

/** The parts between separating marks and words, such as have a digit. */
export function partsOf(text: string): string[] {
  return textPartsOf(text).map((part) => part.text);
}

/** The same, with the marks and words around each. */
export function textPartsOf(text: string): TextPart[] {
  const found: { text: string; before: string; after: string }[] = [];
  let between = '';
  for (const [index, piece] of text.split(/([/|;,\\&:\n]|\p{L}+)/u).entries()) {
    if (index % 2 === 0 && /\d/.test(piece)) {
      found.push({ text: piece, before: between, after: '' });
      between = '';
    } else {
      between += piece;
      const last = found.at(-1);
      if (last) last.after += piece;
    }
  }
  return found;
}

/** Whether a plus or a zero says that a number begins there. */
export function saysWhereItBegins(piece: string): boolean {
  return /^\D*(?:\+|0\d)/.test(piece);
}

/** Digits in one go, as many as a mobile has: several of them are numbers without zero or plus. */
function isDigitsAlone(piece: string): boolean {
  return /^\s*\d{9,12}\s*$/.test(piece);
}

/** A piece of a part. `isMeant`: it says that a number begins there, or is digits in one go as all of them are. */
export interface TextPiece {
  readonly text: string;
  readonly isMeant: boolean;
}

/** The pieces of a part between wide gaps. */
export function piecesOf(part: string): TextPiece[] {
  const pieces = part.split(
    /\s{2,}|\s-+\s|\.\s+|(?=\+)|\((?=0\d)|[\s-](?=0[\d-]{8,16})|\s(?=\d{9,12}(?!\d))/,
  );
  const areAlone = pieces.every(isDigitsAlone);
  return pieces.map((text) => ({ text, isMeant: areAlone || saysWhereItBegins(text) }));
}

/** Where numbers may begin within a text, behind a gap of any kind: places of a plus or a zero. */
export function beginningsOf(text: string): number[] {
  return [...text.matchAll(/(?<=[\s.()-])(?=\+|0\d)/g)].map(({ index }) => index);
}

/** What a short second number stands for: `13/14` behind `070-174 06` are two. Only the next one in a line is so written. */
export function writtenOut(number: string, { text, before }: TextPart): string | undefined {
  const tail = text.trim();
  const group = /(\d+)\D*$/.exec(number)?.[1] ?? '';
  const ofNumber = number.replace(/\D/g, '').length;
  if (before.trim() !== '/' || !/^\d{2,4}$/.test(tail) || ofNumber < 8) return undefined;
  const isAlike = group.length === tail.length || (group.length > 4 && tail.length === 2);
  if (!isAlike || Number(tail) <= Number(group.slice(-tail.length))) return undefined;
  return number.trimEnd().replace(/\D+$/, '').slice(0, -tail.length) + tail;
}

/** Whether a part is the beginning or the end of a number, cut off by a mark that joins numbers. */
export function isStump({ text, before, after }: TextPart): boolean {
  return (
    /^\s*\d{1,4}\s*$/.test(text) &&
    /^\s*(?:[/,&\\]|och|o|and|eller|or|samt)\s*$/iu.test(before) &&
    !/^\s*\p{L}/u.test(after)
  );
}

/** A text without a trunk zero in brackets, `+47 (0) 412 34 567`; undefined where it has none. */
export function withoutBracketedZero(text: string): string | undefined {
  const without = text.replace(/\(\s*0\s*\)/, '');
  return without === text ? undefined : without;
}
