import type { ChangeState } from '../load/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import type { RunReport } from '../steps/run-report.ts';
import { csvParts } from './csv-text.ts';

const head = [
  'kind',
  'msisdn',
  'name_before',
  'name_after',
  'group',
  'groups_before',
  'groups_after',
] as const;

/**
 * A plan as CSV, one change a row, in the plan's order; then who is in Jojka and in no CRM, as rows of the kind `unmanaged`.
 * In parts, since there may be a million.
 */
export function planCsv({ plan, unmanaged = [] }: PlanReport): Iterable<string> {
  return csvParts(head, both(rows(plan), unmanagedRows(unmanaged)));
}

/** A finished run as CSV: one change a row, with what became of it; then those whom it left alone, without an outcome. */
export function runCsv({ plan: { plan, unmanaged = [] }, outcomes }: RunReport): Iterable<string> {
  return csvParts([...head, 'outcome'], both(rows(plan, outcomes), unmanagedRows(unmanaged, '')));
}

function* both<T>(first: Iterable<T>, second: Iterable<T>): Generator<T> {
  yield* first;
  yield* second;
}

function* unmanagedRows(
  contacts: NonNullable<PlanReport['unmanaged']>,
  ...outcome: string[]
): Generator<string[]> {
  for (const { msisdn, name, groups } of contacts) {
    const all = groups.join(' | ');
    yield ['unmanaged', msisdn, name, name, '', all, all, ...outcome];
  }
}

function* rows(plan: Plan, outcomes?: readonly ChangeState[]): Generator<string[]> {
  const touched = new Map(plan.contacts.map((contact) => [contact.msisdn, contact]));
  for (const [index, change] of plan.changes.entries()) {
    const contact = touched.get(change.msisdn);
    const cells = [
      change.kind,
      change.msisdn,
      contact?.before?.name ?? '',
      contact?.after?.name ?? '',
      'group' in change ? change.group : '',
      contact?.before?.groups.join(' | ') ?? '',
      contact?.after?.groups.join(' | ') ?? '',
    ];
    if (outcomes) cells.push(outcomes[index] ?? 'pending');
    yield cells;
  }
}
