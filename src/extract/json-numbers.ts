/** What could be a number that a float cannot hold: many digits, or an exponent. */
const suspect = /\d[\d.]{15}|\d[eE][+-]?\d/;
const numbers = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON without changing a digit (E4): a number that a float cannot hold, such as a key of 18 digits, becomes a text as it is
 * written. All others are numbers.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return suspect.test(text) ? JSON.parse(withTexts(text)) : value;
}

/** The same JSON, whose numbers that would be changed are texts. */
function withTexts(text: string): string {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const opening = text.indexOf('"', at);
    const end = opening < 0 ? text.length : opening;
    pieces.push(text.slice(at, end).replace(numbers, (number) => (isHeld(number) ? number : `"${number}"`)));
    at = opening < 0 ? text.length : endOfText(text, opening);
    pieces.push(text.slice(end, at));
  }
  return pieces.join('');
}

/** Behind the closing mark of the text that begins here. */
function endOfText(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; ) {
    const closing = text.indexOf('"', at);
    if (closing < 0) break;
    let backslashes = 0;
    while (text[closing - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return closing + 1;
    at = closing + 1;
  }
  return text.length;
}

function isHeld(number: string): boolean {
  const read = Number(number);
  if (/^-?\d+$/.test(number)) return Number.isSafeInteger(read);
  if (!Number.isFinite(read)) return false;
  const digits = (number.split(/e/i)[0] as string).replace(/[-.]/g, '').replace(/^0+/, '');
  return digits.length <= 15 && (read !== 0 || digits === '');
}
