import type { Catalogue } from '../catalogue.ts';
import { quantity } from './figures.ts';

export const blocks: Catalogue['blocks'] = {
  doubts: {
    noted: 'inte avgjort än',
    held: 'en skyddsgräns håller tillbaka det',
    owed: 'ska skickas',
    sent: 'skickat, inget svar än',
    unsure: 'ska frågas om igen',
  },
  head: ['NUMMER', 'SEDAN', 'BEKRÄFTAD', 'VARFÖR'],
  notConfirmed: 'nej',
  nobody: 'Ingen, såvitt liggaren vet.',
  count: (value, command) =>
    `${quantity(value, 'nummer', 'nummer')}, såvitt liggaren vet. Vad som är spärrat hos Jojka därutöver: ${command}`,
};
