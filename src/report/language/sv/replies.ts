import type { Catalogue } from '../catalogue.ts';
import { count, quantity } from './figures.ts';

export const replies: Catalogue['replies'] = {
  title: (value, optOuts, unsure, others, blocked) =>
    `${quantity(value, 'nytt svar', 'nya svar')}: ${count(optOuts)} sa nej tack, ${unsure > 0 ? `${count(unsure)} kan vara menade så, ` : ''}${quantity(others, 'annat', 'andra')}. ${quantity(blocked, 'nummer spärrat', 'nummer spärrade')}.`,
  blocked: 'spärrad',
  notBlocked: 'INTE SPÄRRAD ÄN',
  somebody: 'Någon',
  failed: (who, why, again) =>
    `${who} sa nej tack och kunde inte spärras: ${why}${again ? ' Nästa hämtning försöker igen.' : ' Inget mer försöks.'}`,
  decide: 'Kan vara menat som STOPP: avgör du',
  toBlock: (command) => `så spärrar du: ${command}`,
  others: 'Andra svar',
  late: (from, to) =>
    `Svar mellan ${from} och ${to} hämtades aldrig och är borta: Jojka behåller dem i 96 timmar. Hämta minst var tredje dag.`,
  clock: (from) =>
    `Den senaste hämtningen ligger i framtiden, så en klocka går eller gick fel. Allt som Jojka har kvar hämtades nu (sedan ${from}); om tidigare svar missades vet ingen. Kontrollera datorns klocka.`,
  unreadable:
    'Det kom ett svar vars tid inte går att läsa. Det är sparat, och ett STOPP i det räknas; om andra missades vet ingen.',
  none: 'Det finns inga svar från den tiden.',
  mayBe: '(kan vara menat som STOPP)',
};
