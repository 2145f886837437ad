import { CallError } from '../errors.ts';
import { parseTime } from '../jojka/time.ts';
import type { Change } from '../plan/change.ts';
import { noReplies, type ReplyFacts } from '../plan/plan-input.ts';
import { mayOptOut } from '../replies/may-opt-out.ts';
import { createOptOutWords, type OptOutWords } from '../replies/opt-out-words.ts';
import { type ReplyGap, replyWindow } from '../replies/window.ts';
import { note } from '../session/environment.ts';
import type { Run, Session } from '../session/session.ts';
import type { Database } from '../state/database.ts';
import { optOutWordsOfAll, saveOptOutWords } from '../state/opt-out-words.ts';
import {
  confirmOptOut,
  giveUpOptOut,
  pendingOptOuts,
  reconsiderReplies,
  repliesFetchedAt,
  type StoredReply,
  storeReplies,
  wereAnswersLost,
} from '../state/replies.ts';
import { numberOf } from './number.ts';
import type { RepliesReport, ReplyItem } from './replies-report.ts';

/** How long Jojka keeps replies (API document). */
const keptMs = 96 * 3_600_000;

/**
 * Fetches replies since the last fetch, keeps them, and blocks whoever opted out (S1). An opt-out is seen to only once
 * its block is confirmed: what fails is tried again by the next fetch, from what is kept.
 *
 * @param pipeline whose words count from now on, besides those of the account's other pipelines (P11)
 * @param patience.patienceSeconds so long a Retry-After is waited for: by what has more to do than that
 */
export async function takeReplies(
  run: Run,
  pipeline: OptOutWordsOf | undefined,
  patience: { readonly patienceSeconds?: number } = {},
): Promise<RepliesReport> {
  const { session, client, environment } = run;
  const { database, accountId } = session;
  const now = environment.now();
  const last = await repliesFetchedAt(database, accountId);
  const { since, gap: missed, isFirst } = replyWindow(last, now);
  environment.emit({ kind: 'progress', step: 'replies' });
  const fetched = await client.fetchReplies({ ...(since && { since }), ...patience });
  const words = await wordsOf(session, pipeline);
  const { fresh, unreadable } = await storeReplies(
    database,
    accountId,
    fetched.map(({ sender, inserted, message }) => ({
      sender: numberOf(sender) ?? sender,
      inserted: parseTime(inserted),
      stamp: inserted,
      message,
      word: words.find(message),
    })),
    {
      at: now,
      lost: missed && { run: session.runId, since: missed.reason === 'late' ? missed.from : undefined },
    },
  );
  const gap: ReplyGap | undefined =
    missed ?? (unreadable > 0 ? { from: now, to: now, reason: 'unreadable' } : undefined);

  await reconsiderReplies(database, accountId, new Date(now.getTime() - keptMs), (message) =>
    words.find(message),
  );

  const { blocked, failures } = await blockPending(run);
  for (const { message } of failures)
    note(environment, 'error', 'a STOP could not be carried out', { reason: message });
  if (gap) note(environment, 'warn', 'answers may have been missed', gap);
  return {
    account: session.account,
    fetchedAt: now.toISOString(),
    since: since?.toISOString(),
    gap: gap && { from: gap.from.toISOString(), to: gap.to.toISOString(), reason: gap.reason },
    isFirst,
    fetched: fetched.length,
    replies: fresh.map((reply) => replyItem(reply, blocked)),
    blocked: blocked.sort(),
    failures,
  };
}

/** A pipeline with its own opt-out words; undefined: the default ones. */
export interface OptOutWordsOf {
  readonly name: string;
  readonly blocklist: { readonly optOutWords?: readonly string[] | undefined };
}

/** Looks again at what somebody has answered, by the words that all pipelines know now, before it is taken out (K3b). */
export async function reconsiderOf(
  account: Pick<Session, 'database' | 'accountId'>,
  sender: string,
  now: Date,
): Promise<void> {
  const words = await wordsOf(account, undefined);
  const since = new Date(now.getTime() - keptMs);
  await reconsiderReplies(
    account.database,
    account.accountId,
    since,
    (message) => words.find(message),
    sender,
  );
}

/** The words by which any pipeline of the account knows an opt-out; the default ones where none is known. */
async function wordsOf(
  { database, accountId }: Pick<Session, 'database' | 'accountId'>,
  pipeline: OptOutWordsOf | undefined,
): Promise<OptOutWords> {
  if (pipeline) await saveOptOutWords(database, accountId, pipeline.name, pipeline.blocklist.optOutWords);
  const lists = await optOutWordsOfAll(database, accountId);
  const finders = lists.length > 0 ? lists.map((list) => createOptOutWords(list)) : [createOptOutWords()];
  return {
    find: (message) => {
      for (const { find } of finders) {
        const word = find(message);
        if (word !== undefined) return word;
      }
      return undefined;
    },
  };
}

