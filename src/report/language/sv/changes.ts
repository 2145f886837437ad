import type { Change } from '../../../plan/change.ts';
import type { Catalogue } from '../catalogue.ts';
import { count, quantity } from './figures.ts';

const titles: Catalogue['changes']['titles'] = {
  block: 'Spärra',
  removeMembership: 'Ta ur grupp',
  remove: 'Ta bort',
  create: 'Skapa',
  rename: 'Byt namn',
  addMembership: 'Lägg till i grupp',
  unblock: 'Häv spärr',
};

const short: Catalogue['changes']['short'] = {
  block: (value) => quantity(value, 'spärrad', 'spärrade'),
  removeMembership: (value) => `${count(value)} ut ur grupp`,
  remove: (value) => quantity(value, 'borttagen', 'borttagna'),
  create: (value) => quantity(value, 'skapad', 'skapade'),
  rename: (value) => quantity(value, 'namnbyte', 'namnbyten'),
  addMembership: (value) => `${count(value)} in i grupp`,
  unblock: (value) => quantity(value, 'hävd spärr', 'hävda spärrar'),
};

const intended: Catalogue['changes']['intended'] = {
  block: (value) => `spärra ${count(value)}`,
  removeMembership: short.removeMembership,
  remove: (value) => `ta bort ${count(value)}`,
  create: (value) => `skapa ${count(value)}`,
  rename: (value) => `byta namn på ${count(value)}`,
  addMembership: short.addMembership,
  unblock: (value) => `häva ${quantity(value, 'spärr', 'spärrar')}`,
};

const outcomes: Catalogue['changes']['outcomes'] = {
  done: 'klar',
  failed: 'misslyckad',
  unknown: 'okänt',
  skipped: 'överhoppad',
  pending: 'väntar',
};

const would: Catalogue['changes']['would'] = {
  create: (value) => `${quantity(value, 'kontakt', 'kontakter')} skulle skapas`,
  rename: (value) => `${count(value)} skulle få ett annat namn`,
  addMembership: (value) => `${quantity(value, 'medlemskap', 'medlemskap')} skulle läggas till`,
  removeMembership: (value) => `${quantity(value, 'medlemskap', 'medlemskap')} skulle tas bort`,
  remove: (value) => `${quantity(value, 'kontakt', 'kontakter')} skulle tas bort`,
  block: (value) => `${quantity(value, 'nummer', 'nummer')} skulle spärras`,
  unblock: (value) => `${quantity(value, 'spärr', 'spärrar')} skulle hävas`,
};

const toDo: Catalogue['changes']['toDo'] = {
  create: (value) => `${quantity(value, 'kontakt', 'kontakter')} skapas`,
  rename: (value) => `${count(value)} byter namn`,
  addMembership: (value) => `${quantity(value, 'medlemskap', 'medlemskap')} läggs till`,
  removeMembership: (value) => `${quantity(value, 'medlemskap', 'medlemskap')} tas bort`,
  remove: (value) => `${quantity(value, 'kontakt', 'kontakter')} tas bort`,
  block: (value) => `${quantity(value, 'nummer', 'nummer')} spärras`,
  unblock: (value) => `${quantity(value, 'spärr', 'spärrar')} hävs`,
};

const origins: Catalogue['changes']['origins'] = {
  source: 'avregistrerad i källan',
  reply: 'svarade STOPP',
  manual: 'spärrad för hand',
  found: 'var spärrad innan vi kom',
  carried: 'avregistrerad under ett tidigare nummer',
};

const steps: Catalogue['changes']['steps'] = {
  replies: 'svar',
  sources: 'källor',
  export: 'export',
  plan: 'plan',
  load: 'skrivning',
  verify: 'kontroll',
};

function done(change: Change): string {
  switch (change.kind) {
    case 'create':
      return `skapad som ${change.name}${change.groups.length > 0 ? ` i ${change.groups.join(', ')}` : ''}`;
    case 'rename':
      return `bytte namn från ${change.from} till ${change.to}`;
    case 'addMembership':
      return `in i ${change.group}`;
    case 'removeMembership':
      return `ut ur ${change.group}`;
    case 'remove':
      return 'borttagen';
    case 'block':
      return 'spärrad';
    case 'unblock':
      return 'spärren hävd';
  }
}

function wouldBe(change: Change): string {
  switch (change.kind) {
    case 'create':
      return `skulle skapas som ${change.name}${change.groups.length > 0 ? ` i ${change.groups.join(', ')}` : ''}`;
    case 'rename':
      return `skulle byta namn från ${change.from} till ${change.to}`;
    case 'addMembership':
      return `skulle läggas till i ${change.group}`;
    case 'removeMembership':
      return `skulle tas ur ${change.group}`;
    case 'remove':
      return 'skulle tas bort';
    case 'block':
      return 'skulle spärras';
    case 'unblock':
      return 'spärren skulle hävas';
  }
}

export const changes: Catalogue['changes'] = {
  titles,
  short,
  intended,
  outcomes,
  blockedAlready: 'redan spärrad, skickades inte igen',
  would,
  toDo,
  origins,
  unsaid: 'var avregistrerad i källan, som inte längre säger så; en sync häver det bara med unblock: managed',
  unsaidBeside: 'var avregistrerad i källan, som inte längre säger så',
  steps,
  done,
  wouldBe,
  withheldKind: (kind) => titles[kind],
  sameRecord: 'samma post',
  and: ' och ',
  noMoreSms: (reason) => `inga fler SMS: ${reason}`,
  maySmsAgain: 'får SMS igen',
  noName: '(inget namn)',
  removed: 'tas bort',
};
