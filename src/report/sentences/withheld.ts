import type { RunReport } from '../../steps/run-report.ts';
import { formatQuantity } from '../numbers.ts';

type Reason = RunReport['withheld'][number]['reason'];

/** Why a change was not sent, in a few words: a key that is missing is a compile error. */
const sentences: Record<Reason, string> = {
  'block-failed': 'the block of the contact failed, and nobody who opted out is added before',
  guard: 'a guard holds it back',
  'block-owed': 'somebody who opted out is not blocked yet, and nobody is added before',
  'not-ours': 'what would be taken away or removed is not ours by now',
  'wanted-elsewhere': 'another pipeline wants it now',
  'named-elsewhere': 'another pipeline has the say about the name now',
  'blocked-otherwise': 'the number is blocked for another reason by now',
  'replies-missing':
    'answers to Jojka may have been missed, and one of them may be a STOP: jojka-sync replies comes first',
  together: 'it would have gone in one row with something that may not be sent',
};

/** One line a reason: how many changes were not sent, and why. */
export function withheldLines(withheld: RunReport['withheld']): string[] {
  const counts = new Map<Reason, number>();
  for (const { reason } of withheld) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(
    ([reason, count]) => `${formatQuantity(count, 'change')} not sent: ${sentences[reason]}.`,
  );
}
