import { createColors } from 'picocolors';
import type { ChangeKind } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { changeKindTitles } from './change-titles.ts';
import { formatCount, formatQuantity } from './numbers.ts';
import { changeLines, type TextOptions } from './plan-text.ts';

/** Changes that take something away, in the order of the question. */
const taking: readonly ChangeKind[] = ['remove', 'removeMembership'];

/** What is asked before contacts or memberships go: which, how many, of which account. */
export function removalQuestion(plan: Plan, options: TextOptions): string {
  const colors = createColors(options.color);
  const lines = taking.flatMap((kind) => {
    const changes = plan.changes.filter((change) => change.kind === kind);
    if (changes.length === 0) return [];
    return [
      `${colors.bold(changeKindTitles[kind])} ${colors.dim(`(${formatCount(changes.length)})`)}`,
      ...changeLines(changes, plan.contacts, options.limit ?? 10, colors),
    ];
  });
  const { remove, removeMembership } = plan.summary.changes;
  const parts = [
    remove > 0 ? `remove ${formatQuantity(remove, 'contact')}` : '',
    removeMembership > 0 ? `take away ${formatQuantity(removeMembership, 'membership')}` : '',
  ].filter((part) => part !== '');
  const what = parts.join(' and ');
  return `${lines.join('\n')}\n${what[0]?.toUpperCase()}${what.slice(1)} of account "${plan.account}" at ${plan.url}?`;
}
