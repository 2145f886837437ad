import type { Catalogue } from '../catalogue.ts';
import { count, figures, quantity } from './figures.ts';

export const notices: Catalogue['notices'] = {
  begun: 'körningen har börjat',
  writing: (changes) => `${quantity(changes, 'ändring', 'ändringar')} skrivs till Jojka`,
  stopped: 'stoppad före slutet',
  refused: 'nekad',
  locked: 'kördes inte, en annan körning har kontot',
  failed: 'misslyckades',
  heldBack: 'hölls tillbaka av skyddsgränserna',
  goodAgain: 'bra igen',
  done: 'klar',
  differences: 'klar, med avvikelser',
  internal: 'Internt fel: felet ligger i jojka-sync. Jobbets logg säger mer.',
  changesDone: (value, took) =>
    `${quantity(value, 'ändring gjord', 'ändringar gjorda')}${took === undefined ? '' : `, på ${figures.seconds(took)}`}.`,
  callsFailed: (value, endpoint) => `${quantity(value, 'anrop', 'anrop')} av ${endpoint} misslyckades.`,
  withheld: (value) =>
    `${quantity(value, 'ändring skickades', 'ändringar skickades')} inte: läget tillät det inte.`,
  notAsAsked: (value, missing, altered) =>
    `${quantity(value, 'kontakt', 'kontakter')} blev inte som begärt: ${count(missing)} saknas, ${count(altered)} avviker.`,
  rejections: (value) => `${quantity(value, 'avvisning', 'avvisningar')} i källorna.`,
  notBlockedYet: (value) => `${quantity(value, 'STOPP', 'STOPP')} kunde inte spärras än.`,
  neverBlocked: (value) =>
    `${quantity(value, 'STOPP', 'STOPP')} går inte att spärra: avsändaren är inget nummer.`,
  crmNotTold: 'CRM-systemet kunde inte meddelas (write-back-failed): nästa sync försöker igen.',
  gap: 'Några svar hämtades aldrig och är borta.',
  reportTooLarge: 'Rapporten är för stor för e-post.',
  account: (name) => `konto ${name}`,
  run: (id) => `körning ${id}`,
  on: (host) => `på ${host}`,
};
