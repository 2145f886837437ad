import { forbidden } from '../contact/forbidden.ts';

/**
 * Text for Jojka (T2). Its import has no quoting, so neither of its delimiters may stand in a name or group, nor line
 * breaks, tabs or other control characters. A forbidden character gives way to a space, which goes too where it
 * parted nothing: at the ends, and beside another space.
 *
 * What has no width is taken out without a trace, for two groups that look the same must be the same. The exception
 * is an emoji, which is one picture only as long as its joiners, variation selectors and tags hold it together.
 */

/** A text without any character of this kind, and with single spaces inside, is clean as it is. */
const suspicious = /[^ !-+\--:<-~\u00a1-\u00ac\u00ae-\u02ff]| {2}|^ | $/;

const everyForbidden = new RegExp(forbidden, 'gu');

/** Nothing that is seen: zero-width and direction marks, soft hyphens, fillers, half characters. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cs}\ufff9-\ufffb]+/gu;

const picture =
  '\\p{Extended_Pictographic}(?:\\p{Emoji_Modifier}|\\p{Variation_Selector}|[\\u{e0020}-\\u{e007f}])*';

/** A picture, pictures that are joined to one, or a keycap. */
const emoji = new RegExp(`${picture}(?:\\u200d${picture})*|[0-9#*]\\ufe0f?\\u20e3`, 'gu');

/**
 * Cleans a name or a group (T2): nothing forbidden or invisible, NFC, every run of white space one space, ends
 * trimmed. A clean text comes back as it is.
 */
export function cleanText(text: string): string {
  if (!suspicious.test(text)) return text;
  // NFC first: it turns the Greek question mark into a semicolon. And last: what stood apart may now combine.
  const spaced = text.normalize('NFC').replace(everyForbidden, ' ');
  return withoutInvisible(spaced).normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** What a person has written, as one line: as {@link cleanText}, but with its commas and semicolons, for it does not go to Jojka. */
export function oneLine(text: string): string {
  return withoutInvisible(text.normalize('NFC'))
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

function withoutInvisible(text: string): string {
  let result = '';
  let end = 0;
  for (const match of text.matchAll(emoji)) {
    result += text.slice(end, match.index).replace(invisible, '') + match[0];
    end = match.index + match[0].length;
  }
  return result + text.slice(end).replace(invisible, '');
}
