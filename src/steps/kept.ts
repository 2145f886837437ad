import type { BlockDoubt, BlockOrigin } from '../contact/ledger.ts';
import { namesPattern } from '../contact/person.ts';
import { UsageError } from '../errors.ts';
import { mayOptOut } from '../replies/may-opt-out.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { stateUrl } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { countNamesakes, type FoundPerson, findPerson, foundByGiven } from '../state/find-person.ts';
import { findHome } from '../state/home.ts';
import { bindingsOf, countRows, places } from '../state/personal-data.ts';
import { type FilesOfPerson, findFiles } from './files-of-person.ts';
import { numberOf } from './number.ts';

/** Whom somebody asks about, and where. */
export interface PersonRequest {
  /** In any spelling. */
  readonly number: string;
  /** One account; all that the state knows, where left out. */
  readonly account?: string | undefined;
  /** Further keys of his records, and names that are his alone: rejected records are looked for by them too. */
  readonly keys?: readonly string[] | undefined;
  readonly names?: readonly string[] | undefined;
  /** He is to be forgotten although a pipeline wants him, and others of the account may take him away for that. */
  readonly stillWanted?: boolean | undefined;
  /** Folders whose files are looked through. */
  readonly search?: readonly string[] | undefined;
}

/** What is kept of a person in one account, in counts, and what is to be known before it is taken out. */
export interface KeptInAccount extends Pick<FoundPerson, 'sharedKeys' | 'otherNumbers' | 'wantedBy'> {
  readonly account: string;
  readonly rows: Awaited<ReturnType<typeof countRows>>;
  /** What stays, since it keeps him from being reached. */
  readonly block:
    | { readonly origins: readonly BlockOrigin[]; readonly since: Date; readonly doubt: BlockDoubt | null }
    | undefined;
  /** Some pipeline wants him, and the account has others, which may take away what nobody is known to want (P10). */
  readonly isShared: boolean;
  /** Rejected records that are found by a given key or name alone, some of them: whose they are is to be seen before they go. */
  readonly byGiven: Awaited<ReturnType<typeof foundByGiven>>;
  /** The ledger has him as a contact that is ours: Jojka holds him, as far as we know. */
  readonly isManaged: boolean;
  /** He answered STOP, and a pipeline that writes answers back, or none at all, has not written that back to its CRM. */
  readonly isUnwritten: boolean;
  /** Answers that opt out by no word and may be meant so, while the number is not blocked: nobody can decide of them afterwards. */
  readonly undecided: number;
  /** Rejected records in which a name of his stands, and neither his number nor a key: they may be another's, and stay. */
  readonly namesakes: number;
}

/** One account that knows the person. */
export interface Found {
  readonly id: number;
  readonly person: FoundPerson['person'];
  readonly kept: KeptInAccount;
}

/** Looks for a person in the accounts that the state knows, or in one; accounts that know nothing of him are left out. */
export async function findInAccounts(
  database: Database,
  msisdn: string,
  { account, keys = [], names = [] }: PersonRequest,
): Promise<Found[]> {
  const { knex } = database;
  const found: Found[] = [];
  for (const { id, name } of await knownAccounts(database, account)) {
    // A key or a name is somebody else's in an account that does not know him, unless that account is named.
    const alone = await findPerson(knex, id, { msisdn, keys: [], names: [] });
    if (account === undefined && (await countRows(knex, id, alone.person)).length === 0) continue;
    const one = await findPerson(knex, id, { msisdn, keys, names });
    const rows = await countRows(knex, id, one.person);
    if (rows.length > 0)
      found.push({ id, person: one.person, kept: await keptIn(database, id, name, one, rows) });
  }
  return found;
}

/** Accounts of the state, or the one of a name. @throws UsageError when it knows none of that name */
export async function knownAccounts(
  { knex }: Database,
  account: string | undefined,
): Promise<readonly { readonly id: number; readonly name: string }[]> {
  const known = await knex('accounts')
    .where(account === undefined ? {} : { name: account })
    .orderBy('name')
    .select('id', 'name');
  if (account !== undefined && known.length === 0)
    throw new UsageError(`The state knows no account "${account}".`, {
      advice: 'Nothing was changed. Leave --account out to look in all of them.',
    });
  return known;
}

async function keptIn(
  { knex }: Database,
  accountId: number,
  account: string,
  { person, names, sharedKeys, otherNumbers, wantedBy }: FoundPerson,
  rows: KeptInAccount['rows'],
): Promise<KeptInAccount> {
  const { msisdn } = person;
  const block = await knex('ledger_blocks').where({ account_id: accountId, msisdn }).first();
  const contact = await knex('ledger_contacts').where({ account_id: accountId, msisdn }).first('managed');
  const stops = knex('replies').where({ account_id: accountId, sender: msisdn }).whereNotNull('word');
  const [unwritten] = await stops
    .clone()
    .whereRaw(
      `(written_back_to = '{}' or exists (
        select from replies as other, unnest(other.written_back_to) as writer
        where other.account_id = replies.account_id and writer <> all (replies.written_back_to)))`,
    )
    .limit(1);
  const unsure: string[] = block
    ? []
    : await knex('replies')
        .where({ account_id: accountId, sender: msisdn, word: null })
        .whereNotNull('message')
        .pluck('message');
  const his = places.find(({ table }) => table === 'rejections')?.rows ?? 'true';
  return {
    account,
    rows,
    sharedKeys,
    otherNumbers,
    wantedBy,
    block: block && { origins: block.origins, since: block.first_at, doubt: block.doubt },
    isShared:
      wantedBy.length > 0 &&
      (await knex('ledger_wants')
        .where({ account_id: accountId })
        .whereNot({ pipeline: wantedBy[0] as string })
        .first('pipeline')) !== undefined,
    byGiven: await foundByGiven(knex, { where: his, bindings: bindingsOf(person, accountId) }),
    isManaged: contact !== undefined && contact.managed !== null,
    isUnwritten: unwritten !== undefined,
    undecided: unsure.filter(mayOptOut).length,
    namesakes: await countNamesakes(
      knex,
      accountId,
      names,
      { where: his, bindings: bindingsOf(person, accountId) },
      namesPattern(names, 'postgres'),
    ),
  };
}

/** Files are looked through by what any of the accounts knows him by. */
export function filesOf(
  environment: RunEnvironment,
  found: readonly Found[],
  msisdn: string,
  { keys = [], names = [], search = [] }: PersonRequest,
): Promise<FilesOfPerson> {
  const person = {
    msisdn,
    keys: found.flatMap((one) => one.person.keys),
    givenKeys: keys,
    givenNames: names,
  };
  return findFiles(environment, person, search);
}

/** The same where there is no state; nothing where there is one, which knows by what else he is to be found. */
export async function filesIfStateless(
  environment: RunEnvironment,
  msisdn: string,
  request: PersonRequest,
): Promise<FilesOfPerson> {
  const hasState = stateUrl(environment) !== undefined || findHome(environment).exists;
  return hasState
    ? { plans: [], plansWithout: [], others: [], unread: [] }
    : filesOf(environment, [], msisdn, request);
}

/** @throws UsageError when no number can be read in it */
export function readNumber(text: string): string {
  const msisdn = numberOf(text);
  if (msisdn !== undefined) return msisdn;
  throw new UsageError(`"${text}" is no phone number.`, {
    advice:
      'Nothing was changed. Give a number as in 46701740605 or 070-174 06 05; whose it is, by key or name: jojka-sync explain KEY',
  });
}
