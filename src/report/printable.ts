/**
 * A name or group as a terminal may show it: what would move the cursor, change colours or turn the direction of the
 * text is shown as `�` instead.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
