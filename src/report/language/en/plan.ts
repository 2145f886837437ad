import { count, figures, quantity } from './figures.ts';

const { seconds } = figures;

/** A plan on a terminal. */
export const plan = {
  account: (account: string) => `account ${account}`,
  planId: (id: string) => `plan ${id}`,
  size: (existing: number, desired: number) =>
    `${quantity(existing, 'contact')} in Jojka, ${count(desired)} desired`,
  undoes: (run: string) => `takes back run ${run}`,
  undone: (run: string) => `Takes back run ${run}.`,
  /** What stands where a name is left out. */
  hiddenName: '(name)',
  noSource: 'no source was read',
  read: (value: number) => `${quantity(value, 'record')} read`,
  filtered: (value: number) => `${count(value)} left out by where`,
  withoutNumber: (value: number) => `${count(value)} without a number`,
  duplicates: (value: number) => `${count(value)} duplicate`,
  rejected: (value: number) => `${count(value)} rejected`,
  more: (value: number) => `… ${count(value)} more not shown`,
  moreGroups: (value: number) => `… ${quantity(value, 'more group')} not shown`,
  moves: 'Changed numbers',
  movesAlong: (value: number) => `(${count(value)}; what is ours moves along)`,
  groups: 'Members of groups, before → after',
  rejections: 'Rejected',
  moreRejections: (value: number) => `… ${quantity(value, 'more kind')} of rejections not shown`,
  moreOfKind: (value: number) => `… ${count(value)} more`,
  record: (key: string) => `record ${key}`,
  records: (value: number) => quantity(value, 'record'),
  values: (value: number) => `${quantity(value, 'value')} of records that go on`,
  joined: (parts: readonly string[]) => parts.join(', and '),
  warnings: 'Warnings',
  nothing: 'Nothing to change.',
  /** Nothing is to be sent, and yet it is not as the sources say. */
  inDoubt: (contacts: number, memberships: number) => {
    const what = [
      contacts > 0 ? quantity(contacts, 'contact') : '',
      memberships > 0 ? quantity(memberships, 'membership') : '',
    ].filter((part) => part !== '');
    return `In Jojka ${contacts + memberships === 1 ? 'stays' : 'stay'} ${what.join(' and ')} that the sources do not have, in doubt.`;
  },
  sum: (parts: readonly string[]) => `Plan: ${parts.join(', ')}.`,
  would: (text: string) => `Plan: ${text}`,
  wouldTake: (calls: string) => `That would take ${calls}`,
  calls: (value: number) => quantity(value, 'call'),
  takes: (value: number) => (value < 1 ? 'under a second' : `about ${seconds(value)}`),
  wouldHold: (isUndo: boolean, heldBlocks: number) =>
    `${isUndo ? 'The undo' : 'A sync'} would hold this plan back, ${heldBlocks > 0 ? `also ${count(heldBlocks)} of its blocks` : 'all but its blocks'}:`,
  /** Where those are listed whom no pipeline knows: one a row, in no other format than these. */
  unmanagedList: (command: string) =>
    `Who is in Jojka and in no CRM, one a row (kind unmanaged), in CSV and HTML: ${command}`,
};
