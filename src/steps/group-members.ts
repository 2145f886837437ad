import { loadLimits } from '../config/limits.ts';
import type { Contact } from '../contact/contact.ts';
import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';
import type { JojkaClient } from '../jojka/client.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withinMinutes } from '../session/within-minutes.ts';
import { readJojka } from './existing.ts';

/** Jojka's name for every contact of the account. */
const everybody = 'all';

/**
 * Numbers of the members of each group, as Jojka's export has them.
 *
 * @throws UsageError when nobody is in one of them
 */
export async function membersOf(
  client: JojkaClient,
  names: readonly string[],
  environment: RunEnvironment,
): Promise<{ name: string; msisdns: string[] }[]> {
  if (names.length === 0) return [];
  const limits = loadLimits({});
  const contacts = await withinMinutes(limits.maxMinutes, environment, 'Nothing was sent.', (within) =>
    readJojka(client, limits, within, undefined),
  );
  return [...new Set(names)].map((name) => {
    const msisdns = [...contacts.values()]
      .filter((contact) => isMember(contact, name))
      .map(({ msisdn }) => msisdn);
    if (msisdns.length === 0) throw noMembers(name, contacts.values());
    return { name, msisdns };
  });
}

function isMember({ groups }: Contact, name: string): boolean {
  return name === everybody || groups.includes(name);
}

function noMembers(name: string, contacts: Iterable<Contact>): UsageError {
  const known = [...new Set([...contacts].flatMap(({ groups }) => groups))].sort();
  const near = nearest(name, known);
  return new UsageError(`Nobody is in a group "${name}".`, {
    advice: `Nothing was sent. ${
      near
        ? `Did you mean "${near}"?`
        : known.length > 0
          ? `Groups there are: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.`
          : 'No contact is in any group.'
    }`,
  });
}
