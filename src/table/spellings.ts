import type { LedgerContact } from '../contact/ledger.ts';
import { LedgerContactColumns } from './columns.ts';
import { NumberMap } from './number-map.ts';

/** What Jojka stored in another spelling, of all contacts with whom it did (P8); of a compact table no others are looked at. */
export function* spellingsIn(
  contacts: ReadonlyMap<string, LedgerContact>,
): Generator<NonNullable<LedgerContact['spellings']>> {
  if (contacts instanceof NumberMap && contacts.columns instanceof LedgerContactColumns) {
    yield* contacts.columns.spellings();
    return;
  }
  for (const { spellings } of contacts.values()) if (spellings) yield spellings;
}
