import { isUndecided, isUnsent, type Ledger } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import { CallError } from '../errors.ts';
import { type BlocklistRules, isFound } from '../load/blocklist-check.ts';
import { note } from '../session/environment.ts';
import type { Run, Session } from '../session/session.ts';
import { longestUnasked, saveBlockFindings } from '../state/block-doubts.ts';
import { lastCall, openJournal } from '../state/journal.ts';
import { writeLedger } from '../state/ledger.ts';
import { beginBlock } from '../state/ledger-blocks.ts';

/** What is known of an account's blocks. */
type Blocks = Pick<Ledger, 'blocks' | 'blockedBy' | 'doubts'>;

/** Numbers that are asked about before what was found is recorded. */
const batchSize = 100;

/**
 * Asks whether blocks are still there: those that something may have lifted, and a sample of the others, asked longest
 * ago first (P12). One that is gone is owed again when a source or a STOP asked for it; what was blocked by hand or by
 * others is forgotten, and told. A check that cannot be made ends the asking, and nothing else.
 *
 * @param isLifted tonight's source says that the number may be reached, and it alone had asked for the block. It is owed all the same: what
 *   the source says may be a broken column, which a guard holds back; it is forgotten by a plan that none does
 * @returns warnings; the ledger has changed when there is any
 */
export async function recheckBlocks(
  { client, session, environment }: Run,
  ledger: Blocks,
  options: { readonly sample: number; readonly isLifted?: (msisdn: string) => boolean },
): Promise<Warning[]> {
  const { database, accountId } = session;
  const unsure = [...ledger.doubts].flatMap(([msisdn, doubt]) => (doubt === 'unsure' ? [msisdn] : []));
  const numbers = [...unsure, ...(await longestUnasked(database, accountId, options.sample))];
  let again = 0;
  let forgotten = 0;
  for (let start = 0; start < numbers.length; start += batchSize) {
    environment.signal.throwIfAborted();
    const asked = numbers.slice(start, start + batchSize);
    const answers = await Promise.allSettled(asked.map((msisdn) => client.checkIfInBlocklist({ msisdn })));
    const found = { there: [] as string[], owed: [] as string[], forgotten: [] as string[] };
    for (const [index, answer] of answers.entries()) {
      const msisdn = asked[index] as string;
      if (answer.status === 'rejected') continue;
      if (answer.value) found.there.push(msisdn);
      else if (!isAskedFor(ledger, msisdn)) found.forgotten.push(msisdn);
      else {
        found.owed.push(msisdn);
        if (options.isLifted?.(msisdn) !== true) again++;
      }
    }
    await saveBlockFindings(database, accountId, found);
    forgotten += found.forgotten.length;
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed) {
      mustNotBeFatal(failed.reason);
      note(environment, 'warn', 'blocks could not be asked about', {
        reason: (failed.reason as Error).message,
      });
      break;
    }
  }
  return again + forgotten > 0 ? [{ code: 'blocks-gone', figures: { again, forgotten } }] : [];
}

/**
 * Sends the blocks that the ledger says are owed, before anything else is sent (P11): for commands whose plan was not
 * made tonight. Each is journaled; it belongs to no change of the plan. Whom nobody has sent a block for is asked about first, whichever
 * pipeline's it is: what somebody else has blocked is none of theirs to lift (P7).
 *
 * @param besides numbers that are to be blocked again, whatever the ledger believes
 * @param except numbers that the plan blocks itself
 * @returns numbers that are blocked now, the failures, and the next number of the journal
 */
export async function sendOwedBlocks(
  { client, session, environment }: Run,
  ledger: Blocks,
  { besides, except }: { readonly besides: Iterable<string>; readonly except: ReadonlySet<string> },
): Promise<{ blocked: ReadonlySet<string>; failed: number; nextSeq: number }> {
  const { database, accountId, runId } = session;
  // What is held was never sent, or was lifted by hand: nobody decides of it here.
  const again = [...besides].filter(
    (msisdn) => ledger.blocks.has(msisdn) && !isUndecided(ledger.doubts.get(msisdn)),
  );
  const owed = [...ledger.doubts].flatMap(([msisdn, doubt]) =>
    doubt === 'owed' || doubt === 'sent' ? [msisdn] : [],
  );
  const numbers = [...new Set([...owed, ...again])].filter((msisdn) => !except.has(msisdn));
  const first = (await lastCall(database, runId)) + 1;
  if (numbers.length === 0) return { blocked: new Set(), failed: 0, nextSeq: first };
  await writeLedger(database, accountId, {
    oweBlocks: again.flatMap((msisdn) => (ledger.blocks.get(msisdn) ?? []).map((origin) => [msisdn, origin])),
  });
  const journal = openJournal(database, runId);
  await journal.add(
    numbers.map((_, index) => ({ seq: first + index, endpoint: 'add_to_blocklist', changeSeqs: [] })),
  );
  const blocked = new Set<string>();
  const settled = await Promise.allSettled(
    numbers.map(async (msisdn, index) => {
      if (environment.signal.aborted) return;
      const started = performance.now();
      const seq = first + index;
      try {
        if (isUnsent(ledger.doubts.get(msisdn)) && (await isFound(msisdn, client, noteFound(session)))) {
          await journal.outcome(seq, { state: 'done', attempts: 1, ms: performance.now() - started });
          blocked.add(msisdn);
          return;
        }
        await journal.sent(seq);
        await beginBlock(database, accountId, msisdn);
        await client.addToBlocklist({ msisdn });
      } catch (error) {
        mustNotBeFatal(error);
        const { name, message, attempts, mayHaveBeenDone } = error as CallError;
        const state = mayHaveBeenDone ? 'unknown' : 'failed';
        const ms = performance.now() - started;
        await journal.outcome(seq, { state, attempts, ms, error: { name, message } });
        note(environment, 'error', 'a block that is owed could not be sent', { reason: message });
        return;
      }
      await journal.outcome(seq, { state: 'done', attempts: 1, ms: performance.now() - started });
      blocked.add(msisdn);
    }),
  );
  await writeLedger(database, accountId, { confirmBlocks: blocked });
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
  environment.signal.throwIfAborted();
  return { blocked, failed: numbers.length - blocked.size, nextSeq: first + numbers.length };
}

/** Notes of a number that somebody has blocked it before, or may have: nobody unblocks it then (P7). */
export function noteFound({ database, accountId }: Session): BlocklistRules['onFound'] {
  return (msisdn, isBlocked) =>
    writeLedger(
      database,
      accountId,
      isBlocked === true ? { addBlocks: [[msisdn, 'found']] } : { oweBlocks: [[msisdn, 'found']] },
    );
}

/** Whether a source or a STOP asked for a block; what was blocked by hand, or by others, nobody says again. */
function isAskedFor({ blocks, blockedBy }: Blocks, msisdn: string): boolean {
  return (blocks.get(msisdn) ?? []).some(
    (origin) =>
      origin === 'reply' ||
      origin === 'carried' ||
      (origin === 'source' && (blockedBy.get(msisdn) ?? []).length > 0),
  );
}

function mustNotBeFatal(error: unknown): void {
  if (!(error instanceof CallError) || error.disposition === 'fatal') throw error;
}
