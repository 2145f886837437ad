import type { Catalogue } from '../catalogue.ts';
import { count, quantity } from './figures.ts';

export const markdown: Catalogue['markdown'] = {
  plan: (id, at, existing, desired) =>
    `Plan \`${id}\`, gjord ${at} UTC: ${quantity(existing, 'kontakt', 'kontakter')} i Jojka, ${count(desired)} ska finnas där.`,
  run: (id, at) => `Körning \`${id}\`, ${at} UTC.`,
  wouldHold: (isUndo, heldBlocks) =>
    `${isUndo ? 'Ångrandet' : 'En sync'} skulle hålla tillbaka den här planen, ${heldBlocks > 0 ? `också ${count(heldBlocks)} av spärrarna` : 'utom spärrarna'}:`,
  changeHead: ['Nummer', 'Före', 'Efter'],
  more: (value) => `… ${count(value)} till.`,
  moreGroups: (value) => `… ${quantity(value, 'grupp', 'grupper')} till.`,
  moves: 'Bytta nummer',
  moveHead: ['Före', 'Efter', 'Namn'],
  groups: 'Medlemmar i grupperna',
  groupHead: ['Grupp', 'Före', 'Efter', 'Ändring'],
  rejected: 'Avvisade',
  rejectedHead: ['Var', 'Kod', 'Vad du gör'],
  warnings: 'Varningar',
};
