import type { Contact } from '../contact/contact.ts';
import type { Target } from './target.ts';

/**
 * Who is in Jojka and in no CRM, as far as the account's pipelines know: not desired here, wanted by no other pipeline,
 * neither created nor adopted by this product, and left there (P3). Keeps their numbers alone, since there may be a million.
 */
export function createUnmanaged(
  existing: ReadonlyMap<string, Contact>,
  isManaged: (msisdn: string) => boolean,
): {
  see(contact: Contact, target: Target): void;
  /** May be read more than once. */
  readonly list: Iterable<Contact>;
} {
  const numbers: string[] = [];
  return {
    list: {
      *[Symbol.iterator]() {
        for (const msisdn of numbers) yield existing.get(msisdn) as Contact;
      },
    },
    see: ({ msisdn }, target) => {
      if (target.kind !== 'absent' || (target.reason !== 'unmanaged' && target.reason !== 'kept')) return;
      if (target.wantedBy === undefined && !isManaged(msisdn)) numbers.push(msisdn);
    },
  };
}
