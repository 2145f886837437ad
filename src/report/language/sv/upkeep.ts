import type { Catalogue } from '../catalogue.ts';
import { count, quantity } from './figures.ts';

export const upkeep: Catalogue['upkeep'] = {
  adopted: (contacts, memberships, account, pipeline, isDry) => {
    const what = `${quantity(contacts, 'kontakt', 'kontakter')} och ${quantity(memberships, 'medlemskap', 'medlemskap')} i konto ${account}`;
    return isDry
      ? `${what} skulle tas över för ${pipeline}.`
      : `${what} övertagna för ${pipeline}; inget skickades till Jojka.`;
  },
  renamed: (from, to, wants, shared) => {
    const both = shared > 0 ? ` (${count(shared)} av dem ville den redan ha)` : '';
    return `${quantity(wants, 'kontakt', 'kontakter')} som ${from} ville ha hör nu till ${to}${both}.`;
  },
  unfollowed: (people, from) =>
    `${quantity(people, 'person är känd', 'personer är kända')} under ett annat nummer än hos ${from}, där det tidigare är spärrat. Om det gäller det nya också: jojka-sync explain NUMMER; så spärrar du det: jojka-sync blocklist add NUMMER`,
  retired: (name, contacts) =>
    `${name} vill inte ha något längre (den ville ha ${quantity(contacts, 'kontakt', 'kontakter')}). Det som är förvaltat och som ingen vill ha försvinner med kontots nästa sync som tar bort.`,
  migrated: (place) => `Databasen på ${place} är aktuell.`,
  pruned: (runs, days) =>
    `Personuppgifter borttagna ur ${quantity(runs, 'körning', 'körningar')} äldre än ${days} dagar.`,
  keyAccepted: (account, url) =>
    `Databasen känner nu kontot "${account}" på ${url} vid den nyckel som är satt.`,
  askedAll: 'Det finns inget nummer i liggaren som Jojka inte har fått frågan om.',
  asked: (asked, found) =>
    `Frågade om ${quantity(asked, 'nummer', 'nummer')}: ${quantity(found, 'var spärrat', 'var spärrade')} innan vi kom.`,
  cancelled: (id) => `${id}: avbruten.`,
  notCancelled: (id, why) => `${id}: inte avbruten. ${why}.`,
  noPipeline: 'Liggaren känner ingen pipeline än.',
  pipelinesHead: ['PIPELINE', 'KONTO', 'VILL HA KONTAKTER', 'SEDAN'],
};
