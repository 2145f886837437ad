import type { BatchResult, MessagePlan } from '../campaign/delivery.ts';
import { preflight, refuseUnread } from '../campaign/preflight.ts';
import { type GivenNumbers, gatherRecipients } from '../campaign/recipients.ts';
import { parseSendTime } from '../campaign/send-time.ts';
import { measureSms } from '../campaign/sms-text.ts';
import { loadLimits } from '../config/limits.ts';
import { todayAt } from '../contact/day.ts';
import { CallError, JojkaSyncError, UsageError } from '../errors.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { endpoints } from '../jojka/endpoints.ts';
import { parameterProblems } from '../jojka/parameters.ts';
import { withClient } from '../session/connect.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withKnownAccount } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { readBlocked } from '../state/ledger-blocks.ts';
import { readConsentFree, readConsenting, readWanted } from '../state/recipient-facts.ts';
import { membersOf } from '../steps/group-members.ts';
import { beginMessageRun, type MessageHistory, noHistory } from '../steps/message-run.ts';
import { isRegion } from '../transform/msisdn.ts';
import { repliesFirst } from './replies.ts';

/** What somebody wants to be sent. */
export interface MessageRequest {
  /** `send`: a single number gets a single message. `campaign`: always a campaign, with statistics. */
  readonly as: 'send' | 'campaign';
  readonly account: string;
  readonly text: string;
  readonly from: string | undefined;
  readonly numbers: readonly GivenNumbers[];
  readonly groups: readonly string[];
  readonly at: string | undefined;
  readonly timeZone: string;
  readonly name: string | undefined;
  readonly region: string;
  /** It is looked at, and not going to be sent: nothing is fetched for it, and nobody is blocked. */
  readonly dryRun?: boolean | undefined;
}

/** Answers that were fetched so short a time ago are not fetched again. */
const freshMs = 60_000;

const mostRecipients = endpoints.add_campaign.parameters.to_msisdn.maximum;

/**
 * Decides everything about a message before anybody gets it: text and sender within Jojka's rules, the time, and who
 * gets it. Where answers to the account are fetched at all, they are fetched first, so that nobody gets it who has answered STOP since
 * (P11); otherwise it makes no call that writes.
 *
 * Groups are looked up now and sent to by number. So a number in two groups, or in a group and in a list, gets one
 * message, and those who the ledger knows as blocked get none: nobody documents whether a campaign to a group skips
 * them (notes).
 *
 * @returns also when numbers are rejected or nobody is left: to judge that is the caller's part
 * @throws UsageError when text, sender, time or a group is wrong
 * @throws RefusedError when the state knows the account by another key or URL (K4)
 */
export async function planMessage(
  environment: RunEnvironment,
  request: MessageRequest,
): Promise<MessagePlan> {
  const sms = measureSms(request.text);
  checkTextAndSender(sms.text, request.from);
  if (!isRegion(request.region))
    throw new UsageError(`There is no region "${request.region}".`, {
      advice: 'Give a country code of two letters, such as SE.',
    });
  if (request.numbers.length === 0 && request.groups.length === 0)
    throw new UsageError('To whom?', { advice: 'Nothing was sent. Give --to, --file or --group.' });
  const time =
    request.at === undefined
      ? undefined
      : parseSendTime(request.at, { timeZone: request.timeZone, now: environment.now() });
  const at = time?.at ?? environment.now();

  return withClient(
    { account: request.account, limits: loadLimits({}) },
    environment,
    async (client, account) => {
      const repliesUnread = request.dryRun ? undefined : await repliesFirst(environment, account);
      const known = await withKnownAccount(request.as, account, environment, async (database, id) => ({
        blocked: await readBlocked(database, id),
        wanted: await readWanted(database, id),
        consenting: await readConsenting(database, id, todayAt(at)),
        consentFree: await readConsentFree(database, id, request.groups),
      }));
      const groups = await membersOf(client, request.groups, environment);
      const recipientsOf = (some: typeof groups) =>
        gatherRecipients(
          request.numbers,
          some.flatMap(({ name, msisdns }) => msisdns.map((msisdn) => ({ msisdn, where: `group ${name}` }))),
          { blocked: known?.blocked ?? new Set(), region: request.region },
        );
      const recipients = recipientsOf(groups);
      const needing = groups.filter(({ name }) => known?.consentFree.has(name) !== true);
      const { msisdns } = recipients;
      const isSingle =
        request.as === 'send' && msisdns.length === 1 && time === undefined && request.name === undefined;
      return {
        as: request.as,
        account: account.name,
        url: account.url,
        endpoint: isSingle ? 'send' : 'add_campaign',
        sms,
        sender: request.from,
        time,
        name: request.name,
        recipients,
        groups: groups.map(({ name, msisdns: { length } }) => ({ name, members: length })),
        hasLedger: known !== undefined,
        findings: preflight({
          sms,
          sender: request.from,
          isToMany: isToMany(request.as, msisdns),
          msisdns,
          at,
          timeZone: request.timeZone,
          needingConsent: recipientsOf(needing).msisdns,
          facts: { wanted: known?.wanted, consenting: known?.consenting, repliesUnread },
        }),
        timeZone: request.timeZone,
        batches: chunks(msisdns, mostRecipients),
      };
    },
  );
}

/** Told of each call as it has ended. @param place which of how many it is, from 1 */
export type OnBatch = (
  result: BatchResult,
  place: { readonly at: number; readonly of: number },
) => Promise<void>;

