import { count, quantity } from './figures.ts';

/** A report as Markdown. */
export const markdown = {
  plan: (id: string, at: string, existing: number, desired: number) =>
    `Plan \`${id}\`, made ${at} UTC: ${quantity(existing, 'contact')} in Jojka, ${count(desired)} desired.`,
  run: (id: string, at: string) => `Run \`${id}\`, ${at} UTC.`,
  wouldHold: (isUndo: boolean, heldBlocks: number) =>
    `${isUndo ? 'The undo' : 'A sync'} would hold this plan back, ${heldBlocks > 0 ? `also ${count(heldBlocks)} of its blocks` : 'all but its blocks'}:`,
  changeHead: ['Number', 'Before', 'After'],
  more: (value: number) => `… ${count(value)} more.`,
  moreGroups: (value: number) => `… ${quantity(value, 'more group')}.`,
  moves: 'Changed numbers',
  moveHead: ['Before', 'After', 'Name'],
  groups: 'Members of groups',
  groupHead: ['Group', 'Before', 'After', 'Change'],
  rejected: 'Rejected',
  rejectedHead: ['Where', 'Code', 'What to do'],
  warnings: 'Warnings',
};
