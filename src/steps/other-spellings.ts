import type { Pipeline } from '../config/schema.ts';
import type { Contact } from '../contact/contact.ts';
import type { Desired } from '../contact/desired.ts';
import type { Warning } from '../contact/rejection.ts';
import { numbersBeyond } from '../table/number-map.ts';
import { createMsisdnParser } from '../transform/msisdn.ts';

/** How many numbers the warning names. */
const most = 10;

/**
 * Contacts that Jojka holds under a number that is no MSISDN, such as `+46…`, `070-…` or `460…`, beside or in place of a
 * desired one: whoever is there twice gets every SMS twice.
 */
export function otherSpellingWarnings(
  existing: ReadonlyMap<string, Contact>,
  desired: Desired,
  { transform }: Pipeline,
): Warning[] {
  const found: string[] = [];
  let parser: ReturnType<typeof createMsisdnParser> | undefined;
  for (const spelled of numbersBeyond(existing, desired.contacts)) {
    parser ??= createMsisdnParser({ region: transform.region, types: transform.numberTypes });
    const isDesired = parser.readAny(spelled).some((msisdn) => desired.contacts.has(msisdn));
    if (isDesired && parser.asMsisdn(spelled) === undefined) found.push(spelled);
  }
  if (found.length === 0) return [];
  return [
    {
      code: 'other-number-spelling',
      figures: {
        total: found.length,
        examples: found.slice(0, most),
        more: Math.max(0, found.length - most),
      },
    },
  ];
}
