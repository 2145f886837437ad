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
      if (call.changes.every(isLeft)) return [call];
      const rows = call.rows.filter((row) => row.changes.some(isLeft));
      return rows.length > 0 ? [importCall(rows)] : [];
    }),
  );
}

/** An import of more rows than this begins with a canary (V2). */
const largeImport = 1000;

/** A phase in two: a few rows of a large import, and the rest; all others are not divided. */
export function withCanary(
  phase: readonly PlannedCall[],
  rows: number,
): { first: readonly PlannedCall[]; rest: readonly PlannedCall[] } {
  const total = phase.reduce(
    (sum, call) => sum + (call.endpoint === 'import_contacts_list' ? call.rows.length : 0),
    0,
  );
  const [head, ...tail] = phase;
  if (rows === 0 || total <= largeImport || head?.endpoint !== 'import_contacts_list')
    return { first: phase, rest: [] };
  const left = head.rows.slice(rows);
  return {
    first: [importCall(head.rows.slice(0, rows))],
    rest: left.length > 0 ? [importCall(left), ...tail] : tail,
  };
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
