import { CallError } from '../errors.ts';
import type { PlannedCall } from '../plan/calls.ts';
import type { ChangeState } from './outcome.ts';
import type { LoadClient } from './send.ts';

/** What is looked at right before a number is blocked or unblocked (P7). */
export interface BlocklistRules {
  /** Each number is asked about before it is blocked. */
  readonly checksBlocks: boolean;
  /** The ledger has a block of this number, however sure: that it is there tells nothing of others. */
  readonly isKnown: (msisdn: string) => boolean;
  /** Told of a number that was blocked before we came, or of which that could not be found out. */
  readonly onFound: (msisdn: string, isBlocked: true | 'unknown') => Promise<void>;
  /** Told before a block is sent (P12). */
  readonly onBlock: (msisdn: string) => Promise<void>;
  /** Whether nothing but the source still has the number blocked; notes that it is about to be unblocked. */
  readonly mayUnblock: (msisdn: string) => Promise<boolean>;
}

/**
 * Whether a block or unblock is to be sent: `no` when somebody has blocked the number for another reason meanwhile,
 * `done` when it was blocked before we came. Asked before the call is journaled as sent, and only of numbers that the
 * ledger does not know, so that a block which was sent earlier and whose answer was lost is never taken for somebody
 * else's. A check that fails keeps no block from being sent (L1b): who blocked the number first is not known then, and
 * nobody unblocks it.
 *
 * @param earlier what an earlier execution made of the call's change
 */
export async function isNeeded(
  call: PlannedCall,
  earlier: ChangeState | undefined,
  client: LoadClient,
  rules: BlocklistRules | undefined,
): Promise<'yes' | 'no' | 'done'> {
  if (!rules) return 'yes';
  if (call.endpoint === 'rm_from_blocklist') return (await rules.mayUnblock(call.msisdn)) ? 'yes' : 'no';
  if (call.endpoint !== 'add_to_blocklist' || !rules.checksBlocks || earlier === 'unknown') return 'yes';
  if (rules.isKnown(call.msisdn)) return 'yes';
  return (await isFound(call.msisdn, client, rules.onFound)) ? 'done' : 'yes';
}

/** Asks whether a number is blocked already. A check that fails keeps no block from being sent. */
export async function isFound(
  msisdn: string,
  client: Pick<LoadClient, 'checkIfInBlocklist'>,
  onFound: BlocklistRules['onFound'],
): Promise<boolean> {
  const isBlocked = await client.checkIfInBlocklist({ msisdn }).catch((error: unknown) => {
    if (!(error instanceof CallError) || error.disposition === 'fatal') throw error;
    return undefined;
  });
  if (isBlocked === false) return false;
  await onFound(msisdn, isBlocked ?? 'unknown');
  return isBlocked === true;
}
