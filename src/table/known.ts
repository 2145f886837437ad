import type { Contact } from '../contact/contact.ts';
import type { LedgerContact } from '../contact/ledger.ts';
import { LedgerContactColumns } from './columns.ts';
import { NumberMap } from './number-map.ts';

/** How many contacts there are of a kind, some left aside, and how many of these are not there. */
export interface KnownCount {
  readonly count: number;
  readonly missing: number;
}

/** Whom the ledger knows: all of them, and those who are managed. */
export interface KnownCounts {
  readonly all: KnownCount;
  readonly managed: KnownCount;
}

/** Counts whom the ledger knows, and who of them is not among the existing; of a compact table no contact is made anew for it. */
export function countKnown(
  known: ReadonlyMap<string, LedgerContact>,
  existing?: ReadonlyMap<string, Contact>,
  aside: ReadonlySet<string> = new Set(),
): KnownCounts {
  const tally = createTally();
  if (
    isCompact(known) &&
    (!existing || (existing instanceof NumberMap && existing.numbers === known.numbers))
  )
    countCompact(known, existing, aside, tally);
  else
    for (const [msisdn, { managed }] of known)
      if (!aside.has(msisdn))
        tally.add(managed !== undefined, existing !== undefined && !existing.has(msisdn));
  return tally;
}

type CompactLedger = NumberMap<LedgerContact, LedgerContactColumns>;

function isCompact(known: ReadonlyMap<string, LedgerContact>): known is CompactLedger {
  return known instanceof NumberMap && known.columns instanceof LedgerContactColumns;
}

function countCompact(
  known: CompactLedger,
  existing: NumberMap<Contact> | undefined,
  aside: ReadonlySet<string>,
  tally: Tally,
): void {
  for (let place = 0; place < known.places; place++) {
    const id = known.idAt(place);
    if (id < 0) continue;
    if (aside.size > 0 && aside.has(known.numbers.msisdn(id))) continue;
    tally.add(known.columns.isManaged(id), existing !== undefined && !existing.hasId(id));
  }
}

type Tally = ReturnType<typeof createTally>;

function createTally() {
  const all = { count: 0, missing: 0 };
  const managed = { count: 0, missing: 0 };
  return {
    all,
    managed,
    add: (isManaged: boolean, isMissing: boolean) => {
      all.count++;
      if (isMissing) all.missing++;
      if (!isManaged) return;
      managed.count++;
      if (isMissing) managed.missing++;
    },
  };
}
