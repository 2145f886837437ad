import type { Catalogue } from '../catalogue.ts';

/** Konsolens sidor om scheman. */
export const schedules: Catalogue['schedules'] = {
  title: 'Scheman',
  of: (pipeline) => `Schema för ${pipeline}`,
  help: 'När pipelines körs av sig själva, så som flottans kö har det. Bredvid står vad som arbetar eller väntar nu.',
  noFleet:
    'Det finns ingen kö i databasen, så ingen pipeline körs av sig själv härifrån. Med DATABASE_URL satt gör det här kommandot en av schemana i mappen pipelines:',
  none: 'Ingen pipeline har ett schema eller ett jobb än. Det här kommandot tar schemana i mappen pipelines:',
  head: ['Pipeline', 'Konto', 'När', 'Nästa', 'Senast', 'Nu'],
  byHand: 'bara för hand',
  paused: 'pausad',
  never: 'ingen än',
  moment: (offset) => `dess egen stund är ${offset} senare`,
  pause: 'Pausa',
  pauseHelp:
    'Schemat finns kvar, men körs inte längre av sig självt. Det som redan arbetar eller väntar avslutas inte.',
  resume: 'Återuppta',
  resumeHelp: 'Schemat körs av sig självt igen, från nästa tid.',
  runNow: 'Kör nu',
  runNowHelp: 'Köar en sync, som schemat skulle ha gjort. En arbetare tar den när den har plats.',
  isPaused: 'Schemat är pausat.',
  isResumed: 'Schemat körs igen.',
  isQueued: 'En sync är köad.',
  isSooner: 'En synk av den väntade redan. Den väntar inte längre: en arbetare tar den när den har plats.',
  already: 'En sync väntar redan, eller arbetar. Ingenting köades.',
  mayNot: 'För att pausa, återuppta eller köra måste någon med rollen sköta logga in.',
};
