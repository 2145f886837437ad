import type { Catalogue } from '../catalogue.ts';
import { count, quantity } from './figures.ts';

const states: Catalogue['history']['states'] = {
  running: 'pågår',
  done: 'klar',
  partial: 'delvis klar',
  failed: 'misslyckad',
  interrupted: 'avbruten',
  refused: 'stoppad',
};

const messageOutcomes: Catalogue['history']['messageOutcomes'] = {
  sent: 'skickat',
  failed: 'inte skickat',
  unknown: 'ingen vet om det skickades',
  'not-tried': 'inte försökt',
  sending: 'påbörjat, och inget svar är sparat',
};

export const history: Catalogue['history'] = {
  states,
  callStates: {
    planned: 'planerade',
    sent: 'skickade',
    done: 'klara',
    failed: 'misslyckade',
    unknown: 'okända',
    skipped: 'överhoppade',
    pending: 'väntar',
  },
  died: 'dog',
  diedWithPlan:
    'Den dog: den säger att den arbetar, men processen är borta. Nästa sync av pipelinen tar reda på vad som blev gjort och planerar på nytt. Så slutför du exakt dess plan:',
  diedBefore: 'Den dog: den säger att den arbetar, men processen är borta. Nästa sync fortsätter därifrån:',
  diedByHand:
    'Den dog: den säger att den arbetar, men processen är borta. Kör kommandot igen: det tar reda på vad som blev gjort.',
  diedSending: (sent, unsure) =>
    `Den dog: den säger att den arbetar, men processen är borta. ${quantity(sent, 'nummer', 'nummer')} fick dess meddelande, och om ${quantity(unsure, 'nummer', 'nummer')} vet ingen. Skicka det inte till alla igen förrän du har tittat i Jojka.`,
  none: 'Det har inte varit någon körning än.',
  head: ['KÖRNING', 'BÖRJADE', 'PIPELINE', 'KOMMANDO', 'LÄGE', 'TOG', 'PLANERAT', 'AVVISADE'],
  trendHead: ['TREND', 'FÖR', 'ÄLDST → NYAST', 'SENAST'],
  desired: 'ska finnas',
  changes: 'ändringar',
  rejected: 'avvisade',
  took: 'tid',
  tookTime: (time) => `tog ${time}`,
  nRejected: (value) => `${value} ${value === '1' ? 'avvisad' : 'avvisade'}`,
  nothing: 'inget',
  adopted: (contacts, memberships, isDry) =>
    `${isDry ? 'torrkörning: skulle ta över' : 'tog över'} ${quantity(contacts, 'kontakt', 'kontakter')}, ${quantity(memberships, 'medlemskap', 'medlemskap')}`,
  part: (text: string) => `${text} (en del)`,
  exitCode: (code) => `slutkod ${code}`,
  began: (at, took) => `började ${at}, tog ${took}`,
  noPlan: 'Ingen plan skrevs ner.',
  pruned: 'Detaljerna är gallrade; antalen finns kvar.',
  sent: (text) => `Skickat: ${text}.`,
  planned: (text, isHeld, blocks, stood) =>
    `Planerat${isHeld ? `, och tillbakahållet${blocks + stood > 0 ? ` utom ${quantity(blocks + stood, 'spärr', 'spärrar')}` : ''}` : ''}: ${text}.`,
  forgot: (rows) => `Tog ut det som fanns om en person: ${quantity(rows, 'rad', 'rader')}.`,
  forgotten: (changes) =>
    `${quantity(changes, 'ändring', 'ändringar')} av personer som har glömts sedan dess: bara i antalen.`,
  calls: (parts) => `Anrop: ${parts.join(', ')}.`,
  more: (value) => `… ${count(value)} till visas inte; --format json har alla`,
  heldBack: (blocks, stood) =>
    `Skyddsgränserna höll tillbaka den${blocks > 0 ? `, utom ${quantity(blocks, 'spärr', 'spärrar')}` : ''}${stood > 0 ? ` (${quantity(stood, 'spärr', 'spärrar')} finns redan)` : ''}:`,
  howToApply: 'Så tillämpar du exakt den planen, inom 24 timmar (eller --max-age):',
  approved: (by, reason) => `Godkänd i konsolen av ${by}: ${reason}`,
  messageOutcomes,
  noId: '(inget id)',
  messageTitle: (isCampaign) => (isCampaign ? 'Kampanj' : 'Meddelande'),
  messages: (value, isCampaign, numbers) =>
    `${isCampaign ? quantity(value, 'kampanj', 'kampanjer') : quantity(value, 'meddelande', 'meddelanden')} till ${quantity(numbers, 'nummer', 'nummer')}`,
  notKnownSent: (value) => `${value} vet ingen om de skickades`,
  numbers: (value) => quantity(value, 'nummer', 'nummer'),
};
