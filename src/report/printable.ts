/**
 * What would move the cursor, change colours, ring, or turn the direction of the text. Names and groups of the CRM and of
 * Jojka, and what servers say, are hostile on a screen too.
 */
const moving = '[\\p{Cc}\\u2028\\u2029]';

/** What cannot be seen: two names that look the same are two. */
const unseen = '[\\p{Cf}\\p{Default_Ignorable_Code_Point}]';

/** Where it is ordinary: the parts of an emoji and of a flag, and what joins or parts letters of scripts that are joined. */
const ordinary = [
  '(?<=[\\p{Emoji}\\p{M}])[\\ufe0e\\ufe0f]',
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})',
  '(?<=\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{0,8})[\\u{e0020}-\\u{e007f}]',
  '(?<=(?![\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}])[\\p{L}\\p{M}])[\\u200c\\u200d](?=[\\p{L}\\p{M}])',
].join('|');

const acting = `(?:${moving}|(?=${unseen})(?!${ordinary})[^])`;

/**
 * What is none of all that, whatever stands beside it: letters, digits and signs of Latin as they are written every day. Nearly every text
 * is nothing else, and to find that out takes a fiftieth of the time.
 */
const plain = /^[\t\n\x20-\x7e\xa0-\xac\xae-\u02ff\u2013\u2014\u2019\u2026]*$/;

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
  if (plain.test(text)) return text;
  return text.replace(hostileInText, (sign, at: number) => {
    if (sign === '\r' && text[at + 1] === '\n') return sign;
    // It tells a spreadsheet the encoding of a CSV file.
    if (sign === '\ufeff' && at === 0) return sign;
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
  if (plain.test(json) && !json.includes('\t')) return json;
  return json.replace(hostileInJson, (sign) =>
    sign.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

function shown(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
}
