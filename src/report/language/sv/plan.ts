import type { Catalogue } from '../catalogue.ts';
import { count, figures, quantity } from './figures.ts';

export const plan: Catalogue['plan'] = {
  account: (account) => `konto ${account}`,
  planId: (id) => `plan ${id}`,
  size: (existing, desired) =>
    `${quantity(existing, 'kontakt', 'kontakter')} i Jojka, ${count(desired)} ska finnas där`,
  undoes: (run) => `tar tillbaka körning ${run}`,
  undone: (run) => `Tar tillbaka körning ${run}.`,
  hiddenName: '(namn)',
  noSource: 'ingen källa lästes',
  read: (value) => quantity(value, 'post läst', 'poster lästa'),
  filtered: (value) => quantity(value, 'bortvald av where', 'bortvalda av where'),
  withoutNumber: (value) => `${count(value)} utan nummer`,
  duplicates: (value) => quantity(value, 'dubblett', 'dubbletter'),
  rejected: (value) => quantity(value, 'avvisad', 'avvisade'),
  more: (value) => `… ${count(value)} till visas inte`,
  moreGroups: (value) => `… ${quantity(value, 'grupp', 'grupper')} till visas inte`,
  moves: 'Bytta nummer',
  movesAlong: (value) => `(${count(value)}; det som är vårt följer med)`,
  groups: 'Medlemmar i grupperna, före → efter',
  rejections: 'Avvisade',
  moreRejections: (value) => `… ${quantity(value, 'sorts avvisning', 'sorters avvisningar')} till visas inte`,
  moreOfKind: (value) => `… ${count(value)} till`,
  record: (key) => `post ${key}`,
  records: (value) => quantity(value, 'post', 'poster'),
  values: (value) => `${quantity(value, 'uppgift', 'uppgifter')} i poster som tas med`,
  joined: (parts) => parts.join(' och '),
  warnings: 'Varningar',
  nothing: 'Inget att ändra.',
  inDoubt: (contacts, memberships) => {
    const what = [
      contacts > 0 ? quantity(contacts, 'kontakt', 'kontakter') : '',
      memberships > 0 ? quantity(memberships, 'medlemskap', 'medlemskap') : '',
    ].filter((part) => part !== '');
    return `I Jojka blir ${what.join(' och ')} kvar som källorna inte har, i ovisshet.`;
  },
  sum: (parts) => `Plan: ${parts.join(', ')}.`,
  would: (text) => `Plan: ${text}`,
  wouldTake: (calls) => `Det skulle ta ${calls}`,
  calls: (value) => quantity(value, 'anrop', 'anrop'),
  takes: (value) => (value < 1 ? 'under en sekund' : `ungefär ${figures.seconds(value)}`),
  wouldHold: (isUndo, heldBlocks) =>
    `${isUndo ? 'Ångrandet' : 'En sync'} skulle hålla tillbaka den här planen, ${heldBlocks > 0 ? `också ${count(heldBlocks)} av spärrarna` : 'utom spärrarna'}:`,
  unmanagedList: (command) =>
    `Vilka som finns i Jojka men inte i något CRM, en per rad (kind unmanaged), i CSV och HTML: ${command}`,
};
