/** Where an answer says by a yes that it is not the whole list. */
const flags = new Set([
  'hasmore',
  'more',
  'hasnext',
  'hasnextpage',
  'truncated',
  'istruncated',
  'incompleteresults',
  'morerecords',
  'moreitemsincollection',
]);

/** Where an answer names its next page: by an address, or by what the service is to be asked for it with. */
const nexts = new Set([
  ...['next', 'nextpage', 'nexturl', 'nextlink', 'nexthref', 'nextpageurl', 'nextpagelink', 'nextrecordsurl'],
  ...['nextcursor', 'nextpagetoken', 'nexttoken', 'nextpagecursor', 'odatanextlink', 'nextoffset'],
  ...['nextstart', 'hydranext'],
]);

/** So deep beside the list such a word is looked for: `meta.pagination.next`. */
const deepest = 3;

/**
 * Where an answer says itself that it is a part of the list (E2): the path to what says so; undefined where nothing does. Records are not
 * looked into: what stands in a list is data.
 */
export function whereSaysMore(answer: unknown, path: readonly string[] = []): string | undefined {
  if (answer === null || typeof answer !== 'object' || Array.isArray(answer)) return undefined;
  for (const [key, value] of Object.entries(answer)) {
    const word = wordOf(key);
    const here = [...path, key];
    if ((flags.has(word) && isYes(value)) || (nexts.has(word) && isNamed(value))) return here.join('.');
    const within = here.length < deepest ? whereSaysMore(value, here) : undefined;
    if (within !== undefined) return within;
  }
  return undefined;
}

/** What a key says, however it is written: `@TotalPages` and `total_pages` are one. */
export function wordOf(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, '');
}

function isYes(value: unknown): boolean {
  return value === true || value === 'true';
}

function isNamed(value: unknown): boolean {
  if (typeof value === 'number') return value > 0;
  if (typeof value === 'string') return value.trim() !== '';
  // Of HAL and JSON:API: `next: { href: … }`; of others: `next: { after: … }`.
  if (value === null || typeof value !== 'object') return false;
  return ['href', 'link', 'after'].some(
    (key) => Object.hasOwn(value, key) && isNamed((value as Record<string, unknown>)[key]),
  );
}
