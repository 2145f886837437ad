import type { MessageRun } from '../state/run-summary.ts';
import type { Catalogue } from './language/catalogue.ts';
import { printable } from './printable.ts';

/** Messages of a run in a few words: `2 campaigns to 1,500 numbers`. */
export function messageRunText({ endpoint, batches }: MessageRun, { history }: Catalogue): string {
  const sent = batches.filter(({ outcome }) => outcome === 'sent');
  const numbers = sent.reduce((sum, batch) => sum + batch.numbers, 0);
  const what = history.messages(sent.length, endpoint !== 'send', numbers);
  const unsent = batches.length - sent.length;
  return `${what}${unsent > 0 ? `, ${history.notKnownSent(unsent)}` : ''}`;
}

/** Each call of a message, with the id that Jojka gave it. */
export function messageRunLines({ endpoint, name, batches }: MessageRun, { history }: Catalogue): string[] {
  const what = history.messageTitle(endpoint !== 'send');
  return batches.map(({ id, numbers, outcome }) =>
    [
      `${what} ${id ?? history.noId}: ${history.messageOutcomes[outcome]}, ${history.numbers(numbers)}`,
      ...(name === undefined ? [] : [`"${printable(name)}"`]),
    ].join(', '),
  );
}
