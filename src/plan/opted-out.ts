import type { DesiredContact } from '../contact/desired.ts';
import { type ConsentJudge, withoutForbidden } from './consent.ts';
import { keyOptOuts } from './key-opt-outs.ts';
import type { Move } from './moves.ts';
import type { PlanInput } from './plan-input.ts';

/**
 * Who opted out: by the source, by his own reply, or under a former number. By whom it was blocked
 * otherwise (by hand, or before we came) is no opt-out.
 */
export function optedOutNumbers(
  { desired, ledger, replies, policy }: Pick<PlanInput, 'desired' | 'ledger' | 'replies' | 'policy'>,
  moves: readonly Move[],
): ReadonlySet<string> {
  const { clear, odd } = keyOptOuts(desired, ledger.wants.get(policy.name));
  const out = new Set<string>();
  for (const numbers of [desired.optOuts, clear, odd]) for (const msisdn of numbers) out.add(msisdn);
  // Whether he is blocked for another reason or opted out: he who has the new number is he who had the old one.
  const carried = moves.flatMap(({ from, to }) => (ledger.blocks.has(from) || out.has(from) ? [to] : []));
  for (const msisdn of [...replies.pending, ...carried]) out.add(msisdn);
  for (const [msisdn, origins] of ledger.blocks)
    if (origins.includes('reply') || origins.includes('carried')) out.add(msisdn);
  return out;
}

/**
 * The contacts that the pipeline asks for, opted-out people seen to (P7): without groups, or not at all; and without groups that they
 * have not agreed to (C1).
 */
export function createDesired(
  input: Pick<PlanInput, 'desired' | 'ledger' | 'replies' | 'policy'>,
  optedOut: ReadonlySet<string>,
  consent: ConsentJudge,
): (msisdn: string) => DesiredContact | undefined {
  const { desired, policy } = input;
  return (msisdn) => {
    const contact = desired.contacts.get(msisdn);
    if (!contact) return undefined;
    if (policy.contacts.optedOut === 'keep' || !optedOut.has(msisdn))
      return withoutForbidden(consent, contact);
    return policy.contacts.optedOut === 'remove' ? undefined : { ...contact, groups: [] };
  };
}
