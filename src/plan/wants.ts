import type { Want } from '../contact/ledger.ts';
import { isSameList } from '../contact/same-list.ts';
import type { PlanInput, WantsDelta } from './plan-input.ts';
import type { Targets } from './target.ts';

/**
 * What the ledger is to record of this pipeline's wants (P10): what is new or different, and what is no longer
 * wanted. A want outlives its record while the contact is held or waits for `absentRuns`: other pipelines must not
 * remove meanwhile what this one may still ask for.
 */
export function planWants(input: PlanInput, targets: Targets): WantsDelta {
  const { policy, desired, existing, ledger, createdAt } = input;
  const known: ReadonlyMap<string, Want> = ledger.wants.get(policy.name) ?? new Map();
  const upserts: [string, Want][] = [];
  const drops: string[] = [];

  for (const msisdn of desired.contacts.keys()) {
    const desiredContact = targets.desired(msisdn);
    if (!desiredContact) continue;
    const before = known.get(msisdn);
    if (
      before &&
      !before.optedOut &&
      before.absentRuns === 0 &&
      before.name === desiredContact.name &&
      isSameList(before.groups, desiredContact.groups) &&
      isSameList(before.keys, desiredContact.keys)
    )
      continue;
    upserts.push([
      msisdn,
      {
        name: desiredContact.name,
        groups: desiredContact.groups,
        keys: desiredContact.keys,
        absentRuns: 0,
        since: before?.since ?? createdAt,
      },
    ]);
  }
  for (const [msisdn, want] of known) {
    if (targets.desired(msisdn)) continue;
    const absence = existing.has(msisdn) ? targets.absence(msisdn) : 'due';
    if (absence === 'waiting') upserts.push([msisdn, { ...want, absentRuns: want.absentRuns + 1 }]);
    if (absence === 'due' && !desired.contacts.has(msisdn)) drops.push(msisdn);
  }
  // Who opted out and is treated as absent is known by his keys all the same: his opt-out must follow him to another
  // number, and reach him on a record that is rejected (T8).
  for (const { msisdn, keys } of desired.contacts.values()) {
    if (keys.length === 0 || targets.desired(msisdn)) continue;
    const before = known.get(msisdn);
    if (existing.has(msisdn) && targets.absence(msisdn) !== 'due') continue;
    if (before?.optedOut && isSameList(before.keys, keys)) continue;
    upserts.push([
      msisdn,
      {
        name: '',
        groups: [],
        keys,
        absentRuns: before?.absentRuns ?? 0,
        since: before?.since ?? createdAt,
        optedOut: true,
      },
    ]);
  }
  // Under `remove-all` a contact that nobody ever wanted is counted too, so that `absentRuns` comes to an end.
  if (policy.contacts.absent === 'remove-all' && policy.contacts.absentRuns > 1)
    for (const msisdn of existing.keys())
      if (!known.has(msisdn) && !targets.desired(msisdn) && targets.absence(msisdn) === 'waiting')
        upserts.push([msisdn, { name: '', groups: [], keys: [], absentRuns: 1, since: createdAt }]);
  return { upserts, drops };
}
