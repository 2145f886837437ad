import type { ChangeState } from '../load/outcome.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import type { RunReport } from '../steps/run-report.ts';
import { csvText } from './csv-text.ts';

const head = [
  'kind',
  'msisdn',
  'name_before',
  'name_after',
  'group',
  'groups_before',
  'groups_after',
] as const;

/** A plan as CSV, one change a row, in the plan's order. */
export function planCsv({ plan }: PlanReport): string {
  return csvText(head, rows(plan));
}

/** A finished run as CSV: one change a row, with what became of it. */
export function runCsv({ plan: { plan }, outcomes }: RunReport): string {
  return csvText([...head, 'outcome'], rows(plan, outcomes));
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
