import type { Desired } from '../contact/desired.ts';
import { isUndecided, type Ledger } from '../contact/ledger.ts';

/**
 * Whether a block was to follow somebody to this number, nothing was sent of it, and no other pipeline can have said so: whose move
 * it was the ledger does not know (P7b, G8).
 */
export function isUndecidedCarried(
  { blocks, blockedBy, doubts, wants }: Pick<Ledger, 'blocks' | 'blockedBy' | 'doubts' | 'wants'>,
  msisdn: string,
  pipeline: string,
): boolean {
  return (
    isUndecided(doubts.get(msisdn)) &&
    (blocks.get(msisdn) ?? []).every((origin) => origin === 'source' || origin === 'carried') &&
    (blockedBy.get(msisdn) ?? []).every((by) => by === pipeline) &&
    [...wants.keys()].every((by) => by === pipeline)
  );
}

/**
 * Whether an opt-out may follow somebody yet of whom this extract does not tell where he is: a rejected record may be his, or he is
 * blocked, known by a key, and not there.
 */
export function mayFollowYet(
  { contacts, held }: Desired,
  { blocks, wants }: Pick<Ledger, 'blocks' | 'wants'>,
  pipeline: string,
): boolean {
  if (held.length > 0) return true;
  for (const [msisdn, { keys }] of wants.get(pipeline) ?? [])
    if (keys.length > 0 && blocks.has(msisdn) && !contacts.has(msisdn)) return true;
  return false;
}
