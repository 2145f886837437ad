import { holds } from '../contact/holds.ts';
import { isOfOthers, type Ledger, type LedgerContact, type Want } from '../contact/ledger.ts';
import { type Agreement, noAgreement } from '../table/agreement.ts';
import type { Difference } from './diff.ts';
import type { Growth } from './guard.ts';
import type { PlanInput } from './plan-input.ts';

/** Where nothing is asked for. */
export const noGrowth: Growth = { wanted: 0, created: 0, joined: new Map() };

/**
 * What a plan asks for that its pipeline did not want last time (G7). Whoever was wanted and is gone from Jojka is no
 * growth when he comes back; what was wanted in held nights alone counts as new, else the second such night would pass. Whom the
 * ledger knows as somebody else's counts too, and so does he of whom it knows nothing though all was confirmed since he was first
 * wanted: he was there, and an export that lacks him may be wrong (P13).
 *
 * @param lastDone when all was confirmed last
 */
export function growthOf(
  differences: readonly Difference[],
  ledger: Ledger,
  pipeline: string,
  wantedAsBefore: Agreement = noAgreement,
  lastDone?: string,
): Growth {
  const wants: ReadonlyMap<string, Want> = ledger.wants.get(pipeline) ?? new Map();
  const { wanted, filled } = countWanted(wants, wantedAsBefore);
  let created = 0;
  const joined = new Map<string, number>();
  for (const { msisdn, before, after } of differences) {
    const known = wants.get(msisdn);
    const want = isCounted(known) ? known : undefined;
    if (before === null && (!want || wasThere(want, ledger.contacts.get(msisdn), lastDone))) created++;
    for (const group of after?.groups ?? [])
      if (filled.has(group) && !holds(before?.groups, group) && !holds(want?.groups, group))
        joined.set(group, (joined.get(group) ?? 0) + 1);
  }
  return { wanted, created, joined };
}

/**
 * Whether the pipeline begins tonight (G7): no whole sync of it has gone through, and whoever the ledger knows was taken over by
 * `adopt`, or came with a part of the night. The two of two hundred that Jojka held already, and the ten that were tried first, are
 * no measure of growth.
 */
export function isBeginning({
  hasSynced = true,
  partsAlone = false,
  ledger,
}: Pick<PlanInput, 'hasSynced' | 'partsAlone' | 'ledger'>): boolean {
  if (hasSynced) return false;
  if (partsAlone) return true;
  for (const { managed } of ledger.contacts.values()) if (managed === 'created') return false;
  return true;
}

/** Whether somebody who is wanted was in Jojka and is not ours. */
function wasThere(want: Want, known: LedgerContact | undefined, lastDone: string | undefined): boolean {
  return known ? isOfOthers(known) : lastDone !== undefined && Date.parse(want.since) <= Date.parse(lastDone);
}

function isCounted(want: Want | undefined): want is Want {
  return want !== undefined && !want.held && !want.optedOut;
}

function countWanted(
  wants: ReadonlyMap<string, Want>,
  wantedAsBefore: Agreement,
): { readonly wanted: number; readonly filled: ReadonlySet<string> } {
  let wanted = wantedAsBefore.size;
  const filled = new Set<string>();
  for (const [groups] of wantedAsBefore.groups()) for (const group of groups) filled.add(group);
  for (const [, want] of wantedAsBefore.others(wants)) {
    if (!isCounted(want)) continue;
    wanted++;
    for (const group of want.groups) filled.add(group);
  }
  return { wanted, filled };
}
