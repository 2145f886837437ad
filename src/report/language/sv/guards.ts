import type { Catalogue } from '../catalogue.ts';
import { count, quantity } from './figures.ts';

const what: Catalogue['guards']['what'] = {
  removals: (value) => `${quantity(value, 'kontakt', 'kontakter')} skulle tas bort`,
  memberships: (value, group) =>
    group === undefined
      ? `${quantity(value, 'medlemskap', 'medlemskap')} i alla grupper tillsammans skulle tas bort`
      : `${quantity(value, 'medlemskap', 'medlemskap')} i gruppen ${group} skulle tas bort`,
  renames: (value) => `${quantity(value, 'kontakt', 'kontakter')} skulle byta namn`,
  blocks: (value) => `${quantity(value, 'nummer', 'nummer')} skulle spärras`,
  unblocks: (value) => `${quantity(value, 'spärr', 'spärrar')} skulle hävas`,
  rejections: (value) =>
    `${quantity(value, 'post', 'poster')} saknar användbart nummer eller går inte att läsa`,
  optOutValues: (value) =>
    `${quantity(value, 'uppgift', 'uppgifter')} om nej tack är varken ja eller nej; de personerna är inte spärrade än`,
  creates: (value) =>
    `${quantity(value, 'kontakt', 'kontakter')} skulle skapas som inte efterfrågades förra gången`,
  joins: (value, group) =>
    `${quantity(value, 'medlemskap', 'medlemskap')} i gruppen ${group} skulle läggas till`,
  moves: (value) =>
    `${quantity(value, 'nyckel', 'nycklar')} hör till ett annat nummer än förut; nej tack och grupper skulle följa med`,
  consentValues: (value) =>
    `${quantity(value, 'samtycke', 'samtycken')} är varken ja eller nej, eller av en dag som inte går att läsa`,
  consents: (value) =>
    `${quantity(value, 'person', 'personer')} skulle förlora samtycket som källan gav förra gången, utan att det är för gammalt`,
};

const whole: Catalogue['guards']['whole'] = {
  inJojka: 'i Jojka',
  managed: 'förvaltade',
  memberships: 'medlemskap',
  members: 'medlemmar',
  contactsInJojka: 'kontakter i Jojka',
  blockedAtSource: 'spärrade av källan',
  records: 'poster',
  optOutValues: 'uppgifter om nej tack',
  wantedLastTime: 'efterfrågade förra gången',
  knownKeys: 'kända nycklar',
  consentValues: 'uppgifter om samtycke',
  consents: 'kända samtycken',
};

export const guards: Catalogue['guards'] = {
  what,
  whole,
  inDoubt: (guard, value, inDoubt) =>
    guard === 'memberships'
      ? `${quantity(value, 'medlemskap', 'medlemskap')} i alla grupper tillsammans saknas i källorna, ${count(inDoubt)} av dem varken bekräftade eller borttagna, eftersom avvisade poster kan vara deras`
      : `${quantity(value, 'kontakt', 'kontakter')} saknas i källorna, ${count(inDoubt)} av dem varken bekräftade eller borttagna, eftersom avvisade poster kan vara deras`,
  share: (percent, of, all) => `${percent === undefined ? 'av ' : `${percent} av `}${count(of)} ${all}`,
  forbids: (guard) => `guards.${guard} tillåter inga`,
  allows: (guard, limit) => `guards.${guard} tillåter ${count(limit)}`,
  allowsShare: (guard, limit, floor) =>
    `guards.${guard} tillåter ${limit.replace('.', ',').replace(' %', '\u00a0%')}${floor === undefined ? '' : `, och alltid upp till ${count(floor)}`}`,
};
