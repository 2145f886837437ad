import type { Contact } from '../contact/contact.ts';
import { holds } from '../contact/holds.ts';
import { type BlockOrigin, isOfOthers, type Ledger, type LedgerContact } from '../contact/ledger.ts';
import { isSameList } from '../contact/same-list.ts';
import type { Change } from '../plan/change.ts';
import type { NewBlock } from '../state/ledger-blocks.ts';
import { tablesFor } from '../table/collect.ts';
import { knownOtherwise } from '../table/otherwise.ts';
import { plainTables, type Tables } from '../table/tables.ts';
import type { ChangeState } from './outcome.ts';
import type { Finding, Spellings } from './verify.ts';

/** What the ledger is to learn of contacts. */
export interface ConfirmedDelta {
  readonly contacts: ReadonlyMap<string, LedgerContact>;
  readonly dropContacts: readonly string[];
}

/**
 * What an export confirms of a plan's changes (V1): the ledger records only what Jojka was seen to hold. A contact
 * that the plan created is managed from now on; a membership that it added is ours; what is gone from Jojka is ours
 * no more, whoever took it away.
 *
 * Whom the ledger knows as somebody else's stays somebody else's (P3): that an export lacked him does not tell that he was
 * gone. While a pipeline wants him that is not forgotten either, or he would be learned as created the night after (P13).
 *
 * Who was to be created by a call that nobody knows the end of, and is there otherwise than was asked for, somebody else may
 * have created meanwhile: nothing of him is ours.
 *
 * @param changes those of the plan's changes that may have been carried out
 * @param unsure those of which nobody knows that they were
 * @param findings verify's verdict on every contact that the plan touches
 * @param now what Jojka holds
 * @param options.before what it held a moment ago, where that is known: what only one of the two exports lacks is not forgotten
 * @param options.tables what is learned is kept in; of a first load that is as much as the ledger itself
 */
export function confirm(
  input: {
    readonly pipeline: string;
    readonly changes: readonly Change[];
    readonly unsure?: ReadonlySet<Change>;
    readonly findings: Iterable<Finding>;
  },
  ledger: Ledger,
  now: ReadonlyMap<string, Contact>,
  {
    before,
    tables = plainTables,
  }: { readonly before?: ReadonlyMap<string, Contact> | undefined; readonly tables?: Tables } = {},
): ConfirmedDelta {
  // One export that lacks somebody who was there a moment ago says little: the next one decides (P13, V1).
  const isGone = (msisdn: string) => !before?.has(msisdn) && !isWantedOfOthers(ledger, msisdn);
  const kept = tablesFor(input.changes.length, tables);
  const { created, added } = carriedOut(input, kept);
  const contacts = kept.ledgerContacts();
  const dropContacts: string[] = [];
  const touched = kept.numbers();
  for (const { msisdn, expected, actual, spellings } of input.findings) {
    touched.add(msisdn);
    if (!actual && expected && !isGone(msisdn)) continue;
    const known = ledger.contacts.get(msisdn);
    const learned = actual
      ? learn(known, actual.groups, added.get(msisdn) ?? [], {
          createdBy: created.has(msisdn) && !isOfOthers(known) ? input.pipeline : undefined,
          spellings,
        })
      : undefined;
    if (learned && !same(known, learned)) contacts.set(msisdn, learned);
    else if (!learned && known) dropContacts.push(msisdn);
  }
  for (const [msisdn, known] of knownOtherwise(ledger.contacts, now)) {
    if (touched.has(msisdn)) continue;
    const actual = now.get(msisdn);
    const learned = actual ? learn(known, actual.groups, [], {}) : undefined;
    if (!learned) {
      if (actual || isGone(msisdn)) dropContacts.push(msisdn);
    } else if (!same(known, learned)) contacts.set(msisdn, learned);
  }
  return { contacts, dropContacts };
}

