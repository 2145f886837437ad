/** A name as it is compared: upper and lower case, white space and ways of writing a letter aside. */
export function folded(name: string): string {
  return name.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
