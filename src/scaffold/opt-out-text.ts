import { maskNumbersIn } from '../contact/mask.ts';
import type { OptOutProposal, ValueMeaning } from './opt-out-proposal.ts';
import { comment } from './yaml-text.ts';

const meanings: Readonly<Record<ValueMeaning, string>> = {
  'opted out': 'opted out: blocked',
  'gets SMS': 'gets SMS',
  'left out': 'left out: no contact, not blocked',
  odd: 'NOT UNDERSTOOD: counts as opted out, and many of them hold a night back',
};

/** So many values are listed. */
const most = 12;

/** A line for each value that was found, with what it means. */
export function valueLines({ values }: OptOutProposal): string[] {
  const shown = values.slice(0, most).map(({ value, times, meaning }) => {
    const name =
      value === '' ? '(empty)' : comment(maskNumbersIn(value.length > 30 ? `${value.slice(0, 30)}…` : value));
    return `${name} (${times}): ${meanings[meaning]}`;
  });
  return values.length > most ? [...shown, `and ${values.length - most} more`] : shown;
}

/** What the column says, in a sentence. */
export function columnSentence({ column, means, any }: OptOutProposal): string {
  if (any) return `${comment(column)} holds the day of an opt-out: whatever stands in it is one.`;
  return means === 'opt-out'
    ? `${comment(column)} says who wants no SMS.`
    : `${comment(column)} says who may get SMS: a no opts out.`;
}
