import { randomBytes } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import type { Language } from '../report/language/language.ts';
import { wordsOf } from '../report/language/words.ts';
import { addBlocklist } from './areas/blocklist.ts';
import { addDecisions } from './areas/decisions.ts';
import { addLive } from './areas/live.ts';
import { addReading } from './areas/reading.ts';
import { addSchedules } from './areas/schedules.ts';
import { addSignIn } from './areas/sign-in.ts';
import { type Address, guarded, knownAddressAlone, smallBody, withoutNul } from './door.ts';
import { failureOf, outside } from './failure.ts';
import { createFleetView } from './fleet-view.ts';
import { createLive, type Live } from './live.ts';
import { failurePage, saidPage } from './pages/failure.ts';
import type { ProxySignIn } from './proxy.ts';
import type { ReportApart } from './report.ts';
import { style } from './style.ts';
import { type ApplyHeld, type Desk, languageOf, type Visit } from './visit.ts';

export interface ConsoleOptions extends Desk {
  readonly address: Address;
  /** The language of whoever wishes for none. */
  readonly lang: Language;
  readonly applyHeld: ApplyHeld;
  /** Makes reports of large plans; this process, where left out. */
  readonly reportApart?: ReportApart | undefined;
  /** Makes of what an error says what may be shown. */
  readonly told: (text: string) => string;
  /** A proxy that has signed somebody in; none, where left out. */
  readonly proxy?: ProxySignIn | undefined;
  /** How often a run that is followed is looked at; every two seconds, where left out. */
  readonly liveEveryMs?: number | undefined;
  /** Hears of errors that nobody expected. */
  readonly onError: (error: unknown) => void;
}

/**
 * The console's pages. Everything but the sign-in and the style is for who is signed in.
 *
 * @returns the pages, and what ends the streams of those that are followed
 */
export function createConsoleApp(options: ConsoleOptions): {
  readonly app: Hono<Visit>;
  readonly live: Live;
} {
  const { address, lang, told, onError } = options;
  const app = new Hono<Visit>();
  app.use(guarded(address), knownAddressAlone(address), smallBody, withoutNul);
  app.use(async (context, next) => {
    context.set('words', wordsOf(languageOf(context, lang)));
    return next();
  });
  app.get('/style.css', (context) => context.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  const isGood = addSignIn(app, options, {
    secret: randomBytes(32),
    isSecure: address.isSecure,
    proxy: options.proxy,
    addressOf: (context) => {
      try {
        return getConnInfo(context).remote.address ?? '';
      } catch {
        return '';
      }
    },
  });
  const live = createLive(options, { isGood, everyMs: options.liveEveryMs });
  addLive(app, options, live);
  const fleet = createFleetView(options);
  addReading(app, options, fleet, options.reportApart);
  addDecisions(app, options, options);
  addBlocklist(app, options);
  addSchedules(app, options, fleet);
  app.notFound((context) => {
    const words = context.get('words');
    const { console: page } = words;
    return context.html(saidPage(words, context.get('session'), page.notFound, [page.notFoundHelp]), 404);
  });
  app.onError((error, context) => {
    const session = context.get('session');
    const failure = session ? failureOf(error, told) : outside(failureOf(error, told), context.get('words'));
    if (!failure.lines || !session) onError(error);
    if (failure.isBusy && context.req.method === 'GET') context.header('refresh', '5');
    return context.html(failurePage(context.get('words'), session, failure), failure.status);
  });
  return { app, live };
}
