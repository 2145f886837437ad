import type { PlanReport } from '../steps/plan-report.ts';
import { jsonParts } from './json-parts.ts';
import { guardJson, rejectionJson, warningJson } from './told-json.ts';

/** A plan as one JSON document, for other programs; in parts. */
export function planJson(report: PlanReport): Iterable<string> {
  return jsonParts(planJsonValue(report));
}

/** The document's content: the plan without what only the ledger needs, and what led to it. */
export function planJsonValue(report: PlanReport): object {
  const {
    wants: _wants,
    consents: _consents,
    keyMark: _mark,
    heldBlocks: _held,
    removes: _removes,
    managedGroups: _managedGroups,
    owed: _owed,
    blockReleases: _releases,
    blockOrigins: _origins,
    blockWithdrawals: _withdrawals,
    warnings: _warnings,
    ...plan
  } = report.plan;
  const { records, warnings, rejections, duplicates, basis, undoes } = report;
  return {
    ...plan,
    guards: plan.guards.map(guardJson),
    records,
    ...(basis && { basis }),
    ...(undoes !== undefined && { undoes }),
    warnings: warnings.map(warningJson),
    rejections: rejections.map(rejectionJson),
    duplicates,
  };
}
