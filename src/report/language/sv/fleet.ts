import type { Catalogue } from '../catalogue.ts';
import { quantity } from './figures.ts';

const results: Record<number, string> = {
  0: 'klar',
  1: 'misslyckades',
  3: 'tillbakahållen eller avvisad',
  4: 'klar med skillnader',
  5: 'en annan körning håller kontot',
  64: 'fel i inställningarna',
  129: 'stoppad',
  130: 'stoppad',
  134: 'avbruten, oftast för att minnet inte räckte',
  137: 'dödad, oftast för att minnet inte räckte',
  143: 'stoppad',
};

const outcomes: Catalogue['fleet']['outcomes'] = {
  queued: 'köad',
  sooner: 'väntade redan, och väntar inte längre',
  already: 'väntar redan, eller arbetar',
  held: 'tillbakahållen av gränserna, vilket inte är ett fel; inget köades, så att dess plan är den att besluta om',
  gone: 'finns inte i mappen; inget köades',
  unreadable: 'filen kan inte läsas; inget av den köades eller avbröts',
  twice: 'två filer är den här pipelinen; inget köades',
  cancelled: 'avbruten',
  stopping: 'ombedd att sluta; anrop på väg får 30 s',
  buried: 'dess jobb som inte gick är borttaget',
};

const reasons: Catalogue['fleet']['reasons'] = {
  'no-file': (_, host) => `${host} har ingen fil för den i pipelines/ som kan läsas`,
  'other-text': (file, host) => `${host} har en annan text i ${file}`,
  lacking: (what, host) => `${host} saknar något för den: ${what}`,
  'account-busy': () => 'en annan pipeline för kontot arbetade',
  'account-locked': (_, host) => `en annan körning höll kontot, enligt ${host}`,
  stopped: (_, host) => `dess synk ombads sluta på ${host}`,
  'worker-ends': (_, host) => `arbetaren på ${host} slutade`,
};

export const fleet: Catalogue['fleet'] = {
  results,
  notBegun: 'inte påbörjad',
  severalHead: ['PIPELINE', 'RESULTAT', 'ÄNDRINGAR', 'AVVISADE', 'TOG'],
  heading: (pipeline, index, of) => `${index} av ${of}: ${pipeline}`,
  ended: (value, good) => `${quantity(value, 'pipeline', 'pipeliner')}, ${good} utan något att titta på.`,
  outcomes,
  reasons,
  changes: { add: '+', change: '~', remove: '-' },
  none: 'Ingen pipeline har ett schema eller ett jobb än. jojka-sync schedule apply tar mappens scheman.',
  head: ['PIPELINE', 'KONTO', 'SENAST', 'NÄSTA', 'NU'],
  paused: 'pausad',
  dead: 'gick inte',
  workerGone: 'arbetaren försvann varje gång',
  deadSince: (pipeline, since, why, host) =>
    `! ${pipeline}: gick inte, sedan ${since}: ${why}${host === undefined ? '' : ` (på ${host})`}`,
  howToRedrive: 'Så kör du dem igen, när felet är lagat:',
  howToBury: 'Ett jobb som inte gick och vars fil är borta stannar tills det tas bort:',
  running: (since, host) => `arbetar sedan ${since}${host === undefined ? '' : ` på ${host}`}`,
  waiting: (from, retries, givenBack, why) => {
    const parts = [
      ...(retries > 0 ? [`misslyckades ${quantity(retries, 'gång', 'gånger')}`] : []),
      ...(givenBack > 0 ? [`lämnades tillbaka ${quantity(givenBack, 'gång', 'gånger')}`] : []),
      ...(why === undefined ? [] : [why]),
    ];
    return `väntar, från ${from}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
  },
  unfit: (why, times, lastAt, pipelines) =>
    `! ${why} (lämnade tillbaka ${quantity(times, 'jobb', 'jobb')} inom ett dygn, senast ${lastAt}; av ${pipelines})`,
  andMore: (value) => `${value} till`,
  nothingOrdered: 'Det finns inget att göra.',
  noSchedule: 'Ingen pipeline har ett schema. jojka-sync schedule apply tar mappens.',
  scheduleHead: ['PIPELINE', 'KONTO', 'CRON', 'TIDSZON', 'STUND', 'LÄGE'],
  unchanged: (value) => `${quantity(value, 'schema', 'scheman')} oförändrade.`,
  stillQueued: (value) =>
    `${quantity(value, 'jobb', 'jobb')} väntar redan eller arbetar, och pausas inte av det här. Så tar du bort ${value === 1 ? 'det' : 'dem'}, även en synk som arbetar:`,
  removeSchedules: (value) =>
    `Ta bort ${quantity(value, 'schema', 'scheman')} som inte längre finns i mappen?`,
};
