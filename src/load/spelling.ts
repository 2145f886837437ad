/**
 * Whether what Jojka stored is another spelling of what was asked for (P8): the same text but for case, white space,
 * Unicode form, letters that lost their accents or became `?`, or the end cut off. Anything else is another thing.
 */
export function isSpellingOf(asked: string, stored: string): boolean {
  if (asked === stored) return true;
  const a = fold(asked);
  const b = fold(stored);
  if (isCutAtPicture(asked, b)) return true;
  if (b === '') return false;
  if (a === b) return true;
  if (b.length >= shortestCut && a.startsWith(b)) return true;
  return isRecoded(asked, stored);
}

/** A text cut off shorter than this may be a different word; no known service cuts names below ten characters. */
const shortestCut = 10;

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** A database that has three bytes for a character cuts a text off before the first that needs four: `Anna 🌸 Ek`. */
function isCutAtPicture(asked: string, folded: string): boolean {
  const at = asked.search(/[\u{10000}-\u{10ffff}]/u);
  return at >= 0 && fold(asked.slice(0, at)) === folded;
}

/** `Åsa Öberg` stored as `?sa ?berg`: every character that differs lies outside ASCII and became `?`. */
function isRecoded(asked: string, stored: string): boolean {
  if (!stored.includes('?')) return false;
  const from = [...asked];
  const to = [...stored];
  return (
    from.length === to.length &&
    from.every((char, index) => char === to[index] || (to[index] === '?' && (char.codePointAt(0) ?? 0) > 127))
  );
}
