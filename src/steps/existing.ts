import type { LoadLimits } from '../config/limits.ts';
import type { Contact } from '../contact/contact.ts';
import type { Ledger } from '../contact/ledger.ts';
import { RefusedError } from '../errors.ts';
import { readExisting } from '../extract/existing.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { type GuardLimits, isExceeded } from '../plan/guard.ts';
import { note, type RunEnvironment } from '../session/environment.ts';
import { countKnown, type KnownCount } from '../table/known.ts';
import { plainTables, type Tables } from '../table/tables.ts';

/** An export that cannot be true (P13): too much of what the ledger knows is not in it. Exit 3. */
export class ImplausibleExportError extends RefusedError {}

/** What an export is held against (P13). */
export interface Belief {
  readonly ledger: Pick<Ledger, 'contacts'>;
  /** Contacts that were removed since, and that nobody misses. */
  readonly removed?: ReadonlySet<string>;
  readonly guards: Pick<GuardLimits, 'missing' | 'floor'>;
}

/**
 * Reads Jojka's export (P2), and tells how far it is. One that cannot be true is read again; if it stays so it is
 * refused, before anything is forgotten (P13).
 *
 * @param belief what it is held against; nothing, where left out
 * @param tables what the contacts are kept in; those of a run are compact
 * @returns contacts by their MSISDN
 * @throws ExportMovedError when the list kept moving
 * @throws EndlessExportError when it has no end
 * @throws ImplausibleExportError when it cannot be true
 */
export async function readJojka(
  client: JojkaClient,
  { concurrency, mostContacts }: Pick<LoadLimits, 'concurrency' | 'mostContacts'>,
  environment: RunEnvironment,
  belief: Belief | undefined,
  tables: Tables = plainTables,
): Promise<ReadonlyMap<string, Contact>> {
  const read = () =>
    readExisting(client, {
      concurrency,
      mostContacts,
      tables,
      signal: environment.signal,
      onProgress: (done) => environment.emit({ kind: 'progress', step: 'export', done }),
      onWarning: (warning) => environment.emit({ kind: 'warning', warning }),
    });
  const first = await read();
  if (!belief || isPlausible(first, belief)) return first;
  note(environment, 'warn', 'much of what the ledger knows is not in the export: reading it again');
  const second = await read();
  if (isPlausible(second, belief)) return second;
  throw implausible(second, belief);
}

function isPlausible(existing: ReadonlyMap<string, Contact>, belief: Belief): boolean {
  const { all, managed } = countKnown(belief.ledger.contacts, existing, belief.removed);
  const { missing: limit } = belief.guards;
  if (limit !== 'off' && existing.size === 0 && all.count > 0) return false;
  return !isTooMuch(all, belief) && !isTooMuch(managed, belief);
}

function isTooMuch({ count, missing }: KnownCount, { guards }: Belief): boolean {
  return isExceeded(missing, count, guards.missing, guards.floor);
}

function implausible(existing: ReadonlyMap<string, Contact>, belief: Belief): ImplausibleExportError {
  const { all, managed } = countKnown(belief.ledger.contacts, existing, belief.removed);
  const figure = (value: number) => value.toLocaleString('en-US');
  const [which, does] = isTooMuch(managed, belief) ? [managed, 'manages'] : [all, 'knows'];
  const what =
    existing.size === 0
      ? `Jojka's export is empty, and the ledger knows ${figure(all.count)} contacts`
      : `${figure(which.missing)} of the ${figure(which.count)} contacts that the ledger ${does} are not in Jojka's export (limit ${belief.guards.missing})`;
  return new ImplausibleExportError(`${what}. It was read twice.`, {
    advice:
      'No contact was changed, and nothing is forgotten. Look in Jojka whether they are there. If they are, try again later; if the account really was emptied:\njojka-sync sync PIPELINE --accept-loss',
  });
}
