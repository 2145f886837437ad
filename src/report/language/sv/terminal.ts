import type { Catalogue } from '../catalogue.ts';
import { count, figures, quantity } from './figures.ts';

export const terminal: Catalogue['terminal'] = {
  steps: {
    state: 'Öppnar databasen',
    replies: 'Hämtar svar',
    source: 'Läser',
    export: 'Läser Jojka',
    load: 'Anrop till Jojka',
    blocklist: 'Frågar om nummer',
    messages: 'Skickar',
  },
  waits: (seconds) => `Jojka ber oss vänta ${figures.seconds(seconds)}`,
  far: (done, total) => (total === undefined ? count(done) : `${count(done)} av ${count(total)}`),
  left: (seconds) => `${figures.seconds(seconds)} kvar`,
  perSecond: (value) => `${count(value)}/s`,
  perMinute: (value) => `${count(value)}/min`,
  yesOrNo: '[j/N]',
  remove: (value) => `ta bort ${quantity(value, 'kontakt', 'kontakter')}`,
  takeAway: (value) => `ta bort ${quantity(value, 'medlemskap', 'medlemskap')}`,
  ofAccount: (parts, account, url) => `${parts.join(' och ')} i kontot "${account}" på ${url}?`,
  sendSms: (value) => `Skicka ${quantity(value, 'SMS', 'SMS')}?`,
  partOfText: (word) =>
    `Texten börjar med numret ${word}, och mottagare är angivna därutöver. Hör det till texten?`,
  unblock: (numbers, pipeline) =>
    `Häva spärren för ${quantity(numbers, 'nummer', 'nummer')} som bara källan till ${pipeline} har spärrat?`,
  cancel: (ids, account, url) =>
    `Avbryta ${ids.length === 1 ? 'kampanj' : 'kampanjerna'} ${ids.join(', ')} i kontot "${account}" på ${url}?`,
  callApi: (endpoint, account, url) => `${endpoint} ändrar kontot "${account}" på ${url}. Skicka?`,
  nothingSent: 'Inget skickades.',
  nothingCancelled: 'Inget avbröts.',
};
