import type { Catalogue } from '../catalogue.ts';
import { count, figures, quantity } from './figures.ts';

export const run: Catalogue['run'] = {
  runId: (id) => `körning ${id}`,
  rejections: (value) => quantity(value, 'avvisning', 'avvisningar'),
  seeThem: (command) => `Se dem: ${command}`,
  moreWarnings: (value) => `… ${quantity(value, 'varning', 'varningar')} till visas inte`,
  moreFailures: (value) => `… ${quantity(value, 'fel', 'fel')} till visas inte`,
  moreDifferences: (value) => `… ${quantity(value, 'skillnad', 'skillnader')} till visas inte`,
  newAnswers: (value) => quantity(value, 'nytt svar', 'nya svar'),
  stopsBlocked: (value) => `${quantity(value, 'STOPP', 'STOPP')} ${value === 1 ? 'spärrat' : 'spärrade'}`,
  stopsNotBlocked: (value) => `${count(value)} kunde inte spärras än`,
  stopsNeverBlocked: (value) => `${count(value)} går inte att spärra (avsändaren är inget nummer)`,
  unsure: (value, command) => `${count(value)} kan vara menade som STOPP: ${command}`,
  gap: 'några hämtades aldrig och är borta',
  answers: (parts) => `Svar: ${parts.join(', ')}.`,
  refused: (blocks, stood) =>
    `Stoppad: skyddsgränserna håller tillbaka planen; ${
      blocks > 0 ? `${quantity(blocks, 'spärr', 'spärrar')} skickades, inget annat` : 'inget skickades'
    }${stood > 0 ? ` (${quantity(stood, 'spärr', 'spärrar')} finns redan)` : ''}.`,
  heldBack: (text) => `Tillbakahållet: ${text === '' ? 'inget utöver det som skickades' : text}`,
  stopped: 'Avbruten:',
  readIt: 'Läs vad den skulle göra:',
  sent: (done) => `Skickat: ${quantity(done, 'anrop klart', 'anrop klara')}`,
  failed: (value) => quantity(value, 'misslyckades', 'misslyckades'),
  inTime: (value) => `, på ${figures.seconds(value)}`,
  of: (what, whom) => `${what} för ${whom}`,
  contacts: (value) => quantity(value, 'kontakt', 'kontakter'),
  verified: (parts) => `Kontrollerat: ${parts.join(', ')}.`,
  confirmed: (value) => quantity(value, 'bekräftad', 'bekräftade'),
  sentAgain: (value) => quantity(value, 'skickad igen', 'skickade igen'),
  respelled: (value) => quantity(value, 'sparad med annan stavning', 'sparade med annan stavning'),
  missing: (value) => quantity(value, 'saknas', 'saknas'),
  altered: (value) => `${count(value)} inte som begärt`,
  changedMeanwhile: (value) => `${quantity(value, 'annan ändrades', 'andra ändrades')} under tiden`,
  difference: ({ verdict }) => (verdict === 'missing' ? 'finns inte, fast den skulle' : 'är inte som begärt'),
  done: 'Klart.',
  holds: 'Klart: Jojka stämmer med källorna.',
  partHolds: (others: number) =>
    `Klart: i den här delen skiljer sig inget${others > 0 ? `; hos ${quantity(others, 'annan kontakt', 'andra kontakter')} gör det det` : ''}.`,
  differs: 'Avslutad med skillnader.',
  again: (command) => `Nästa körning planerar om det som är kvar att göra. Hela historien: ${command}`,
  nothingToResume: 'Det finns inget att återuppta.',
  settledBefore: (id) =>
    `Det finns inget att återuppta: körning ${id} avbröts, och en senare körning har fört in i liggaren vad den hann. Vad den lämnade ogjort planerar nästa sync på nytt:`,
  dismissed: (id) => `Körning ${id} är avskriven: det som hann bli klart står i liggaren, resten lämnas.`,
  resumed: (id, pipeline, left) =>
    `Körning ${id} av ${pipeline} återupptagen: ${quantity(left, 'anrop', 'anrop')} var kvar.`,
  resumedBlocks:
    'Körningen kunde bara skicka spärrar, och nattens arbete är inte gjort: inget annat av det blev planerat. Så gör du det:',
  resumedHeld:
    'Spärrar som ingen skyddsgräns håller är skickade; resten hålls tillbaka. Så tillämpar du den:',
};
