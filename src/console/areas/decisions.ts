import { setTimeout as wait } from 'node:timers/promises';
import type { Hono } from 'hono';
import { LockedError, RefusedError } from '../../errors.ts';
import { withState } from '../../session/state.ts';
import { liveToken } from '../../state/console-tokens.ts';
import { discardHeld } from '../../steps/discard.ts';
import type { Applying } from '../approvals.ts';
import { livePolicy } from '../door.ts';
import { saidPage } from '../pages/failure.ts';
import { applyingPage, runPage } from '../pages/run.ts';
import { isAtWork, isOpen, readRun } from '../read-run.ts';
import type { Session } from '../sessions.ts';
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

interface Deciding {
  readonly applyHeld: ApplyHeld;
  /** Makes of what an error says what may be shown. */
  readonly told: (text: string) => string;
}

/**
 * A run, and what somebody decides about the plan that guards held back in it: it goes the way of `apply --accept`, or is
 * discarded. Whatever is refused there is refused here.
 */
export function addDecisions(app: Hono<Visit>, desk: Desk, deciding: Deciding): void {
  const { environment, gate, approvals } = desk;

  const show: Show = async (context, id, said, status = 400) => {
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
    const begun = approvals.begin(id, session.name, environment.now(), async (emit) => {
      await mustStillBeKnown(desk, session);
      return acted(
        desk,
        session,
        { act: 'apply', subject: id, reason: approval.reason },
        () => gate.long(() => deciding.applyHeld(id, { accept, approval }, emit)),
        (report) => `run ${report.run}, exit code ${report.exitCode}`,
      );
    });
    if (!begun) return alreadyApplying(context, approvals.find(id)?.by ?? '');
    await Promise.race([begun.whenEnded, wait(patienceMs, undefined, { ref: false })]);
    return begun.ended
      ? after(context, id, begun.ended, deciding)
      : context.redirect(`/runs/${id}/applying`, 303);
  });

  app.get(`${runPath}/applying`, (context) => {
    const id = context.req.param('id');
    const applying = approvals.find(id);
    if (!applying) return context.redirect(`/runs/${id}`, 303);
    if (applying.ended) return after(context, id, applying.ended, deciding);
    context.header('refresh', '2');
    return context.html(applyingPage(id, applying, context.get('words'), context.get('session')));
  });
  addDiscard(app, desk, show);
}

type Show = (context: VisitContext, id: string, said?: string, status?: 400 | 409) => Promise<Response>;

/** Records that a plan is not to be applied. */
function addDiscard(app: Hono<Visit>, desk: Desk, show: Show): void {
  const { environment, gate } = desk;
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

/** Where whoever has approved a plan goes once it has ended. What another run was in the way of is not tried again by itself. */
function after(
  context: VisitContext,
  id: string,
  ended: NonNullable<Applying['ended']>,
  { told: shown }: Deciding,
): Response | Promise<Response> {
  if ('report' in ended) return context.redirect(`/runs/${ended.report.run}`, 303);
  if (!(ended.error instanceof LockedError)) throw ended.error;
  const words = context.get('words');
  const { console: told } = words;
  const lines = [told.approveAgain, shown(ended.error.message)];
  const way = { path: `/runs/${id}`, text: told.run(id) };
  return context.html(saidPage(words, context.get('session'), told.notApplied, lines, { way }), 409);
}

/** An approval that waited may be of somebody who may nothing any more. */
async function mustStillBeKnown({ environment, gate }: Desk, { tokenId, name }: Session): Promise<void> {
  const token = await gate.brief(() =>
    withState('console', environment, (database) => liveToken(database, tokenId)),
  );
  if (!token)
    throw new RefusedError(`The token of ${name} was revoked before the plan's turn came.`, {
      advice: 'Nothing was sent. Somebody else can approve it.',
    });
}