/** Whom changes have created, and which groups somebody was put into. */
function carriedOut(
  { changes, unsure, findings }: Parameters<typeof confirm>[0],
  tables: Tables,
): { readonly created: ReadonlySet<string>; readonly added: ReadonlyMap<string, readonly string[]> } {
  const asAsked = new Set<string>();
  if (unsure && unsure.size > 0)
    for (const { msisdn, verdict } of findings)
      if (verdict === 'confirmed' || verdict === 'respelled') asAsked.add(msisdn);
  const added = tables.lists();
  const created = tables.numbers();
  for (const change of changes)
    if (change.kind === 'create') {
      if (unsure?.has(change) && !asAsked.has(change.msisdn)) continue;
      created.add(change.msisdn);
      added.set(change.msisdn, change.groups);
    } else if (change.kind === 'addMembership')
      added.set(change.msisdn, [...(added.get(change.msisdn) ?? []), change.group]);
  return { created, added };
}

/** Whether a pipeline wants somebody whom the ledger knows as somebody else's. */
function isWantedOfOthers({ contacts, wants }: Ledger, msisdn: string): boolean {
  if (!isOfOthers(contacts.get(msisdn))) return false;
  for (const wanted of wants.values()) {
    const want = wanted.get(msisdn);
    if (want && !want.optedOut) return true;
  }
  return false;
}

function learn(
  known: LedgerContact | undefined,
  actual: readonly string[],
  added: readonly string[],
  news: { createdBy?: string | undefined; spellings?: Spellings | undefined },
): LedgerContact | undefined {
  const groupSpellings = { ...known?.spellings?.groups, ...news.spellings?.groups };
  const isThere = (group: string) => holds(actual, group) || holds(actual, groupSpellings[group] ?? group);
  const groups = [...new Set([...(known?.groups ?? []), ...added])].filter(isThere);
  const managed = known?.managed ?? (news.createdBy ? 'created' : undefined);
  const pipeline = known?.pipeline ?? news.createdBy;
  const name = news.spellings?.name ?? known?.spellings?.name;
  const hasGroupSpellings = Object.keys(groupSpellings).length > 0;
  const spellings =
    name || hasGroupSpellings
      ? { ...(name && { name }), ...(hasGroupSpellings && { groups: groupSpellings }) }
      : undefined;
  if (!managed && groups.length === 0 && !spellings) return undefined;
  return {
    groups,
    ...(managed && { managed }),
    ...(pipeline && { pipeline }),
    ...(spellings && { spellings }),
  };
}

function same(a: LedgerContact | undefined, b: LedgerContact): boolean {
  return (
    a !== undefined &&
    a.managed === b.managed &&
    a.pipeline === b.pipeline &&
    isSameList(a.groups, b.groups) &&
    JSON.stringify(a.spellings) === JSON.stringify(b.spellings)
  );
}

/**
 * What the ledger is to learn of blocks and unblocks that were carried out. It knows each of them already: a block is
 * owed, an unblock in doubt, before it is sent (P11, P12).
 */
export function blocklistDone(
  pipeline: string,
  changes: readonly Change[],
  states: readonly (ChangeState | 'sent' | undefined)[],
): { confirmBlocks: string[]; dropBlocks: { pipeline: string; msisdns: string[] } } {
  const done = (kind: Change['kind']) =>
    changes.flatMap((change, index) =>
      change.kind === kind && states[index] === 'done' ? [change.msisdn] : [],
    );
  return { confirmBlocks: done('block'), dropBlocks: { pipeline, msisdns: done('unblock') } };
}

/** The same of several, each with its origin. */
export function newBlocks(
  origins: readonly (readonly [msisdn: string, origin: BlockOrigin])[],
  pipeline: string,
): NewBlock[] {
  return origins.map(([msisdn, origin]) => newBlock(msisdn, origin, pipeline));
}

/** A block for the ledger; of the source's ones it keeps whose source it was. */
export function newBlock(msisdn: string, origin: BlockOrigin, pipeline: string): NewBlock {
  return origin === 'source' ? [msisdn, origin, pipeline] : [msisdn, origin];
}
