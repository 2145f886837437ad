import { count, quantity } from './figures.ts';

/** Answers that were fetched or kept. */
export const replies = {
  title: (value: number, optOuts: number, unsure: number, others: number, blocked: number) =>
    `${quantity(value, 'new answer')}: ${count(optOuts)} opted out, ${unsure > 0 ? `${count(unsure)} may be meant so, ` : ''}${quantity(others, 'other')}. ${quantity(blocked, 'number')} blocked.`,
  blocked: 'blocked',
  notBlocked: 'NOT BLOCKED YET',
  somebody: 'Somebody',
  failed: (who: string, why: string, again: boolean) =>
    `${who} opted out and could not be blocked: ${why}${again ? ' The next fetch tries again.' : ' Nothing more is tried.'}`,
  decide: 'May be meant as a STOP: decide',
  toBlock: (command: string) => `to block: ${command}`,
  others: 'Other answers',
  late: (from: string, to: string) =>
    `Answers between ${from} and ${to} were never fetched and are gone: Jojka keeps them for 96 hours. Fetch at least every three days.`,
  clock: (from: string) =>
    `The last fetch lies in the future, so a clock is or was wrong. All that Jojka still has was fetched now (since ${from}); whether earlier answers were missed nobody knows. Check this machine's clock.`,
  unreadable:
    'An answer came whose time cannot be read. It is kept, and a STOP in it counts; whether others were missed nobody knows.',
  none: 'There are no answers of that time.',
  mayBe: '(may be meant as a STOP)',
};
