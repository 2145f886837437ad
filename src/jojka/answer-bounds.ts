/** An answer is looked at before it is taken apart from so many characters on. */
const smallAnswer = 100_000;

/** A page of 10,000 contacts with 100 groups each has a million values. */
const mostValues = 3_000_000;
/** The document's deepest answer has four. */
const mostDepth = 32;

/**
 * What is wrong with an answer that would take more memory than a machine has, once it is taken apart: more values, or
 * more of them within each other, than any that Jojka gives.
 *
 * @returns undefined where nothing is
 */
export function monstrous(body: string): string | undefined {
  if (body.length < smallAnswer) return undefined;
  let values = 0;
  let depth = 0;
  // Texts, signs within them too, are passed over whole.
  for (const [sign] of body.matchAll(/"(?:[^"\\]|\\.)*"?|[,[{\]}]/gs)) {
    if (sign === ']' || sign === '}') depth--;
    else if (sign === '[' || sign === '{') depth++;
    if (!sign.startsWith('"')) values++;
    if (depth > mostDepth) return `it has more than ${mostDepth} lists within each other`;
    if (values > mostValues) return `it holds more than ${mostValues} values`;
  }
  return undefined;
}
