import type { BlockDoubt } from '../../../contact/ledger.ts';
import { quantity } from './figures.ts';

const doubts: Record<BlockDoubt, string> = {
  noted: 'not decided yet',
  held: 'a guard holds it back',
  owed: 'to be sent',
  sent: 'sent, no answer yet',
  unsure: 'to be asked about again',
};

/** Who is blocked. */
export const blocks = {
  doubts,
  head: ['NUMBER', 'SINCE', 'CONFIRMED', 'WHY'] as [string, string, string, string],
  notConfirmed: 'no',
  nobody: 'Nobody, as far as the ledger knows.',
  count: (value: number, command: string) =>
    `${quantity(value, 'number')}, as the ledger knows it. What is blocked at Jojka besides: ${command}`,
};
