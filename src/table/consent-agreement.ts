import { type Consent, type ConsentState, consentStates, type KnownConsent } from '../contact/consent.ts';
import type { Day } from '../contact/day.ts';
import type { DesiredContact } from '../contact/desired.ts';
import type { Want } from '../contact/ledger.ts';
import { DesiredColumns, WantColumns } from './columns.ts';
import { ConsentColumns, dayless, KnownConsentColumns, ListColumns } from './consents.ts';
import { NumberMap } from './number-map.ts';

/**
 * Numbers of which a source says tonight what the ledger has of it: nearly all, in most nights. Whoever looks for what is new looks
 * at the others alone, and takes what these come to as figures. Of tables that are plain Maps nothing is known to agree.
 */
export interface SaidAsBefore {
  /** The entries of a table but those of numbers of the agreement. */
  others<Value>(table: ReadonlyMap<string, Value>): Iterable<readonly [string, Value]>;
  /** How many say each thing, of each day. */
  counts(): Iterable<readonly [state: ConsentState, at: Day | undefined, contacts: number]>;
}

const nothingKnown: SaidAsBefore = { others: (table) => table, counts: () => [] };

/**
 * @param said what a source says tonight, and what the ledger has of it
 * @param groups.of the groups that a contact is to be in, and those that are withheld from him: both are what the ledger keeps; without a
 *   yes also those that he was to be in, and of a no all that are named
 * @param maxAge for how many days a yes holds
 * @param except numbers of which something else is said besides
 */
export function saidAsBefore(
  said: { readonly of: ReadonlyMap<string, Consent>; readonly known: ReadonlyMap<string, KnownConsent> },
  groups: {
    readonly contacts: ReadonlyMap<string, DesiredContact>;
    readonly withheld: ReadonlyMap<string, readonly string[]>;
    readonly wants: ReadonlyMap<string, Want>;
    readonly needsYes: (group: string) => boolean;
    readonly named: readonly string[];
  },
  maxAge: number | undefined,
  except: Iterable<string>,
): SaidAsBefore {
  const [of, known] = [compact(said.of, ConsentColumns), compact(said.known, KnownConsentColumns)];
  const contacts = compact(groups.contacts, DesiredColumns);
  if (!of || known?.numbers !== of.numbers || contacts?.numbers !== of.numbers) return nothingKnown;
  const withheld = compact(groups.withheld, ListColumns);
  if (groups.withheld.size > 0 && withheld?.numbers !== of.numbers) return nothingKnown;
  const wants = compact(groups.wants, WantColumns);
  if (groups.wants.size > 0 && wants?.numbers !== of.numbers) return nothingKnown;
  const [yes, no] = [consentStates.indexOf('yes'), consentStates.indexOf('no')];
  const { lists } = of.columns.shared;
  const named = lists.idOf([...groups.named]);
  /** The list that the ledger would have for a contact, by its lists of both kinds: there are few of them. */
  const expected = new Map<number, number>();
  const together = (own: number, other: number): number => {
    const pair = own * 0x100_0000 + other;
    const before = expected.get(pair);
    if (before !== undefined) return before;
    const all = new Set([...lists.list(own), ...lists.list(other)]);
    const made = lists.idOf([...all].filter(groups.needsYes).sort());
    expected.set(pair, made);
    return made;
  };
  const isKnownList = (id: number, state: number, list: number): boolean => {
    const other = withheld?.hasId(id) ? withheld.columns.lists.at(id) : 0;
    const asked = together(contacts.columns.groups.at(id), other);
    if (!lists.isSameSet(state === no ? together(asked, named) : asked, list)) return false;
    return (
      state === yes || !wants?.hasId(id) || lists.isSameSet(together(list, wants.columns.groups.at(id)), list)
    );
  };
  const isSaid = (id: number, state: number, day: number): boolean => {
    if (state !== known.columns.states[id] || day !== known.columns.days[id]) return false;
    const until = state === yes && day !== dayless && maxAge !== undefined ? day + maxAge : dayless;
    return known.columns.untils[id] === until;
  };
  const agreed = new Uint8Array(of.numbers.size());
  const isExcepted = new Set([...except].map((msisdn) => of.numbers.find(msisdn)));
  const counts = new Map<number, number>();
  for (let place = 0; place < of.places; place++) {
    const id = of.idAt(place);
    if (id < 0 || !known.hasId(id) || !contacts.hasId(id) || isExcepted.has(id)) continue;
    const [state, day] = [of.columns.states[id] as number, of.columns.days[id] as number];
    if (!isSaid(id, state, day)) continue;
    if (!isKnownList(id, state, known.columns.groups.at(id))) continue;
    agreed[id] = 1;
    const key = (day - dayless) * consentStates.length + state;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return {
    *others<Value>(table: ReadonlyMap<string, Value>) {
      if (!(table instanceof NumberMap) || table.numbers !== of.numbers) {
        for (const entry of table) if (agreed[of.numbers.find(entry[0])] !== 1) yield entry;
        return;
      }
      for (let place = 0; place < table.places; place++) {
        const id = table.idAt(place);
        if (id >= 0 && agreed[id] !== 1) yield table.entry(id) as readonly [string, Value];
      }
    },
    *counts() {
      for (const [key, contactsOf] of counts) {
        const day = Math.floor(key / consentStates.length) + dayless;
        const state = consentStates[key % consentStates.length] as ConsentState;
        yield [state, day === dayless ? undefined : day, contactsOf];
      }
    },
  };
}

/** The numbers of a table that others do not have. */
export function* beyond(
  table: ReadonlyMap<string, unknown>,
  others: readonly ReadonlyMap<string, unknown>[],
): Generator<string> {
  const [first, ...rest] = [table, ...others];
  const isCompact = (one: ReadonlyMap<string, unknown>): one is NumberMap<unknown> =>
    one instanceof NumberMap;
  if (!first || !isCompact(first) || !rest.every((one) => isCompact(one) && one.numbers === first.numbers)) {
    for (const msisdn of table.keys()) if (!others.some((one) => one.has(msisdn))) yield msisdn;
    return;
  }
  const compacts = rest as unknown as readonly NumberMap<unknown>[];
  for (let place = 0; place < first.places; place++) {
    const id = first.idAt(place);
    if (id >= 0 && !compacts.some((one) => one.hasId(id))) yield first.numbers.msisdn(id);
  }
}

/** The numbers of which a source says anything but yes. */
export function* withoutYes(of: ReadonlyMap<string, Consent>): Generator<string> {
  const table = compact(of, ConsentColumns);
  if (!table) {
    for (const [msisdn, { state }] of of) if (state !== 'yes') yield msisdn;
    return;
  }
  const yes = consentStates.indexOf('yes');
  for (let place = 0; place < table.places; place++) {
    const id = table.idAt(place);
    if (id >= 0 && table.columns.states[id] !== yes) yield table.numbers.msisdn(id);
  }
}

function compact<Value, Rows extends object>(
  table: ReadonlyMap<string, Value>,
  kind: new (...args: never[]) => Rows,
): (NumberMap<Value> & { readonly columns: Rows }) | undefined {
  return table instanceof NumberMap && table.columns instanceof kind
    ? (table as unknown as NumberMap<Value> & { readonly columns: Rows })
    : undefined;
}
