import type { Hono } from 'hono';
import { maskMsisdn } from '../../contact/mask.ts';
import { printedFor } from '../../contact/printed-commands.ts';
import { UsageError } from '../../errors.ts';
import { explainNumber } from '../../jobs/explain.ts';
import { rejectionsOf } from '../../jobs/rejects.ts';
import { latestRuns } from '../../jobs/runs.ts';
import { reportPolicy } from '../../report/html/page.ts';
import { rejectsCsv } from '../../report/rejects.ts';
import { withStateIfAny } from '../../session/state.ts';
import { listActs } from '../../state/console-acts.ts';
import type { FleetView } from '../fleet-view.ts';
import { createOverview } from '../overview.ts';
import { logPage, repliesPage } from '../pages/lists.ts';
import { numberPage } from '../pages/number.ts';
import { overviewPage, runsPage, runsPath } from '../pages/overview.ts';
import { onPage, pageNumber } from '../pages/page.ts';
import { rejectionsPage } from '../pages/rejections.ts';
import { createReports, type ReportApart } from '../report.ts';
import { acted, type Desk, field, mustBe, noListPage, runPath, type Visit } from '../visit.ts';
import { createWaitingReplies } from '../waiting-replies.ts';

/** Pages that change nothing; every role may read them, but the log. */
export function addReading(
  app: Hono<Visit>,
  desk: Desk,
  fleet: FleetView,
  apart: ReportApart | undefined,
): void {
  const { environment, gate } = desk;
  const waitingReplies = createWaitingReplies(environment);
  const kept = createOverview(desk, fleet, waitingReplies);
  // What was done here is shown at once.
  app.use(async (context, next) => {
    await next();
    if (context.req.method === 'POST') kept.forget();
  });

  app.get('/', async (context) => {
    const overview = await kept.get();
    if (overview.isLocked) context.header('refresh', '10');
    return context.html(overviewPage(overview, context.get('words'), context.get('session')));
  });

  app.get('/runs', async (context) => {
    const pipeline = context.req.query('pipeline') ?? '-';
    const account = context.req.query('account');
    const at = pageNumber(context.req.query('page'));
    const first = runsPath(pipeline, account);
    if (at === undefined) return noListPage(context, first);
    // One more tells that there are more.
    const window = {
      limit: onPage + 1,
      skip: (at - 1) * onPage,
      pipeline,
      ...(account !== undefined && { account }),
    };
    const runs = await gate.brief(() => latestRuns(environment, window));
    if (at > 1 && runs.length === 0) return noListPage(context, first);
    return context.html(
      runsPage({ pipeline, account, runs, at }, context.get('words'), context.get('session')),
    );
  });

  addOfRun(app, desk, apart);

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
    const at = pageNumber(context.req.query('page'));
    if (at === undefined) return noListPage(context, '/replies');
    const session = context.get('session');
    const replies = await acted(desk, session, { act: 'see replies', subject: null }, () =>
      gate.brief(() => withStateIfAny('console', environment, waitingReplies, [])),
    );
    return context.html(repliesPage(replies, at, context.get('words'), session));
  });

  addLog(app, desk);
}

/** What a run has to read: its report, and whom it rejected. Whoever sees people is written down. */
function addOfRun(app: Hono<Visit>, desk: Desk, apart: ReportApart | undefined): void {
  const { environment, gate } = desk;
  const report = createReports(desk, apart);

  app.get(`${runPath}/report`, async (context) => {
    const id = context.req.param('id');
    const read = () => report(id, context.get('words').lang);
    const page = await acted(desk, context.get('session'), { act: 'report', subject: id }, read);
    return context.html(page, 200, {
      'content-security-policy': `${reportPolicy()}; frame-ancestors 'self'`,
    });
  });

  app.get(`${runPath}/rejections`, async (context) => {
    const id = context.req.param('id');
    const session = context.get('session');
    const { rejections, account } = await acted(desk, session, { act: 'see rejections', subject: id }, () =>
      gate.brief(() => rejectionsOf(environment, id)),
    );
    return context.html(
      printedFor(rejectionsPage(id, rejections, context.get('words'), session), { account }),
    );
  });

  app.get(`${runPath}/rejections.csv`, async (context) => {
    const id = context.req.param('id');
    const { rejections, columns, account } = await acted(
      desk,
      context.get('session'),
      { act: 'rejections', subject: id },
      () => gate.brief(() => rejectionsOf(environment, id)),
    );
    return context.body(printedFor(rejectsCsv(rejections, columns), { account }), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="rejections-${id}.csv"`,
    });
  });
}

/** Who did what here. */
function addLog(app: Hono<Visit>, { environment, gate }: Desk): void {
  app.get('/log', async (context) => {
    const refused = mustBe('approve', context);
    if (refused) return refused;
    const at = pageNumber(context.req.query('page'));
    if (at === undefined) return noListPage(context, '/log');
    const acts = await gate.brief(() =>
      withStateIfAny(
        'console',
        environment,
        (database) => listActs(database, onPage + 1, (at - 1) * onPage),
        [],
      ),
    );
    if (at > 1 && acts.length === 0) return noListPage(context, '/log');
    return context.html(logPage(acts, at, context.get('words'), context.get('session')));
  });
}