/**
 * Blocks whoever has answered STOP and is not blocked yet. What fails stays pending, and is tried again.
 *
 * @throws CallError when it is fatal: a wrong key
 */
export async function blockPending({ session, client, environment }: Run): Promise<{
  readonly blocked: string[];
  readonly failures: RepliesReport['failures'];
}> {
  const { database, accountId } = session;
  const { signal } = environment;
  const pending = await pendingOptOuts(database, accountId);
  const blocked: string[] = [];
  const failures: RepliesReport['failures'][number][] = [];
  const outcomes = await Promise.allSettled(
    pending.map(async (sender) => {
      if (signal.aborted) return;
      if (numberOf(sender) === undefined) {
        await giveUpOptOut(database, accountId, sender);
        failures.push({
          sender,
          message:
            sender === ''
              ? 'the answer has no sender.'
              : 'the sender is no number; senders that are words cannot be blocked.',
          again: false,
        });
        return;
      }
      try {
        await client.addToBlocklist({ msisdn: sender });
      } catch (error) {
        if (!(error instanceof CallError) || error.disposition === 'fatal') throw error;
        failures.push({ sender, message: `${error.message}.`, again: true });
        return;
      }
      await confirmOptOut(database, accountId, sender);
      blocked.push(sender);
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  signal.throwIfAborted();
  return { blocked, failures };
}

/** What the planner needs to know of replies, after they were fetched. */
export async function replyFacts({ session }: Run, report: RepliesReport | undefined): Promise<ReplyFacts> {
  const { database, accountId, runId } = session;
  const pending = new Set(await pendingOptOuts(database, accountId));
  if (report === undefined || report.gap || report.isFirst) return { pending, complete: false };
  const { pipeline } = await database.knex('runs').where({ id: runId }).first('pipeline');
  return { pending, complete: !(await wereAnswersLost(database, accountId, pipeline, runId)) };
}

/**
 * Before numbers are unblocked long after that was planned: fetches replies, so that a STOP of the meantime is known.
 * Before somebody is created or put into a group too, where replies to the account are fetched at all: then a fetch that
 * fails is no reason to stop.
 *
 * @returns what was fetched, if anything; and whether every reply up to now has been seen: true where nobody is to be
 *   unblocked
 */
export async function repliesBefore(
  run: Run,
  changes: readonly Change[],
): Promise<{ readonly report: RepliesReport | undefined; readonly complete: boolean }> {
  if (!changes.some(({ kind }) => kind === 'unblock')) {
    const reaches = changes.some(({ kind }) => kind === 'create' || kind === 'addMembership');
    const { database, accountId } = run.session;
    const fetches = reaches && (await repliesFetchedAt(database, accountId)) !== undefined;
    return { report: fetches ? await tryToTake(run) : undefined, complete: true };
  }
  const report = await takeReplies(run, undefined);
  return { report, complete: (await replyFacts(run, report)).complete };
}

async function tryToTake(run: Run): Promise<RepliesReport | undefined> {
  try {
    return await takeReplies(run, undefined);
  } catch (error) {
    if (!(error instanceof CallError) || error.disposition === 'fatal') throw error;
    note(run.environment, 'warn', 'answers could not be fetched first', { reason: error.message });
    return undefined;
  }
}

/** The same from what is kept alone: for a dry run, which fetches nothing (P1). */
export async function knownReplyFacts(
  database: Database,
  accountId: number,
  pipeline: string,
  now: Date,
): Promise<ReplyFacts> {
  const last = await repliesFetchedAt(database, accountId);
  const { gap, isFirst } = replyWindow(last, now);
  if (isFirst) return noReplies;
  return {
    pending: new Set(await pendingOptOuts(database, accountId)),
    complete: !gap && !(await wereAnswersLost(database, accountId, pipeline)),
  };
}

/** A reply as a report shows it. */
export function replyItem(reply: StoredReply, blockedNow: readonly string[] = []): ReplyItem {
  return {
    sender: reply.sender,
    at: reply.inserted.toISOString(),
    message: reply.message ?? '',
    word: reply.word ?? undefined,
    blocked:
      reply.word !== null &&
      numberOf(reply.sender) !== undefined &&
      (reply.handledAt !== null || blockedNow.includes(reply.sender)),
    mayOptOut: reply.word === null && mayOptOut(reply.message ?? ''),
  };
}
