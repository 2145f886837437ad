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
export function foldPhone(cell: string): string {
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

/** The parts between separating marks and words, such as have a digit. */
export function partsOf(text: string): string[] {
  return text.split(/[/|;,\\&:\n]|\p{L}+/u).filter((part) => /\d/.test(part));
}

/** Whether a plus or a zero says that a number begins there. */
export function saysWhereItBegins(piece: string): boolean {
  return /^\D*(?:\+|0\d)/.test(piece);
}

/** Digits in one go, as many as a mobile has: several of them are numbers without zero or plus. */
function isDigitsAlone(piece: string): boolean {
  return /^\s*\d{9,12}\s*$/.test(piece);
}

/** The pieces of a part between wide gaps; only such as say that a number begins there, or are digits in one go. */
export function piecesOf(part: string): string[] {
  return part
    .split(/\s{2,}|\s-+\s|\.\s+|(?=\+)|\((?=0\d)|[\s-](?=0[\d-]{8,16})|\s(?=\d{9,12}(?!\d))/)
    .filter((piece, _, pieces) => saysWhereItBegins(piece) || pieces.every(isDigitsAlone));
}

/** A text without a trunk zero in brackets, `+47 (0) 412 34 567`; undefined where it has none. */
export function withoutBracketedZero(text: string): string | undefined {
  const without = text.replace(/\(\s*0\s*\)/, '');
  return without === text ? undefined : without;
}
