import { settledIn, wantedAsBefore } from '../table/agreement.ts';
import type { PlanInput } from './plan-input.ts';

/**
 * How many contacts a plan is about, at most: those that are asked for and not settled, and those that the policy may take
 * away. Known before the plan is made, at a small part of its cost.
 */
export function extentOf({
  desired,
  existing,
  ledger,
  policy,
}: Pick<PlanInput, 'desired' | 'existing' | 'ledger' | 'policy'>): number {
  const before = wantedAsBefore(desired.contacts, ledger.wants.get(policy.name));
  const settled = settledIn(before, existing, ledger.contacts);
  const asked = desired.contacts.size - settled.size;
  if (policy.contacts.absent === 'keep') return asked;
  let going = 0;
  if (policy.contacts.absent === 'remove-all') {
    for (const [msisdn] of settled.others(existing)) if (!desired.contacts.has(msisdn)) going++;
  } else
    for (const [msisdn, { managed }] of settled.others(ledger.contacts))
      if (managed && !desired.contacts.has(msisdn) && existing.has(msisdn)) going++;
  return asked + going;
}
