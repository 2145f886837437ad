import { setTimeout as wait } from 'node:timers/promises';
import type { Hono } from 'hono';
import { discardHeld } from '../../steps/discard.ts';
import type { Applying } from '../approvals.ts';
import { livePolicy } from '../door.ts';
import { saidPage } from '../pages/failure.ts';
import { applyingPage, runPage } from '../pages/run.ts';
import { isAtWork, isOpen, readRun } from '../read-run.ts';
import {
  type ApplyHeld,
  acted,
  type Desk,
  field,
  mustBe,
  reasonOf,
  runPath,
  type Visit,
  type VisitContext,
} from '../visit.ts';

/** So long whoever has approved a plan waits for its end before he is shown how far it is. */
const patienceMs = 1500;

/**
 * A run, and what somebody decides about the plan that guards held back in it: it goes the way of `apply --accept`, or is
 * discarded. Whatever is refused there is refused here.
 */
export function addDecisions(app: Hono<Visit>, desk: Desk, applyHeld: ApplyHeld): void {
  const { environment, gate, approvals } = desk;

  const show = async (context: VisitContext, id: string, said?: string, status: 400 | 409 = 400) => {
    const view = await readRun(desk, id);
    if (isAtWork(view)) context.header('content-security-policy', livePolicy);
    return context.html(
      runPage(view, context.get('words'), context.get('session'), said),
      said === undefined ? 200 : status,
    );
  };

  app.get(runPath, (context) => show(context, context.req.param('id')));

  app.post(`${runPath}/apply`, async (context) => {
    const refused = mustBe('approve', context);
    if (refused) return refused;
    const { console: told } = context.get('words');
    const id = context.req.param('id');
    const session = context.get('session');
    const [accept, reason, read] = await Promise.all([
      field(context, 'fingerprint'),
      reasonOf(context),
      field(context, 'read'),
    ]);
    if (reason === '') return show(context, id, told.needsReason);
    if (read !== 'yes' || accept === '') return show(context, id, told.needsReading);
    const other = approvals.find(id);
    if (other && !other.ended) return alreadyApplying(context, other.by);
    if (!isOpen(await readRun(desk, id))) return show(context, id, told.decidedAlready, 409);
    const approval = { by: session.name, reason };
    const begun = approvals.begin(id, session.name, environment.now(), (emit) =>
      acted(
        desk,
        session,
        { act: 'apply', subject: id, reason: approval.reason },
        () => gate.long(() => applyHeld(id, { accept, approval }, emit)),
        (report) => `run ${report.run}, exit code ${report.exitCode}`,
      ),
    );
    if (!begun) return alreadyApplying(context, approvals.find(id)?.by ?? '');
    await Promise.race([begun.whenEnded, wait(patienceMs, undefined, { ref: false })]);
    return begun.ended ? after(context, begun.ended) : context.redirect(`/runs/${id}/applying`, 303);
  });

  app.get(`${runPath}/applying`, (context) => {
    const id = context.req.param('id');
    const applying = approvals.find(id);
    if (!applying) return context.redirect(`/runs/${id}`, 303);
    if (applying.ended) return after(context, applying.ended);
    context.header('refresh', '2');
    return context.html(applyingPage(id, applying, context.get('words'), context.get('session')));
  });

  app.post(`${runPath}/discard`, async (context) => {
    const refused = mustBe('approve', context);
    if (refused) return refused;
    const { console: told } = context.get('words');
    const id = context.req.param('id');
    const session = context.get('session');
    const reason = await reasonOf(context);
    if (reason === '') return show(context, id, told.needsReason);
    if (!isOpen(await readRun(desk, id))) return show(context, id, told.decidedAlready, 409);
    await acted(desk, session, { act: 'discard', subject: id, reason }, () =>
      gate.brief(() => discardHeld(environment, id, { who: session.name, reason })),
    );
    return context.redirect(`/runs/${id}`, 303);
  });
}

function alreadyApplying(context: VisitContext, by: string): Response | Promise<Response> {
  const { console: told } = context.get('words');
  return context.html(
    saidPage(context.get('words'), context.get('session'), told.refused, [told.alreadyApplying(by)]),
    409,
  );
}

/** Where whoever has approved a plan goes once it has ended. */
function after(context: VisitContext, ended: NonNullable<Applying['ended']>): Response {
  if ('report' in ended) return context.redirect(`/runs/${ended.report.run}`, 303);
  throw ended.error;
}
