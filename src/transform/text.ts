/**
 * Text for Jojka (T2). Its import has no quoting, so neither of its delimiters may stand in a name or group, nor line
 * breaks, tabs or other control characters. A forbidden character is taken out; where that would glue two words
 * together, one space takes its place.
 */

/** Anything that makes a text unclean, so that the many clean ones are not looked at twice. */
const suspicious = /[^\u0021-\u002b\u002d-\u003a\u003c-\u007e\u00a1-\u00ac\u00ae-\u02ff ]| {2}|^ | $/;

const forbidden = /[,;\p{Cc}\u2028\u2029]+/gu;

/** Characters without a width, joiners, direction marks, soft hyphens, byte order marks. */
const invisible = /\p{Cf}|\p{Variation_Selector}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0/gu;

/** A pictograph and what belongs to it: a joiner and the next one, a variation selector, a tag sequence (flags). */
const emojiSequence =
  /\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\p{Variation_Selector}|[\u{e0020}-\u{e007f}])*(?:\u200d\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\p{Variation_Selector}|[\u{e0020}-\u{e007f}])*)*|[0-9#*]\ufe0f?\u20e3/gu;

/**
 * Cleans a name or a group: no forbidden characters, nothing invisible save what holds an emoji together, NFC, every
 * run of white space one space, ends trimmed. A clean text comes back as it is.
 */
export function cleanText(text: string): string {
  if (!suspicious.test(text)) return text;
  const spaced = text.normalize('NFC').replace(forbidden, ' ');
  return withoutInvisible(spaced).normalize('NFC').replace(/\s+/gu, ' ').trim();
}

function withoutInvisible(text: string): string {
  let result = '';
  let end = 0;
  for (const match of text.matchAll(emojiSequence)) {
    result += text.slice(end, match.index).replace(invisible, '') + match[0];
    end = match.index + match[0].length;
  }
  return result + text.slice(end).replace(invisible, '');
}
