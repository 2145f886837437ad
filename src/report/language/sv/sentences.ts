import type { Catalogue } from '../catalogue.ts';
import { count, figures, quantity } from './figures.ts';

const withheld: Catalogue['sentences']['withheld'] = {
  'block-failed': 'kontaktens spärr misslyckades, och ingen som sagt nej tack läggs till före den',
  guard: 'en skyddsgräns håller tillbaka den',
  'block-owed': 'någon som sagt nej tack är inte spärrad än, och ingen läggs till före det',
  'not-ours': 'det som skulle tas bort är inte vårt längre',
  'wanted-elsewhere': 'en annan pipeline vill ha det så nu',
  'named-elsewhere': 'en annan pipeline bestämmer över namnet nu',
  'blocked-otherwise': 'numret är spärrat av ett annat skäl nu',
  'replies-missing':
    'svar till Jojka kan ha missats, och något av dem kan vara ett STOPP: kör jojka-sync replies först',
  'no-consent': 'personen har inte, eller inte längre, samtyckt till att vara i en av grupperna',
  together: 'den skulle ha gått i en rad ihop med något som inte får skickas',
};

export const sentences: Catalogue['sentences'] = {
  withheld,
  notSent: (value, why) =>
    `${quantity(value, 'ändring skickades inte', 'ändringar skickades inte')}: ${why}.`,
  until: (end) => `kan tillämpas till ${end}, eller senare med --max-age (högst 7d)`,
  notUndone: 'Inget är taget tillbaka än. Så gör du det:',
  notSaved:
    'Planen är inte sparad, och en sync gör sin egen. Vill du ha exakt den här att tillämpa, gör den med --out:',
  savedPlan: (file, until, isHeld) =>
    `Planen är sparad som ${file} och ${until}.${isHeld ? ' Skyddsgränserna håller tillbaka den.' : ''} Så tillämpar du exakt den planen${isHeld ? ' ändå' : ''}:`,
  savedHeld: (file, until) => `Planen är sparad som ${file} och ${until}. Så tillämpar du exakt den planen:`,
  spent: (run) => `Planen har tillämpats sedan dess, av körning ${run}:`,
  discarded: (who, at, reason) =>
    `Planen förkastades av ${who} ${at}: ${reason}. Den tillämpas inte längre; nästa sync planerar på nytt.`,
  notHere: 'Planen är inte sparad här, så den går inte att tillämpa här.',
};

export const basis: Catalogue['basis'] = {
  title: 'Vad den bygger på',
  head: ['Källa', 'Skriven', 'Storlek', 'Rader', 'Förra gången'],
  optOuts: 'avregistrerade',
  sameFile: 'samma fil som förra gången: inget har skrivit till den sedan dess',
  rows: (value) => quantity(value, 'rad', 'rader'),
  written: (at) => `skriven ${at}`,
  from: (place, parts) => `Från ${place}: ${parts.join(', ')}.`,
  noGoodRun: 'Ingen sync av den här pipelinen har gått igenom än: det finns inget att jämföra med.',
  records: 'lästa poster',
  desired: 'kontakter som ska finnas',
  rejected: 'avvisade',
  against: (run, at, parts) => `Mot senaste lyckade körningen (${run}, ${at}): ${parts.join(', ')}.`,
  stepShare: (sign, percent) => `, ${sign}${figures.decimal(percent)}\u00a0%`,
};

export const heldBack: Catalogue['heldBack'] = {
  title: 'Vad som hölls tillbaka',
  head: ['Ändring', 'Planerat', 'Skickat', 'Tillbakahållet'],
  outcome: 'tillbakahållen',
  noConsent: (value) =>
    `${quantity(value, 'person', 'personer')} utan samtycke enligt nattens fil är kvar i grupper som kräver det: skicka inget till en sådan grupp innan planen har tillämpats.`,
};

export const leftAlone: Catalogue['leftAlone'] = {
  title: 'Vilka som lämnas orörda',
  kept: (value) => `${count(value)} (pipelinen behåller dem)`,
  unmanaged: (value) => `${count(value)} (inte gjorda av jojka-sync)`,
  foreign: (value) => `${count(value)} (i någon annans grupper)`,
  wantedElsewhere: (value, by) => `${count(value)} (${by || 'en annan pipeline'} vill ha dem)`,
  held: (value) => `${count(value)} (en avvisad post kan vara deras)`,
  waiting: (value) => `${count(value)} (inte frånvarande tillräckligt länge)`,
  stay: (parts) => `I Jojka utan att källorna ber om dem, och lämnas kvar: ${parts.join(', ')}.`,
  byHand: (value) => `${count(value)} för hand`,
  byStop: (value) => `${count(value)} av ett STOPP`,
  before: (value) => `${count(value)} innan jojka-sync kom`,
  carried: (value) => `${count(value)} under ett tidigare nummer`,
  blocked: (parts) => `Spärrade, och förblir det vad källan än säger: ${parts.join(', ')}.`,
  notManaged: (contacts, memberships) =>
    `Efterfrågade av källorna och redan i Jojka, men inte förvaltade: ${quantity(contacts, 'kontakt', 'kontakter')}, ${quantity(memberships, 'medlemskap', 'medlemskap')}.`,
  takeOver: (command) => `Så tar du över dem: ${command}`,
  adoptFirst:
    'Innan de är övertagna blir de kvar när de saknas i källan, och medlemskapen också. adopt skickar inget; gör det helst före första syncen:',
};

export const signOff: Catalogue['signOff'] = {
  title: 'Godkänd',
  sentence: (fingerprint) =>
    `Jag har läst planen (fingeravtryck ${fingerprint}) och vill att exakt den tillämpas.`,
  fields: ['Namn', 'Datum', 'Underskrift'],
};
