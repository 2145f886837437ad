import { sizeOfJson } from '../json-size.ts';

const megabyte = 1024 * 1024;

/** How large a list may be in megabytes, where nobody says otherwise. All other bounds of answers grow and shrink with it. */
export const usualMegabytes = 64;

/** Between these it may be set: beyond, the engine has no text as long. */
export const answerMegabytes = { least: 1, most: 400 } as const;

/** Where it is set, for messages. */
const raise =
  'If the list may be as large, raise the bound: load.answerMegabytes in the pipeline, or JOJKA_ANSWER_MEGABYTES in the environment for a command that has no pipeline.';

/** What to do about an answer that is beyond a bound. */
export const boundAdvice = `Check JOJKA_API_URL. ${raise}`;

/** Endpoints that answer with lists, or may repeat the list that they were sent. An export page of 10,000 contacts is some 2 MB. */
const lists: ReadonlySet<string> = new Set([
  'export_contacts_list',
  'import_contacts_list',
  'fetch_replies',
  'get_msg_ids_by_campaign_id',
  'get_campaign_recipients_status',
  'get_groups_from_msisdn',
]);

/**
 * How large an answer may be, in bytes: a list, or the few words that all others have.
 *
 * @param megabytes of a list
 */
export function mostBytes(endpoint: string, megabytes: number = usualMegabytes): number {
  return Math.floor((lists.has(endpoint) ? megabytes : megabytes / usualMegabytes) * megabyte);
}

/** A page of 10,000 contacts with 100 groups each has a million values, in some 20 MB. */
const usualValues = 3_000_000;
/** The document's deepest answer has four: none is meant that has more, so nobody needs to set it. */
const mostDepth = 32;

/**
 * What is wrong with an answer that would take more memory than a machine has, once it is taken apart: more values, or
 * more of them within each other, than any that Jojka gives.
 *
 * @param megabytes how large a list may be
 * @returns what, and whether a bound that can be set lifts it; undefined where nothing is
 */
export function monstrous(
  body: string,
  megabytes: number = usualMegabytes,
): { readonly what: string; readonly isSettable: boolean } | undefined {
  // A page of HTML holds brackets of another kind.
  if (!/^\s*[[{]/.test(body)) return undefined;
  const values = mostValues(megabytes);
  const { beyond } = sizeOfJson(body, { values, depth: mostDepth });
  if (beyond === 'depth')
    return { what: `it has more than ${mostDepth} lists within each other`, isSettable: false };
  if (beyond === 'values') return { what: `it holds more than ${values} values`, isSettable: true };
  return undefined;
}

function mostValues(megabytes: number): number {
  return Math.floor((usualValues * megabytes) / usualMegabytes);
}

/** Whether an answer is so short that it can hold no more values than it may: each takes a character at least. */
export function isWithin(body: string, megabytes: number = usualMegabytes): boolean {
  return body.length <= mostValues(megabytes);
}
