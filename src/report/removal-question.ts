import { createColors } from 'picocolors';
import type { ChangeKind } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { wordsOf } from './language/words.ts';
import { changeLines, type TextOptions } from './plan-text.ts';

/** Changes that take something away, in the order of the question. */
const taking: readonly ChangeKind[] = ['remove', 'removeMembership'];

/** What is asked before contacts or memberships go: which, how many, of which account. */
export function removalQuestion(plan: Plan, options: TextOptions): string {
  const colors = createColors(options.color);
  const words = wordsOf(options.lang);
  const lines = taking.flatMap((kind) => {
    const changes = plan.changes.filter((change) => change.kind === kind);
    if (changes.length === 0) return [];
    return [
      `${colors.bold(words.changes.titles[kind])} ${colors.dim(`(${words.figures.count(changes.length)})`)}`,
      ...changeLines(changes, plan.contacts, options.limit ?? 10, colors, words),
    ];
  });
  const { remove, removeMembership } = plan.summary.changes;
  const parts = [
    remove > 0 ? words.terminal.remove(remove) : '',
    removeMembership > 0 ? words.terminal.takeAway(removeMembership) : '',
  ].filter((part) => part !== '');
  const what = words.terminal.ofAccount(parts, plan.account, plan.url);
  return `${lines.join('\n')}\n${what[0]?.toUpperCase()}${what.slice(1)}`;
}
