import type { Contact } from '../contact/contact.ts';
import type { LedgerContact } from '../contact/ledger.ts';
import { LedgerContactColumns } from './columns.ts';
import { NumberMap } from './number-map.ts';

/** How many contacts are managed, some left aside, and how many of these are not there. */
export interface ManagedCount {
  readonly managed: number;
  readonly missing: number;
}

/** Counts who is managed, and who of them is not among the existing; of a compact table no contact is made anew for it. */
export function countManaged(
  known: ReadonlyMap<string, LedgerContact>,
  existing?: ReadonlyMap<string, Contact>,
  aside: ReadonlySet<string> = new Set(),
): ManagedCount {
  if (
    isCompact(known) &&
    (!existing || (existing instanceof NumberMap && existing.numbers === known.numbers))
  )
    return countCompact(known, existing, aside);
  let managed = 0;
  let missing = 0;
  for (const [msisdn, contact] of known) {
    if (!contact.managed || aside.has(msisdn)) continue;
    managed++;
    if (existing && !existing.has(msisdn)) missing++;
  }
  return { managed, missing };
}

type CompactLedger = NumberMap<LedgerContact, LedgerContactColumns>;

function isCompact(known: ReadonlyMap<string, LedgerContact>): known is CompactLedger {
  return known instanceof NumberMap && known.columns instanceof LedgerContactColumns;
}

function countCompact(
  known: CompactLedger,
  existing: NumberMap<Contact> | undefined,
  aside: ReadonlySet<string>,
): ManagedCount {
  let managed = 0;
  let missing = 0;
  for (let place = 0; place < known.places; place++) {
    const id = known.idAt(place);
    if (id < 0 || !known.columns.isManaged(id)) continue;
    if (aside.size > 0 && aside.has(known.numbers.msisdn(id))) continue;
    managed++;
    if (existing && !existing.hasId(id)) missing++;
  }
  return { managed, missing };
}
