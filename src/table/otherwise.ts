import type { Contact } from '../contact/contact.ts';
import type { LedgerContact } from '../contact/ledger.ts';
import { ContactColumns, LedgerContactColumns } from './columns.ts';
import { NumberMap } from './number-map.ts';

/**
 * Contacts of one list that are not in another just so; of compact tables of one run all others are passed over by their ids. Of plain
 * Maps nothing is known, and all are given: whoever asks compares them anyway.
 */
export function* otherwiseThere(
  contacts: ReadonlyMap<string, Contact>,
  now: ReadonlyMap<string, Contact>,
): Generator<Contact> {
  const [one, other] = [contactTable(contacts), contactTable(now)];
  if (!one || other?.numbers !== one.numbers) {
    yield* contacts.values();
    return;
  }
  for (let place = 0; place < one.places; place++) {
    const id = one.idAt(place);
    if (id < 0) continue;
    const isSame =
      other.hasId(id) &&
      one.columns.names[id] === other.columns.names[id] &&
      one.columns.groups.at(id) === other.columns.groups.at(id);
    if (!isSame) yield one.columns.read(id, one.numbers.msisdn(id));
  }
}

/**
 * The same of whom the ledger knows: those of whom it has nothing to learn from what is there are passed over. He is there, in just the
 * groups that it knows to be ours.
 */
export function* knownOtherwise(
  known: ReadonlyMap<string, LedgerContact>,
  now: ReadonlyMap<string, Contact>,
): Generator<readonly [string, LedgerContact]> {
  const there = contactTable(now);
  const isCompact = known instanceof NumberMap && known.columns instanceof LedgerContactColumns;
  if (!isCompact || there?.numbers !== known.numbers) {
    yield* known;
    return;
  }
  const { columns } = known as NumberMap<LedgerContact, LedgerContactColumns>;
  const { lists } = columns.shared;
  for (let place = 0; place < known.places; place++) {
    const id = known.idAt(place);
    if (id < 0) continue;
    const [ours, actual] = [columns.groups.at(id), there.columns.groups.at(id)];
    const isKnown =
      there.hasId(id) &&
      lists.isSameSet(ours, actual) &&
      lists.list(ours).length === lists.list(actual).length &&
      (columns.isManaged(id) || ours !== 0);
    if (!isKnown) yield known.entry(id);
  }
}

function contactTable(
  contacts: ReadonlyMap<string, Contact>,
): NumberMap<Contact, ContactColumns> | undefined {
  return contacts instanceof NumberMap && contacts.columns instanceof ContactColumns
    ? (contacts as NumberMap<Contact, ContactColumns>)
    : undefined;
}
