/**
 * A text for comparisons: the same for all that differ in nothing but spelling. Without case, white space at the ends, and
 * what cannot be seen; every run of white space is one space (E3, T4, T5).
 */
export function fold(text: string): string {
  return spelledAlike(text).toLowerCase();
}

/** The same with case, which tells keys apart. */
export function spelledAlike(text: string): string {
  return isVisibleAscii(text) ? text : spelledOut(text);
}

/** Nothing but signs that are seen, and that are spelled in one way alone: most keys and many words. */
function isVisibleAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x21 || code > 0x7e) return false;
  }
  return true;
}

function spelledOut(text: string): string {
  return text
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim();
}
