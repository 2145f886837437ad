/** What a text of JSON may have at most, so that taking it apart costs no more memory than there is. */
export interface JsonBounds {
  /** Values: commas, and the beginnings of lists and objects. */
  readonly values: number;
  /** Lists and objects within each other: what goes through them calls itself for each. */
  readonly depth: number;
}

/** What was counted of a text, and which bound ended the count. */
export interface JsonSize {
  readonly values: number;
  readonly beyond?: keyof JsonBounds;
}

/**
 * Counts what a text of JSON holds without taking it apart: three bytes of it (`{},`) take sixty of memory. Of what is no JSON
 * it counts something.
 *
 * @param isLines it has one value a line (JSON Lines): each line counts
 */
export function sizeOfJson(text: string, most: JsonBounds, isLines = false): JsonSize {
  let values = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === quote) at = endOfText(text, at);
    else if (sign === 0x5d || sign === 0x7d) depth--;
    else if (sign === 0x5b || sign === 0x7b) depth++;
    if (sign === 0x2c || sign === 0x5b || sign === 0x7b || (isLines && sign === 0x0a)) values++;
    if (depth > most.depth) return { values, beyond: 'depth' };
    if (values > most.values) return { values, beyond: 'values' };
  }
  return { values };
}

const backslash = 0x5c;
const quote = 0x22;

/** Where a text ends that begins at a place. Signs within it count for nothing; an expression would overflow on a long one. */
function endOfText(body: string, start: number): number {
  for (let at = start + 1; at < body.length; at++) {
    const sign = body.charCodeAt(at);
    if (sign === backslash) at++;
    else if (sign === quote) return at;
  }
  return body.length;
}
