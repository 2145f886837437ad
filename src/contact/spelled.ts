/**
 * What a text may look like where a service or a program quotes it: each sign as it is, behind backslashes, as an entity of HTML, as an
 * escape of JSON or of a program's text (`\u00e4`, `\xe4`, `\u{e4}`), or in the way of URLs; in part, and twice over, too.
 *
 * @param isAnyCase capitals and small letters are taken for each other
 */
function spelledPattern(text: string, isAnyCase: boolean): RegExp {
  return new RegExp(spelledSource(text), isAnyCase ? 'giu' : 'gu');
}

/** What is longer makes a pattern that the engine refuses, and is looked for as it is. */
const mostSigns = 200;

/** The same as the source of a pattern with the flag `u`. */
export function spelledSource(text: string): string {
  const sources = text.length > mostSigns ? plainSource : signSource;
  return Array.from(text, sources).join('');
}

function plainSource(sign: string): string {
  return sign.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Takes a text out of another, however it is spelled there. */
export function withoutSpelled(text: string, value: string, put: string): string {
  const rest = text.replaceAll(value, () => put);
  // Most texts have no sign that could be one, and most values of a long list are in none of them.
  if (!/[&\\%]/.test(rest) || value.match(plainRuns)?.some((run) => !rest.includes(run))) return rest;
  return rest.replace(spelledPattern(value, false), () => put);
}

const plainRuns = /[A-Za-z0-9]+/g;

function signSource(sign: string): string {
  const point = sign.codePointAt(0) as number;
  const hex = (value: number, digits = 2) => either(value.toString(16).padStart(digits, '0'));
  const bytes = [...Buffer.from(sign)];
  const units = Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at));
  const ways = [
    `${slashes}${plainSource(sign)}`,
    `${ampersand}#0{0,6}${point};?`,
    `${ampersand}#[xX]0{0,6}${hex(point, 1)};?`,
    units.map((unit) => `\\\\{1,8}[uU]${hex(unit, 4)}`).join(''),
    `\\\\{1,8}[uU]\\{0{0,6}${hex(point, 1)}\\}`,
    bytes.map((byte) => `\\\\{1,8}[xX]${hex(byte)}`).join(''),
    ...(point > 0x7f && point < 0x100 ? [`\\\\{1,8}[xX]${hex(point)}`] : []),
    bytes.map((byte) => `%(?:25){0,3}${hex(byte)}`).join(''),
    // Which name stands for which sign need not be known: all around it is the text's own.
    ...(/[A-Za-z0-9]/.test(sign) ? [] : [`${ampersand}[A-Za-z]{2,31}[0-9]{0,2};`]),
    ...(sign === ' ' ? ['\\+'] : []),
  ];
  return `(?:${ways.join('|')})`;
}

const slashes = '\\\\{0,8}';
const ampersand = '&(?:amp;){0,3}';

/** Hexadecimal digits in small letters and in capitals. */
function either(digits: string): string {
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
