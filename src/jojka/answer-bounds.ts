const megabyte = 1024 * 1024;

/** Endpoints that answer with lists, or may repeat the list that they were sent. An export page of 10,000 contacts is some 2 MB. */
const lists: ReadonlySet<string> = new Set([
  'export_contacts_list',
  'import_contacts_list',
  'fetch_replies',
  'get_msg_ids_by_campaign_id',
  'get_campaign_recipients_status',
  'get_groups_from_msisdn',
]);

/** How large an answer may be, in bytes: a list, or the few words that all others have. */
export function mostBytes(endpoint: string): number {
  return lists.has(endpoint) ? 64 * megabyte : megabyte;
}

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
  for (let at = 0; at < body.length; at++) {
    const sign = body.charCodeAt(at);
    if (sign === quote) at = endOfText(body, at);
    else if (sign === 0x5d || sign === 0x7d) depth--;
    else if (sign === 0x5b || sign === 0x7b) depth++;
    if (sign === 0x2c || sign === 0x5b || sign === 0x7b) values++;
    if (depth > mostDepth) return `it has more than ${mostDepth} lists within each other`;
    if (values > mostValues) return `it holds more than ${mostValues} values`;
  }
  return undefined;
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
