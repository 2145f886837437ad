import { importCall, type PlannedCall, planCalls } from '../plan/calls.ts';
import type { PlanBody } from '../plan/change.ts';
import type { ChangeState } from './outcome.ts';

/** The phases of a plan's calls (L1), without what is done already (L8) or may not be sent (P11). */
export function remainingPhases(
  plan: PlanBody,
  importRows: number,
  states: readonly ChangeState[],
): PlannedCall[][] {
  const isLeft = (index: number) => states[index] !== 'done' && states[index] !== 'skipped';
  return planCalls(plan, importRows).map((phase) =>
    phase.flatMap((call): PlannedCall[] => {
      if (call.endpoint !== 'import_contacts_list') return call.changes.some(isLeft) ? [call] : [];
      const rows = call.rows.filter((row) => row.changes.some(isLeft));
      return rows.length > 0 ? [importCall(rows)] : [];
    }),
  );
}

/**
 * What of a call may be sent when blocks have failed: nobody who opted out is imported or added to a group before he is
 * blocked (L1).
 *
 * @returns the call without the numbers whose block failed, none when nothing is left of it; and the changes left out
 */
export function withoutBlockFailed(
  call: PlannedCall,
  blockFailed: ReadonlySet<string>,
): { call: PlannedCall | undefined; skipped: readonly number[] } {
  if (blockFailed.size === 0) return { call, skipped: [] };
  if (call.endpoint === 'add_contact_to_group')
    return blockFailed.has(call.msisdn) ? { call: undefined, skipped: call.changes } : { call, skipped: [] };
  if (call.endpoint !== 'import_contacts_list') return { call, skipped: [] };
  const rows = call.rows.filter(({ msisdn }) => !blockFailed.has(msisdn));
  const skipped = call.rows.filter(({ msisdn }) => blockFailed.has(msisdn)).flatMap(({ changes }) => changes);
  return { call: rows.length > 0 ? importCall(rows) : undefined, skipped };
}
