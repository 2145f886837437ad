import type { Hono } from 'hono';
import { maskMsisdn } from '../../contact/mask.ts';
import { UsageError } from '../../errors.ts';
import { explainNumber } from '../../jobs/explain.ts';
import { rejectionsOf } from '../../jobs/rejects.ts';
import { latestRuns } from '../../jobs/runs.ts';
import { type Shown, showPlanOrRun } from '../../jobs/show.ts';
import { inFile, renderPlan, renderRun } from '../../report/formats.ts';
import { reportPolicy } from '../../report/html/page.ts';
import type { TextOptions } from '../../report/plan-text.ts';
import { rejectsCsv } from '../../report/rejects.ts';
import { renderHistory } from '../../report/shown-run.ts';
import { withStateIfAny } from '../../session/state.ts';
import { listActs } from '../../state/console-acts.ts';
import { undecidedReplies } from '../../state/replies.ts';
import { readOverview, waitingDays, waits } from '../overview.ts';
import { logPage, repliesPage } from '../pages/lists.ts';
import { numberPage } from '../pages/number.ts';
import { overviewPage, runsPage } from '../pages/overview.ts';
import { rejectionsPage } from '../pages/rejections.ts';
import { acted, type Desk, field, mustBe, runPath, type Visit } from '../visit.ts';

/** Pages that change nothing; every role may read them, but the log. */
export function addReading(app: Hono<Visit>, desk: Desk): void {
  const { environment, gate } = desk;

  app.get('/', async (context) => {
    const overview = await readOverview(desk);
    if (overview.isLocked) context.header('refresh', '10');
    return context.html(overviewPage(overview, context.get('words'), context.get('session')));
  });

  app.get('/runs', async (context) => {
    const pipeline = context.req.query('pipeline') ?? '-';
    const runs = await gate.brief(() => latestRuns(environment, { limit: 100, pipeline }));
    return context.html(runsPage(pipeline, runs, context.get('words'), context.get('session')));
  });

  app.get(`${runPath}/report`, async (context) => {
    const shown = await gate.brief(() => showPlanOrRun(context.req.param('id'), environment));
    const as = inFile({ lang: context.get('words').lang });
    const page = rendered(shown, as);
    return context.html(page, 200, {
      'content-security-policy': `${reportPolicy()}; frame-ancestors 'self'`,
    });
  });

  app.get(`${runPath}/rejections`, async (context) => {
    const id = context.req.param('id');
    const { rejections } = await gate.brief(() => rejectionsOf(environment, id));
    return context.html(rejectionsPage(id, rejections, context.get('words'), context.get('session')));
  });

  app.get(`${runPath}/rejections.csv`, async (context) => {
    const id = context.req.param('id');
    const { rejections, columns } = await gate.brief(() => rejectionsOf(environment, id));
    return context.body(rejectsCsv(rejections, columns), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="rejections-${id}.csv"`,
    });
  });

  app.get('/number', (context) =>
    context.html(numberPage('', undefined, context.get('words'), context.get('session'))),
  );

  app.post('/number', async (context) => {
    const who = (await field(context, 'who')).slice(0, 200);
    const session = context.get('session');
    const found = await acted(
      desk,
      session,
      { act: 'explain', subject: null },
      async () => {
        try {
          return await gate.brief(() => explainNumber(environment, who));
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
          return { kind: 'nobody' as const, lines: [error.message, error.advice ?? ''] };
        }
      },
      (one) => (one.kind === 'story' ? maskMsisdn(one.msisdn) : one.kind),
    );
    return context.html(numberPage(who, found, context.get('words'), session));
  });

  app.get('/replies', async (context) => {
    const since = new Date(environment.now().getTime() - waitingDays * 86_400_000);
    const replies = await gate.brief(() =>
      withStateIfAny('console', environment, (database) => undecidedReplies(database, since), []),
    );
    return context.html(repliesPage(replies.filter(waits), context.get('words'), context.get('session')));
  });

  app.get('/log', async (context) => {
    const refused = mustBe('approve', context);
    if (refused) return refused;
    const acts = await gate.brief(() =>
      withStateIfAny('console', environment, (database) => listActs(database, 200), []),
    );
    return context.html(logPage(acts, context.get('words'), context.get('session')));
  });
}

function rendered(shown: Shown, as: TextOptions): string {
  if (shown.kind === 'history') return renderHistory(shown.report, 'html', as).join('');
  return shown.kind === 'run' ? renderRun(shown.report, 'html', as) : renderPlan(shown.report, 'html', as);
}
