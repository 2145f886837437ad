/** A text for comparisons: without case, white space at the ends, and what cannot be seen (T4, T5). */
export function fold(text: string): string {
  return text
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .normalize('NFC')
    .trim()
    .toLowerCase();
}
