import { holds } from '../contact/holds.ts';
import type { Ledger, Want } from '../contact/ledger.ts';
import type { Difference } from './diff.ts';
import type { Growth } from './guard.ts';

/** Where nothing is asked for. */
export const noGrowth: Growth = { wanted: 0, created: 0, joined: new Map() };

/**
 * What a plan asks for that its pipeline did not want last time (G7). Whoever was wanted and is gone from Jojka is no
 * growth when he comes back; what was wanted in held nights alone counts as new, else the second such night would pass.
 */
export function growthOf(differences: readonly Difference[], ledger: Ledger, pipeline: string): Growth {
  const wants = new Map<string, Want>();
  const filled = new Set<string>();
  for (const [msisdn, want] of ledger.wants.get(pipeline) ?? []) {
    if (want.held || want.optedOut) continue;
    wants.set(msisdn, want);
    for (const group of want.groups) filled.add(group);
  }
  let created = 0;
  const joined = new Map<string, number>();
  for (const { msisdn, before, after } of differences) {
    const want = wants.get(msisdn);
    if (before === null && !want) created++;
    for (const group of after?.groups ?? [])
      if (filled.has(group) && !holds(before?.groups, group) && !holds(want?.groups, group))
        joined.set(group, (joined.get(group) ?? 0) + 1);
  }
  return { wanted: wants.size, created, joined };
}
