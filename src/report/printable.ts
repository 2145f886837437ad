/**
 * What would move the cursor, change colours, ring, or turn the direction of the text. Names and groups of the CRM and of
 * Jojka, and what servers say, are hostile on a screen too.
 */
const acting = '[\\p{Cc}\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]';

const hostile = new RegExp(acting, 'gu');
/** The same in a whole text, whose lines end and whose columns are set by tabs. */
const hostileInText = new RegExp(`(?![\\n\\t])${acting}`, 'gu');
/** The same in JSON, which has line ends of its own alone. */
const hostileInJson = new RegExp(`(?!\\n)${acting}`, 'gu');

/** A name or group as a terminal may show it: a sign that does harm is shown as one (`␛`, `⟨U+202E⟩`). */
export function printable(text: string): string {
  return text.replace(hostile, shown);
}

/** So much is shown of what somebody typed (K2). */
const mostTyped = 300;

/** What somebody typed, as one cell of a line: on a screen, in a file or in JSON. */
export function typed(text: string): string {
  return text.length > mostTyped ? `${text.slice(0, mostTyped - 1)}…` : text;
}

/**
 * A whole text as a terminal or a file may have it.
 *
 * @param hasColors it was made with colours of our own, which stay
 */
export function printableText(text: string, hasColors = false): string {
  return text.replace(hostileInText, (sign, at: number) => {
    if (sign === '\r' && text[at + 1] === '\n') return sign;
    if (hasColors && sign === '\u001b' && /^\[\d{1,2}m/.test(text.slice(at + 1, at + 5))) return sign;
    return shown(sign);
  });
}

/** JSON in which such signs stand as escapes: it says the same. */
export function jsonText(value: unknown, indent = 2): string {
  return escapedJson(JSON.stringify(value, null, indent));
}

/** JSON with escapes in place of such signs. */
export function escapedJson(json: string): string {
  return json.replace(hostileInJson, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function shown(sign: string): string {
  const code = sign.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
}
