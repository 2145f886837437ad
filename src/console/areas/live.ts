import type { Hono } from 'hono';
import { stateUrl } from '../../session/state.ts';
import type { Live } from '../live.ts';
import { liveScript } from '../live-script.ts';
import { liveText } from '../pages/live.ts';
import { type Desk, runPath, type Visit } from '../visit.ts';

/** A run as it goes on: the script of its page, and the stream that it follows. */
export function addLive(app: Hono<Visit>, { environment }: Desk, live: Live): void {
  app.get('/live.js', (context) =>
    context.body(liveScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );

  app.get(`${runPath}/live`, (context) => {
    // The embedded state is open in the run's own process, and nowhere else.
    if (stateUrl(environment) === undefined) return context.notFound();
    const words = context.get('words');
    const stream = live.open(context.req.param('id'), context.get('session'), (far) => liveText(far, words));
    if (!stream) return context.text(words.console.tooManyStreams, 503);
    // Proxies are to hand it on as it comes.
    return context.body(stream, 200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  });
}
