import type { Contact } from '../contact/contact.ts';
import { holds } from '../contact/holds.ts';
import type { Verified } from '../load/repair.ts';
import { countChangedMeanwhile, type Finding } from '../load/verify.ts';
import type { PlanBody } from '../plan/change.ts';
import { tablesFor } from '../table/collect.ts';
import type { Tables } from '../table/tables.ts';
import type { VerificationReport } from './run-report.ts';

/** What verify found, as a run's report has it: counts, and what differs in words (V1). */
export function verificationReport(
  plan: PlanBody,
  verified: Verified,
  existing: ReadonlyMap<string, Contact>,
  tables: Tables,
): VerificationReport {
  const { findings } = verified;
  const touched = tablesFor(plan.contacts.length, tables).numbers();
  for (const { msisdn } of plan.contacts) touched.add(msisdn);
  return {
    confirmed: findings.count('confirmed'),
    respelled: findings.count('respelled'),
    missing: findings.count('missing'),
    altered: findings.count('altered'),
    repaired: verified.repaired,
    changedMeanwhile: countChangedMeanwhile(existing, verified.now, touched),
    differences: findings.faulty().map((finding) => ({
      msisdn: finding.msisdn,
      verdict: finding.verdict,
      message: differenceText(finding),
    })),
  };
}

function differenceText({ expected, actual }: Finding): string {
  if (expected === null) return 'is still there though it was to be removed';
  if (actual === null) return 'is not there though it was to be';
  const lacks = expected.groups.filter((group) => !holds(actual.groups, group));
  const parts = [
    expected.name !== actual.name ? `is called "${actual.name}" and not "${expected.name}"` : '',
    lacks.length > 0 ? `is not in ${lacks.join(', ')}` : '',
  ].filter((part) => part !== '');
  return parts.length > 0
    ? parts.join(' and ')
    : `is still in a group it was taken out of (it is in ${actual.groups.join(', ')})`;
}
