import type { Catalogue } from '../catalogue.ts';
import { quantity } from './figures.ts';

export const person: Catalogue['person'] = {
  places: {
    ledger_contacts: 'kontakten som Jojka sågs ha den',
    ledger_wants: 'vad pipelines vill ha: namn, grupper, nycklar',
    ledger_blocks: 'spärren',
    block_checks: 'att Jojka har fått frågan om numret är spärrat',
    replies: 'svar med SMS',
    run_changes: 'vad körningar ändrade',
    run_contacts: 'kontakten före och efter körningar',
    calls: 'anrop till Jojka',
    rejections: 'avvisade poster',
    warnings: 'varningar som nämner numret',
    runs: 'fel och skäl som nämner numret',
    discarded_plans: 'skäl att kasta planer som nämner numret',
    console_acts: 'skäl i konsolen som nämner numret',
    ledger_touched: 'noteringar för liggarens packade kopia',
  },
  rows: (count) => quantity(count, 'rad', 'rader'),
  nothing: (msisdn) => `Här finns inget sparat om ${msisdn}.`,
  would: (msisdn, account) => `Om ${msisdn} skulle detta tas ut ur konto ${account}:`,
  taken: (msisdn, account, run) => `Om ${msisdn} togs detta ut ur konto ${account} (körning ${run}):`,
  takenNothing: 'inget: det fanns bara spärren',
  blockStays: (reason, since) =>
    `Spärren blir kvar (${reason}; sedan ${since}): numret och varför det är spärrat är det som hindrar att det får SMS. Den som får nås igen: jojka-sync blocklist remove NUMMER`,
  blockPending: 'Den är inte bekräftad hos Jojka än: kontots nästa körning skickar den, eller frågar.',
  keyGone:
    'Om posten får ett annat nummer i CRM:et följer spärren inte med: nyckeln som band dem är borta. Nej tack måste stå i CRM:et.',
  wanted: (pipelines) =>
    `Fortfarande efterfrågat av ${pipelines.join(', ')}: så länge posten finns i CRM:et och pipelinen tar den, tar nästa sync upp den igen. Ta bort den ur CRM:et, eller utelämna den med \`where\`, innan dess.`,
  managed: (msisdn) =>
    `Jojka har kontakten, såvitt liggaren vet, och jojka-sync tar inte bort den där när den väl är glömd. Ut ur Jojka: jojka-sync api rm_contact msisdn=${msisdn}`,
  unwritten:
    'STOPP-svaret har inte skrivits till något CRM. Har en pipeline blocklist.writeBack, kör en sync först; annars, för in det i CRM:et för hand.',
  sharedKeys: (keys) =>
    `Poster med andra nummer har samma nycklar, så avvisade poster söks inte med dem: ${keys.join(', ')}.`,
  otherNumbers: (numbers) =>
    `Samma nycklar hör till fler nummer, som kan vara samma persons: ${numbers.join(', ')}.`,
  namesakes: (count) =>
    `${quantity(count, 'avvisad post', 'avvisade poster')} med samma namn men varken numret eller en nyckel är kvar: de kan vara någon annans. Är de inte det, ge namnet: --name NAMN`,
  wouldDiscard: (path) => `${path}: skulle raderas; planen i den skulle inte kunna tillämpas mer`,
  deleted: (path) => `${path}: raderad`,
  discarded: (plan) => `Planen ${plan}, som hölls tillbaka, kan inte tillämpas mer; nästa sync planerar om.`,
  named: 'Dessa filer nämner numret, och är dina att radera:',
  unread: 'Dessa filer går inte att se in i:',
  notReached: 'Detta nås inte: ',
  elsewhere: [
    'Jojka: kontakten, grupperna, skickade meddelanden, svar från de senaste 96 timmarna',
    'CRM:et och andra källor',
    'säkerhetskopior av databasen och av filer',
    'rapporter, planer med --out, listor med avvisade poster och mejl utanför databasens mapp (--search MAPP hittar dem som nämner numret)',
    'sparade planer på andra datorer: de som nämner numret tillämpas inte mer, men filerna ligger där tills de raderas',
  ],
  postgres:
    'I Postgres är raderade rader borta för frågor; servern skriver över dem med tiden. Dess loggar och säkerhetskopior är dina.',
  question: (msisdn) => `Ta ut detta för gott? Det går inte att ångra. Glöm ${msisdn}`,
  nothingChanged: 'Inget ändrades.',
};
