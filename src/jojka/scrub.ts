import { keyPattern } from '../api-keys.ts';
import { foreignText, maskNumbersIn } from '../contact/mask.ts';
import { withoutSpelled } from '../contact/spelled.ts';
import type { Parameters } from './endpoints.ts';

/**
 * Takes out of the service's words what must not reach a log: the key (K1), phone numbers, and the names and texts
 * that the call itself carried (K2). A service may quote the request in its complaint.
 */
export function createScrub(apiKey: string, parameters: Parameters): (text: string) => string {
  return (text) => {
    let clean = text.replace(keyPattern(apiKey), '[key]');
    for (const value of personal(parameters)) clean = withoutSpelled(clean, value, '[…]');
    return foreignText(maskNumbersIn(clean));
  };
}

/** Names and message texts, the longest first; a text of two letters would be found in every word. */
function personal({ name, msg, contacts_list }: Parameters): string[] {
  const rows = contacts_list?.split(/\r?\n/).map((row) => row.split(/[;,]/)[1]) ?? [];
  return [...new Set([name, msg, ...rows])]
    .filter((value) => value !== undefined)
    .filter((value) => value.trim().length > 2)
    .sort((a, b) => b.length - a.length);
}
