import type { MessageRun } from '../state/run-summary.ts';
import { formatQuantity } from './numbers.ts';
import { printable } from './printable.ts';

type Batch = MessageRun['batches'][number];

const outcomes: Readonly<Record<Batch['outcome'], string>> = {
  sent: 'sent',
  failed: 'not sent',
  unknown: 'nobody knows whether it was sent',
  'not-tried': 'not tried',
  sending: 'begun, and no answer is kept',
};

/** Messages of a run in a few words: `2 campaigns to 1,500 numbers`. */
export function messageRunText({ endpoint, batches }: MessageRun): string {
  const sent = batches.filter(({ outcome }) => outcome === 'sent');
  const numbers = sent.reduce((sum, batch) => sum + batch.numbers, 0);
  const what = formatQuantity(sent.length, endpoint === 'send' ? 'message' : 'campaign');
  const unsent = batches.length - sent.length;
  return `${what} to ${formatQuantity(numbers, 'number')}${unsent > 0 ? `, ${unsent} not known to be sent` : ''}`;
}

/** Each call of a message, with the id that Jojka gave it. */
export function messageRunLines({ endpoint, name, batches }: MessageRun): string[] {
  const what = endpoint === 'send' ? 'Message' : 'Campaign';
  return batches.map(({ id, numbers, outcome }) =>
    [
      `${what} ${id ?? '(no id)'}: ${outcomes[outcome]}, ${formatQuantity(numbers, 'number')}`,
      ...(name === undefined ? [] : [`"${printable(name)}"`]),
    ].join(', '),
  );
}
