import type { Contact } from '../contact/contact.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import type { Change } from '../plan/change.ts';
import type { Run } from '../session/session.ts';
import { withBlocksOfNow } from '../state/ledger.ts';
import { pendingOptOuts } from '../state/replies.ts';
import { recheckBlocks, sendOwedBlocks } from './doubts.ts';
import type { Facts } from './execute.ts';
import { blockPending, repliesBefore } from './replies.ts';
import { type RepliesSummary, repliesSummary, repliesTogether } from './replies-report.ts';

/** Facts of the moment of sending, and what had to be sent to make them so. */
export interface FreshFacts {
  readonly facts: Facts;
  /** The next number in the run's journal. */
  readonly nextSeq: number;
  /** What was fetched of replies, and whom of them it blocked; undefined where nothing was. */
  readonly replies: RepliesSummary | undefined;
  /** What had to be done that is no part of the plan. */
  readonly warnings: readonly Warning[];
}

/**
 * Reads what a plan that was made earlier is held against, right before it is sent (P11): under the lock, after replies
 * were fetched where somebody is to be unblocked, and after blocks that are owed were sent, whoever owes them.
 *
 * @param changes the plan's
 * @param existing what Jojka holds now; undefined where that was not read, and nothing is learned or forgotten of contacts
 * @param known the ledger, as this run has read it
 */
export async function freshFacts(
  run: Run,
  changes: readonly Change[],
  existing: ReadonlyMap<string, Contact> | undefined,
  known: Ledger,
): Promise<FreshFacts> {
  const { database, accountId } = run.session;
  const { report, complete: repliesComplete } = await repliesBefore(run, changes);
  const pendingNow = await blockPending(run);
  const before = await withBlocksOfNow(database, accountId, known);
  const isUnsure = [...before.doubts.values()].includes('unsure');
  const gone = isUnsure ? await recheckBlocks(run, before, { sample: 0 }) : [];
  const asked = isUnsure ? await withBlocksOfNow(database, accountId, before) : before;
  const numbersOf = (wanted: Change['kind']) =>
    new Set(changes.flatMap(({ kind, msisdn }) => (kind === wanted ? [msisdn] : [])));
  const answered = [...(report?.blocked ?? []), ...pendingNow.blocked];
  const { blocked, failed, nextSeq } = await sendOwedBlocks(run, asked, {
    besides: numbersOf('create'),
    except: new Set([...numbersOf('block'), ...answered]),
  });
  const ledger = await withBlocksOfNow(database, accountId, asked);
  const pending = new Set(await pendingOptOuts(database, accountId));
  return {
    facts: {
      existing,
      ledger,
      pending,
      blockedNow: new Set([...answered, ...blocked]),
      repliesComplete,
      owed: { done: blocked.size, failed },
      unblockedAnswers: pendingNow.failures.length,
    },
    nextSeq,
    replies: repliesTogether(report && repliesSummary(report), withoutFetch(pendingNow)),
    warnings: [
      ...gone,
      ...(blocked.size + failed > 0
        ? [{ code: 'owed-blocks' as const, figures: { blocks: blocked.size, failed } }]
        : []),
    ],
  };
}

/** What became of answers that were kept from earlier; undefined where none was pending. */
function withoutFetch({
  blocked,
  failures,
}: Awaited<ReturnType<typeof blockPending>>): RepliesSummary | undefined {
  if (blocked.length + failures.length === 0) return undefined;
  return { new: 0, blocked: blocked.length, failures: failures.length, gap: false };
}
