import type { Hono } from 'hono';
import { runScheduled } from '../../fleet/orders.ts';
import type { Fleet } from '../../fleet/queue.ts';
import { pauseSchedules } from '../../fleet/schedule.ts';
import { type FleetView, withQueue } from '../fleet-view.ts';
import { saidPage } from '../pages/failure.ts';
import { pageNumber } from '../pages/page.ts';
import { type Said, schedulePage, schedulesPage } from '../pages/schedules.ts';
import {
  acted,
  type Desk,
  field,
  mustBe,
  noListPage,
  reasonOf,
  type Visit,
  type VisitContext,
} from '../visit.ts';

/** What can be done about a schedule. */
const acts = {
  pause: (fleet: Fleet, pipeline: string) => pauseSchedules(fleet, [pipeline], true).then(() => 'paused'),
  resume: (fleet: Fleet, pipeline: string) => pauseSchedules(fleet, [pipeline], false).then(() => 'resumed'),
  'run now': (fleet: Fleet, pipeline: string) => runScheduled(fleet, pipeline).then(({ outcome }) => outcome),
} as const;

/** When pipelines run by themselves, where the state has the queue of a fleet; paused, resumed and run as the commands do it. */
export function addSchedules(app: Hono<Visit>, desk: Desk, overview: FleetView): void {
  app.get('/schedules', async (context) => {
    const at = pageNumber(context.req.query('page'));
    if (at === undefined) return noListPage(context, '/schedules');
    const seen = await overview.get();
    return context.html(schedulesPage(seen?.pipelines, at, context.get('words'), context.get('session')));
  });

  /** @param said of what was done just now: it is read anew then */
  const show = async (context: VisitContext, pipeline: string, said?: Said, status: 200 | 400 = 200) => {
    const words = context.get('words');
    const session = context.get('session');
    const seen = await (said ? overview.fresh() : overview.get());
    const found = seen?.pipelines.find((one) => one.pipeline === pipeline);
    if (found) return context.html(schedulePage(found, words, session, said), status);
    const { console: told } = words;
    return context.html(saidPage(words, session, told.notFound, [told.notFoundHelp]), 404);
  };

  app.get('/schedules/of', (context) => show(context, context.req.query('pipeline') ?? ''));

  for (const act of ['pause', 'resume', 'run now'] as const)
    app.post(`/schedules/${act.replace(' ', '-')}`, async (context) => {
      const refused = mustBe('operate', context);
      if (refused) return refused;
      const { console: told, schedules } = context.get('words');
      const [pipeline, reason] = await Promise.all([field(context, 'pipeline'), reasonOf(context)]);
      if (reason === '') return show(context, pipeline, { text: told.needsReason, isGood: false }, 400);
      // Whatever is written down is of a pipeline that there is.
      const known = (await overview.fresh())?.pipelines.some(
        (one) => one.pipeline === pipeline && one.schedule !== undefined,
      );
      if (!known) return show(context, '');
      const outcome = await acted(
        desk,
        context.get('session'),
        { act, subject: pipeline, reason },
        () => withQueue(desk, (fleet) => acts[act](fleet, pipeline)),
        (result) => result ?? 'failed',
      );
      const text = {
        paused: schedules.isPaused,
        resumed: schedules.isResumed,
        queued: schedules.isQueued,
        sooner: schedules.isSooner,
      }[outcome ?? ''];
      return show(context, pipeline, { text: text ?? schedules.already, isGood: text !== undefined });
    });
}