/**
 * Sends a message, call by call, none of them twice (L2). After one that failed no other begins: what is the matter
 * with it is likely the matter with the next, and those who were not tried can be sent to later with certainty.
 *
 * Where the state knows the account, each call and its id stand in the history of runs at once: a process that dies
 * takes no id with it.
 *
 * @param allowed codes of findings that are meant: answers that cannot be fetched now, though they were for the plan, are one
 * @throws RefusedError when a message to many is held back by that; nothing was sent then
 */
export function sendMessage(
  environment: RunEnvironment,
  plan: MessagePlan,
  onBatch: OnBatch = async () => {},
  allowed: readonly string[] = [],
): Promise<BatchResult[]> {
  return withClient(
    { account: plan.account, limits: loadLimits({}) },
    environment,
    async (client, account) => {
      const unread = await repliesFirst(environment, account, { unlessWithinMs: freshMs });
      if (unread && isToMany(plan.as, plan.recipients.msisdns)) refuseUnread(unread, allowed);
      const readNow = () => withKnownAccount(plan.endpoint, account, environment, readBlocked);
      if (!plan.hasLedger)
        return sendAll(client, plan, environment, onBatch, {
          history: noHistory,
          blocked: async () => (await readNow()) ?? new Set(),
        });
      const send = async (database: Database, accountId: number) =>
        sendAll(client, plan, environment, onBatch, {
          history: await beginMessageRun(database, accountId, environment, plan),
          blocked: () => readBlocked(database, accountId),
        });
      return (await withKnownAccount(plan.endpoint, account, environment, send, 'write')) ?? [];
    },
  );
}

/** A message to one person is an answer, a reminder or a code; a campaign is none. */
function isToMany(as: MessagePlan['as'], msisdns: readonly string[]): boolean {
  return as === 'campaign' || msisdns.length > 1;
}

async function sendAll(
  client: JojkaClient,
  plan: MessagePlan,
  environment: RunEnvironment,
  onBatch: OnBatch,
  state: { readonly history: MessageHistory; readonly blocked: () => Promise<ReadonlySet<string>> },
): Promise<BatchResult[]> {
  const { history } = state;
  const results: BatchResult[] = [];
  const of = plan.batches.length;
  const ended = async (result: BatchResult, at: number) => {
    results.push(result);
    await history.ended(result);
    await onBatch(result, { at, of });
  };
  let isStopped = false;
  try {
    for (const [index, planned] of plan.batches.entries()) {
      // Who has opted out since this was planned gets nothing (P11).
      const blocked = await state.blocked();
      const msisdns = planned.filter((msisdn) => !blocked.has(msisdn));
      if (msisdns.length < planned.length)
        await ended(
          {
            msisdns: planned.filter((msisdn) => blocked.has(msisdn)),
            outcome: 'failed',
            error: 'opted out since this was planned: nothing was sent to them',
            optedOut: true,
          },
          index + 1,
        );
      if (msisdns.length === 0) continue;
      isStopped ||= environment.signal.aborted;
      if (isStopped) {
        await ended({ msisdns, outcome: 'not-tried' }, index + 1);
        continue;
      }
      environment.emit({ kind: 'progress', step: 'messages', done: index + 1, total: of });
      await history.begun(msisdns.length);
      const result = await sendBatch(client, plan, index, msisdns);
      await ended(result, index + 1);
      isStopped = result.outcome !== 'sent';
    }
    return results;
  } finally {
    await history.finished(exitCodeOf(results), environment.signal.aborted);
  }
}

/** 0 when all went out, 4 when some did, 1 when none did. */
function exitCodeOf(results: readonly BatchResult[]): number {
  if (results.length > 0 && results.every(({ outcome }) => outcome === 'sent')) return 0;
  return results.some(({ outcome }) => outcome === 'sent') ? 4 : 1;
}

async function sendBatch(
  client: JojkaClient,
  plan: MessagePlan,
  index: number,
  msisdns: readonly string[],
): Promise<BatchResult> {
  const { sms, sender, time, name, batches } = plan;
  const common = { message: sms.text, ...(sender !== undefined && { from: sender }) };
  try {
    const id =
      plan.endpoint === 'send'
        ? await client.send({ to: msisdns[0] as string, ...common })
        : await client.addCampaign({
            toMsisdns: msisdns,
            ...common,
            ...(time && { scheduled: time.at }),
            ...(name !== undefined && {
              name: batches.length > 1 ? `${name} (${index + 1}/${batches.length})` : name,
            }),
          });
    return { msisdns, outcome: 'sent', id };
  } catch (error) {
    if (!(error instanceof JojkaSyncError)) throw error;
    return {
      msisdns,
      outcome: error instanceof CallError && error.mayHaveBeenDone ? 'unknown' : 'failed',
      error: error.message,
      ...(error.advice !== undefined && { advice: error.advice }),
    };
  }
}

function checkTextAndSender(text: string, from: string | undefined): void {
  if (text.trim() === '') throw new UsageError('The text is empty.', { advice: 'Nothing was sent.' });
  const parameters = { msg: text, to_group: 'any', ...(from !== undefined && { from }) };
  if (from === '' || parameterProblems('add_campaign', parameters).length > 0)
    throw new UsageError(`--from ${from}: no sender that Jojka takes.`, {
      advice:
        "Nothing was sent. At most 11 letters a-z, digits, - and _, and ordered of Jojka before. Without --from the account's own number is the sender.",
    });
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
