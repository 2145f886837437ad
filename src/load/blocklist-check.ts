import type { PlannedCall } from '../plan/calls.ts';
import type { ChangeState } from './outcome.ts';
import type { LoadClient } from './send.ts';

/** What is looked at right before a number is blocked or unblocked (P7). */
export interface BlocklistRules {
  /** Each number is asked about before it is blocked. */
  readonly checksBlocks: boolean;
  /** Told of a number that was blocked before we came; nothing is sent for it. */
  readonly onFound: (msisdn: string) => Promise<void>;
  /** Whether nothing but the source still has the number blocked; notes that it is about to be unblocked. */
  readonly mayUnblock: (msisdn: string) => Promise<boolean>;
}

/**
 * Whether a block or unblock is to be sent: `no` when somebody has blocked the number for another reason meanwhile,
 * `done` when it was blocked before we came. Asked before the call is journaled as sent, so that a block which an
 * earlier execution may have sent is never taken for somebody else's.
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
  if (!(await client.checkIfInBlocklist({ msisdn: call.msisdn }))) return 'yes';
  await rules.onFound(call.msisdn);
  return 'done';
}
