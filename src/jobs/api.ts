import { refuseUnread } from '../campaign/preflight.ts';
import { loadLimits } from '../config/limits.ts';
import { nearest } from '../contact/nearest.ts';
import { CallError, RefusedError, UnknownOutcomeError, UsageError } from '../errors.ts';
import {
  type EndpointName,
  endpoint,
  endpoints,
  isEndpoint,
  otherSpelling,
  type Parameter,
  type Parameters,
} from '../jojka/endpoints.ts';
import { openApiDocument } from '../jojka/openapi.ts';
import { parameterProblems } from '../jojka/parameters.ts';
import { jojkaUrl } from '../jojka/url.ts';
import { type ConnectedAccount, withClient } from '../session/connect.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withKnownAccount } from '../session/state.ts';
import { writeLedger } from '../state/ledger.ts';
import { readBlocked, readOwed } from '../state/ledger-blocks.ts';
import { numberOf } from '../steps/number.ts';
import { repliesFirst } from './replies.ts';

/** A call by hand, checked against the table of endpoints. */
export interface ApiCall {
  readonly endpoint: EndpointName;
  readonly parameters: Parameters;
  /** Changes something at Jojka. */
  readonly writes: boolean;
}

/** A call that is not of the API's form; of which endpoint, where that is known. Holds no value. */
export class WrongCallError extends UsageError {
  readonly endpoint: EndpointName | undefined;

  constructor(message: string, endpoint?: EndpointName) {
    super(message, { advice: 'Nothing was sent.' });
    this.endpoint = endpoint;
  }
}

/** Jojka's endpoints with what they do. */
export function endpointRows(): [name: string, description: string][] {
  return Object.entries(endpoints).map(([name, { description }]) => [name, description]);
}

/** An endpoint's parameters: whether each is needed, and what it means. */
export function parameterRows(name: EndpointName): [parameter: string, needed: string, meaning: string][] {
  return Object.entries(endpoint(name).parameters).map(([parameter, row]) => [
    parameter,
    needed(row),
    row.description,
  ]);
}

/** Jojka's API as an OpenAPI document. */
export function apiDescription(): object {
  return openApiDocument({ url: jojkaUrl });
}

/**
 * Checks a call before anything is sent.
 *
 * @param spelled the endpoint in either spelling, with the document's slash before it or not
 * @throws WrongCallError when there is no such endpoint, or its parameters are wrong
 * @throws UsageError when the key is among the parameters
 */
