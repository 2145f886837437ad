import type { Catalogue } from '../catalogue.ts';
import { quantity } from './figures.ts';

export const story: Catalogue['story'] = {
  nothing: (msisdn) => `Inget är känt om ${msisdn}: ingen körning har rört det, och ingen källa har det.`,
  inAccount: (msisdn, account) => `${msisdn} i konto ${account}`,
  managed: (how, pipeline, since) => `Förvaltad: ${how} av ${pipeline}, bekräftad sedan ${since}.`,
  how: { created: 'skapad', adopted: 'övertagen' },
  memberships: (groups) => `Medlemskap som är våra: ${groups}.`,
  optedOut: (pipeline, records) =>
    `Har sagt nej tack eller är spärrad, och efterfrågas inte av ${pipeline}, som har känt den på: ${records}.`,
  wanted: ({ pipeline, since, name, groups, records, absentRuns }) =>
    `Efterfrågas av ${pipeline} sedan ${since} som ${name} i ${groups || 'ingen grupp'}; ${records}${
      absentRuns > 0 ? `; frånvarande i ${quantity(absentRuns, 'utdrag', 'utdrag')} i rad` : ''
    }.`,
  unwanted: 'Ingen pipeline vill ha den.',
  blocked: (isCertain, since, reason) =>
    isCertain
      ? `Spärrad sedan ${since}: ${reason}.`
      : `Ska spärras eller släppas, och är inte bekräftad än; sedan ${since}: ${reason}.`,
  notBlocked: 'Inte spärrad, såvitt liggaren vet.',
  run: (id, command) => `körning ${id} (${command})`,
  rejected: (place, code, value) => `avvisad: ${place} ${code} "${value}"`,
  answered: (message) => `svarade ${message === null ? '(rensat)' : `"${message}"`}`,
  anOptOut: ': nej tack',
  nothingKept: 'Inget som en körning gjorde med den är sparat: det var inget, eller så är det rensat.',
  removedBy: (at, run) => `Förvaltas inte längre: borttagen ${at} av ${run}.`,
  createdBy: (at, run) =>
    `Förvaltas inte längre, fast skapad ${at} av ${run}: ingen export har visat den, eller så har någon annan tagit bort den sedan dess.`,
  neverManaged: 'Inte förvaltad: jojka-sync har varken skapat eller tagit över kontakten.',
  noKey: 'posterna har ingen nyckel',
  oneRecord: (name) => `post ${name}`,
  merged: (names) => `hopslagen av posterna ${names.join(' och ')}`,
  createdAs: (name, groups) => `skapad som ${name}${groups === '' ? '' : ` i ${groups}`}`,
  renamed: (from, to) => `bytte namn från ${from} till ${to}`,
  into: (group) => `in i ${group}`,
  outOf: (group) => `ut ur ${group}`,
  removed: 'borttagen',
  blockedNow: 'spärrad',
  blockedFor: (reason) => `spärrad: ${reason}`,
  unblocked: 'spärren hävd',
  notSent: 'inte skickat',
  states: {
    standing: 'fanns redan, skickades inte igen',
    done: 'klart',
    failed: 'misslyckat',
    unknown: 'okänt',
    skipped: 'överhoppat',
    pending: 'väntar',
    planned: 'planerat',
    sent: 'skickat',
    confirmed: 'bekräftat',
    missing: 'saknas',
    altered: 'inte som begärt',
    respelled: 'sparat med annan stavning',
  },
  hitsHead: ['NUMMER', 'KONTO', 'POST'],
  wantedByNobody: '(efterfrågas av ingen nu)',
  onlyRejected: 'Inget nummer är känt så. Poster som avvisades, de senaste först:',
  alsoRejected: 'Poster som avvisades, och kan vara den som menas, de senaste först:',
  andMore: '… med flera',
};
