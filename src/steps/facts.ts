import type { Contact } from '../contact/contact.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { Change } from '../plan/change.ts';
import type { Run } from '../session/session.ts';
import { withBlocksOfNow } from '../state/ledger.ts';
import { pendingOptOuts } from '../state/replies.ts';
import { recheckBlocks, sendOwedBlocks } from './doubts.ts';
import type { Facts } from './execute.ts';
import { blockPending, repliesAreComplete } from './replies.ts';

/** Facts of the moment of sending, and what had to be sent to make them so. */
export interface FreshFacts {
  readonly facts: Facts;
  /** The next number in the run's journal. */
  readonly nextSeq: number;
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
  const repliesComplete = await repliesAreComplete(run, changes);
  const { failures } = await blockPending(run);
  const before = await withBlocksOfNow(database, accountId, known);
  const isUnsure = [...before.doubts.values()].includes('unsure');
  if (isUnsure) await recheckBlocks(run, before, { sample: 0 });
  const asked = isUnsure ? await withBlocksOfNow(database, accountId, before) : before;
  const numbersOf = (wanted: Change['kind']) =>
    new Set(changes.flatMap(({ kind, msisdn }) => (kind === wanted ? [msisdn] : [])));
  const { blocked, failed, nextSeq } = await sendOwedBlocks(run, asked, {
    besides: numbersOf('create'),
    except: numbersOf('block'),
  });
  const ledger = await withBlocksOfNow(database, accountId, asked);
  const pending = new Set(await pendingOptOuts(database, accountId));
  const owedFailures = failed + failures.length;
  return {
    facts: { existing, ledger, pending, blockedNow: blocked, repliesComplete, owedFailures },
    nextSeq,
  };
}