export function checkCall(spelled: string, parameters: Parameters): ApiCall {
  const name = endpointNamed(spelled.replace(/^\//, ''));
  if (Object.hasOwn(parameters, 'API_key'))
    throw new UsageError('API_key is not given as a parameter: the command line can be read by others.', {
      advice: 'Nothing was sent. Set JOJKA_API_KEY in the environment or in .env.',
    });
  const known = Object.keys(endpoint(name).parameters);
  const unknown = Object.keys(parameters).filter((parameter) => !known.includes(parameter));
  const problems = [
    ...unknown.map((parameter) => {
      const near = nearest(parameter, known);
      return `${name} has no parameter "${parameter}"${near ? `; did you mean "${near}"?` : '.'}`;
    }),
    ...parameterProblems(name, parameters).map(({ parameter, message }) => `${parameter} ${message}.`),
  ];
  if (problems.length > 0) throw new WrongCallError(problems.join('\n'), name);
  return { endpoint: name, parameters, writes: endpoint(name).writes };
}

/**
 * Refuses a call that writes where the state knows the account by another key or URL (K4).
 *
 * @returns the URL that the call will go to
 */
export function refuseChangedAccount(environment: RunEnvironment, accountName: string): Promise<string> {
  return withClient({ account: accountName, limits: loadLimits({}) }, environment, async (_, account) => {
    await withKnownAccount('api', account, environment, async () => {});
    return account.url;
  });
}

/**
 * Makes the call; gives the service's answer as it is.
 *
 * @throws UnknownOutcomeError when a call that must not be made twice left and no answer came
 */
export function makeCall(environment: RunEnvironment, accountName: string, call: ApiCall): Promise<unknown> {
  return withClient(
    { account: accountName, limits: loadLimits({}) },
    environment,
    async (client, account) => {
      await refuseIfOwed(environment, account, call);
      await doubtIfBlocklist(environment, account, call);
      try {
        return await client.call(call.endpoint, call.parameters);
      } catch (error) {
        if (error instanceof CallError && error.mayHaveBeenDone && !endpoint(call.endpoint).idempotent)
          throw new UnknownOutcomeError(call.endpoint, error);
        throw error;
      }
    },
  );
}

/** Where calls that make somebody reachable say whom. */
const reaches: Readonly<Record<string, 'to' | 'to_msisdn' | 'msisdn' | 'contacts_list'>> = {
  send: 'to',
  add_campaign: 'to_msisdn',
  add_contact: 'msisdn',
  add_contact_to_group: 'msisdn',
  import_contacts_list: 'contacts_list',
};

/** Parameters that say whom without saying his number, with what to do instead. Of a group only Jojka knows who gets the message. */
const unnumbered: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  to_group: [
    'Who is in a group is not looked at by a call by hand, so it could be sent to people who opted out.',
    'jojka-sync campaign add --group NAME --text TEXT leaves them out.',
  ],
  contacts_list_url: [
    'Whom Jojka fetches from a URL is not looked at, so it could make people reachable whose block is not confirmed yet.',
    'Fetch the rows yourself, and give them as contacts_list=@FILE.',
  ],
};

/**
 * Nobody becomes reachable while a block of his is owed, by hand neither, and nobody who is blocked is written to (P11): where the
 * state knows the account, people are named by their numbers. Where answers cannot be read no message goes out: who has answered STOP
 * since they last were is not known.
 *
 * @throws RefusedError before anything is sent
 */
async function refuseIfOwed(
  environment: RunEnvironment,
  account: ConnectedAccount,
  { endpoint: name, parameters }: ApiCall,
): Promise<void> {
  const parameter = reaches[name];
  if (parameter === undefined) return;
  const given = (parameters[parameter] ?? '').split(parameter === 'contacts_list' ? '\n' : ';');
  const msisdns = given.flatMap((row) => numberOf(row.split(/[;,]/)[0] ?? '') ?? []);
  const isMessage = name === 'send' || name === 'add_campaign';
  const unread = isMessage ? await repliesFirst(environment, account) : undefined;
  const barred = await withKnownAccount('api', account, environment, (database, accountId) =>
    isMessage ? readBlocked(database, accountId) : readOwed(database, accountId),
  );
  const found = msisdns.filter((msisdn) => barred?.has(msisdn));
  const hidden = Object.entries(unnumbered).find(([parameterName]) => parameters[parameterName]);
  if (barred && hidden) {
    const [parameter, [what, advice]] = hidden;
    throw new RefusedError(`${what} Nothing was sent.`, { advice: `Leave ${parameter} out. ${advice}` });
  }
  if (found.length === 0) {
    // A message to one person is an answer, a reminder or a code: of answers that are gone its sender can do nothing more.
    if (unread && (name === 'add_campaign' || unread.code === 'replies-unread')) refuseUnread(unread, []);
    return;
  }
  throw new RefusedError(
    `${found.slice(0, 5).join(', ')}${found.length > 5 ? ` and ${found.length - 5} more` : ''} opted out. Nothing was sent.`,
    {
      advice: isMessage
        ? 'Leave them out. Why: jojka-sync explain NUMBER'
        : 'Their blocks are not confirmed yet: the next sync sends them. Why: jojka-sync explain NUMBER',
    },
  );
}

/**
 * A call of the blocklist that is made past the ledger puts its number in doubt there before it is sent: the next run asks
 * about it (P12).
 */
async function doubtIfBlocklist(
  environment: RunEnvironment,
  account: ConnectedAccount,
  { endpoint: name, parameters }: ApiCall,
): Promise<void> {
  if (name !== 'rm_from_blocklist' && name !== 'add_to_blocklist') return;
  const msisdns = (parameters.msisdn ?? '').split(';').flatMap((text) => numberOf(text) ?? []);
  await withKnownAccount('api', account, environment, (database, accountId) =>
    writeLedger(database, accountId, { doubtBlocks: msisdns }),
  );
}

function endpointNamed(spelled: string): EndpointName {
  if (isEndpoint(spelled)) return spelled;
  const names = Object.keys(endpoints) as EndpointName[];
  const found = names.find((name) => otherSpelling[name] === spelled);
  if (found) return found;
  const near = nearest(spelled, names);
  throw new WrongCallError(`There is no endpoint "${spelled}"${near ? `; did you mean "${near}"?` : '.'}`);
}

function needed({ required }: Parameter): string {
  return required === true ? 'yes' : required === false ? 'no' : `one of the ${required}`;
}
