import type { Knex } from 'knex';
import type { LedgerContact, Want } from '../contact/ledger.ts';
import type { ListPool } from '../contact/list-pool.ts';
import type { PlainContactSink, PlainWantSink } from '../contact/plain-ledger.ts';
import { contactReader, contactRows } from './ledger-contacts.ts';
import type { LedgerSink } from './ledger-page.ts';
import { wantReader, wantRows } from './ledger-wants.ts';
import { touchedPages } from './rows.ts';

/** What somebody has changed since an edition was begun, as the rows have it now; undefined: the row is gone. */
interface Touched<Value> {
  readonly pipeline: string;
  readonly values: Map<string, Value | undefined>;
}

/** The rows of an account that were touched since an edition was begun: contacts, and wants by pipeline. */
export interface TouchedRows {
  readonly contacts: Touched<LedgerContact>;
  readonly wants: readonly Touched<Want>[];
}

/** Reads what was touched, row by row. */
export async function readTouched(
  trx: Knex.Transaction,
  of: { readonly accountId: number; readonly edition: string },
  pool: ListPool,
): Promise<TouchedRows> {
  const contacts: Touched<LedgerContact> = { pipeline: '', values: new Map() };
  const wants = new Map<string, Touched<Want>>();
  const wantsOf = (pipeline: string) => {
    const known = wants.get(pipeline) ?? { pipeline, values: new Map() };
    wants.set(pipeline, known);
    return known.values;
  };
  const sink: LedgerSink = {
    contact: (msisdn, contact) => contacts.values.set(msisdn, contact),
    want: (pipeline, msisdn, want) => wantsOf(pipeline).set(msisdn, want),
  };
  const [readContact, readWant] = [contactReader(pool, sink), wantReader(pool, sink)];
  for await (const page of touchedPages(trx, 'contact', contactRows, of))
    for (const [, msisdn, row] of page)
      if (row) readContact(row);
      else contacts.values.set(msisdn, undefined);
  for await (const page of touchedPages(trx, 'want', wantRows, of))
    for (const [pipeline, msisdn, row] of page)
      if (row) readWant(row);
      else wantsOf(pipeline).set(msisdn, undefined);
  return { contacts, wants: [...wants.values()].sort((a, b) => compare(a.pipeline, b.pipeline)) };
}

/**
 * A sink for the pages of an edition, which gives them on without what was touched, and with that as it is now: each key
 * once, and in order, as long as the pages are in order.
 *
 * @returns `end`: to be called after the last page
 */
export function withTouched(
  touched: TouchedRows,
  sink: LedgerSink,
): { readonly sink: LedgerSink; readonly end: () => void } {
  const contacts = shelf(touched.contacts.values, (msisdn, contact) => sink.contact(msisdn, contact));
  const wants = touched.wants.map(({ pipeline, values }) => ({
    pipeline,
    ...shelf(values, (msisdn, want) => sink.want(pipeline, msisdn, want)),
  }));
  const byName = new Map(wants.map((one) => [one.pipeline, one]));
  let current: string | undefined;
  let own: (typeof wants)[number] | undefined;
  const turnTo = (pipeline: string) => {
    contacts.giveRest();
    own?.giveRest();
    for (const earlier of wants) if (compare(earlier.pipeline, pipeline) < 0) earlier.giveRest();
    current = pipeline;
    own = byName.get(pipeline);
  };
  const { plain } = sink;
  return {
    sink: {
      plain: plain && {
        contacts: () => onlyUntouched(plain.contacts(), contacts.isUntouched),
        wants: (pipeline) => {
          if (pipeline !== current) turnTo(pipeline);
          return onlyUntouched(plain.wants(pipeline), own?.isUntouched);
        },
      },
      contact: (msisdn, contact) => {
        if (!contacts.takes(msisdn)) sink.contact(msisdn, contact);
      },
      want: (pipeline, msisdn, want) => {
        if (pipeline !== current) turnTo(pipeline);
        if (!own?.takes(msisdn)) sink.want(pipeline, msisdn, want);
      },
    },
    end: () => {
      contacts.giveRest();
      for (const one of wants) one.giveRest();
    },
  };
}

/** The same sink for entries that were not touched: these alone go the short way. */
function onlyUntouched<Plain extends PlainContactSink | PlainWantSink>(
  plain: Plain | undefined,
  isUntouched: ((msisdn: number) => boolean) | undefined,
): Plain | undefined {
  return plain && isUntouched ? { ...plain, takes: isUntouched } : plain;
}

/** What was touched, given out in the order of its keys between those that were not. */
function shelf<Value>(
  values: ReadonlyMap<string, Value | undefined>,
  give: (msisdn: string, value: Value) => void,
): {
  readonly takes: (msisdn: string) => boolean;
  /** Whether a number was not touched, and nothing that was is to be given before it; false where it takes a look at the text. */
  readonly isUntouched: (msisdn: number) => boolean;
  readonly giveRest: () => void;
} {
  const entries = [...values].sort(([a], [b]) => compare(a, b));
  const numbers = new Set(entries.map(([msisdn]) => Number(msisdn)));
  let at = 0;
  /** Numbers from the one up to the other stand before what is to be given next: they have as many digits. */
  let [from, to] = [0, 0];
  const look = () => {
    const next = entries[at]?.[0];
    const isPlain = next !== undefined && /^[1-9]\d{0,14}$/.test(next);
    from = isPlain ? 10 ** (next.length - 1) : 0;
    to = next === undefined ? Number.POSITIVE_INFINITY : isPlain ? Number(next) : 0;
  };
  look();
  const giveNext = () => {
    const [msisdn, value] = entries[at++] as [string, Value | undefined];
    look();
    if (value !== undefined) give(msisdn, value);
  };
  return {
    takes: (msisdn) => {
      while (at < entries.length && (entries[at] as [string, unknown])[0] <= msisdn) giveNext();
      return values.has(msisdn);
    },
    isUntouched: (msisdn) => msisdn >= from && msisdn < to && !numbers.has(msisdn),
    giveRest: () => {
      while (at < entries.length) giveNext();
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
