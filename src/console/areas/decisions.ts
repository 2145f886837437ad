import { setTimeout as wait } from 'node:timers/promises';
import type { Hono } from 'hono';
import { localTime } from '../../contact/local-time.ts';
import { LockedError, RefusedError } from '../../errors.ts';
import { withState } from '../../session/state.ts';
import { liveToken } from '../../state/console-tokens.ts';
import { discardHeld } from '../../steps/discard.ts';
import type { Applying } from '../approvals.ts';
import { decidedText } from '../decided-text.ts';
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
    const applying = approvals.find(id);
    const isApplying = applying !== undefined && !applying.ended;
    return context.html(
      runPage(view, context.get('words'), context.get('session'), said, isApplying),
      said === undefined ? 200 : status,
    );
  };

  const tooLate: TooLate = async (context, id, own) => {
    const view = await readRun(desk, id);
    const { spentBy, overtakenBy } = view.held ?? {};
    const isOwn = own !== undefined && (spentBy?.run === own || overtakenBy === own);
    if (isOpen(view) || isOwn) return undefined;
    const words = context.get('words');
    const { console: told } = words;
    const isOfFormer = view.held?.isOfFormer === true;
    return show(context, id, decidedText(view, words) ?? (isOfFormer ? told.ofFormer : told.notHeld), 409);
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
    if (other && !other.ended) return alreadyApplying(context, other);
    const late = await tooLate(context, id);
    if (late) return late;
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
    // It is known: that is why nothing was begun.
    if (!begun) return alreadyApplying(context, approvals.find(id) as Applying);
    await Promise.race([begun.whenEnded, wait(patienceMs, undefined, { ref: false })]);
    return begun.ended
      ? after(context, id, begun.ended, { ...deciding, tooLate })
      : context.redirect(`/runs/${id}/applying`, 303);
  });

  app.get(`${runPath}/applying`, (context) => {
    const id = context.req.param('id');
    const applying = approvals.find(id);
    if (!applying) return context.redirect(`/runs/${id}`, 303);
    if (applying.ended) return after(context, id, applying.ended, { ...deciding, tooLate });
    context.header('refresh', '2');
    return context.html(applyingPage(id, applying, context.get('words'), context.get('session')));
  });
  addDiscard(app, desk, { show, tooLate });
}

type Show = (context: VisitContext, id: string, said?: string, status?: 400 | 409) => Promise<Response>;

/** Who has decided what and when, for whoever comes too late; undefined where nobody has. @param own a run that came of his own decision */
type TooLate = (context: VisitContext, id: string, own?: string) => Promise<Response | undefined>;

/** Records that a plan is not to be applied. */
function addDiscard(
  app: Hono<Visit>,
  desk: Desk,
  { show, tooLate }: { readonly show: Show; readonly tooLate: TooLate },
): void {
  const { environment, gate, approvals } = desk;
  /** One that waits for its turn can be discarded yet, and is refused then. */
  const begun = (id: string) => {
    const applying = approvals.find(id);
    return applying && !applying.ended && !applying.waits ? applying : undefined;
  };
  app.post(`${runPath}/discard`, async (context) => {
    const refused = mustBe('approve', context);
    if (refused) return refused;
    const { console: told } = context.get('words');
    const id = context.req.param('id');
    const session = context.get('session');
    const reason = await reasonOf(context);
    if (reason === '') return show(context, id, told.needsReason);
    const first = begun(id);
    if (first) return alreadyApplying(context, first);
    const late = await tooLate(context, id);
    if (late) return late;
    try {
      await acted(desk, session, { act: 'discard', subject: id, reason }, () =>
        gate.brief(() => discardHeld(environment, id, { who: session.name, reason })),
      );
    } catch (error) {
      if (!isLost(error)) throw error;
      const winner = begun(id);
      const lost = winner ? await alreadyApplying(context, winner) : await tooLate(context, id);
      if (!lost) throw error;
      return lost;
    }
    return context.redirect(`/runs/${id}`, 303);
  });
}

/** Whether somebody else, who decided at the same time, may be why. */
function isLost(error: unknown): error is LockedError | RefusedError {
  return error instanceof LockedError || error instanceof RefusedError;
}

function alreadyApplying(
  context: VisitContext,
  { by, at }: Pick<Applying, 'by' | 'at'>,
): Response | Promise<Response> {
  const { console: told } = context.get('words');
  return context.html(
    saidPage(context.get('words'), context.get('session'), told.refused, [
      told.alreadyApplying(by, localTime(at)),
    ]),
    409,
  );
}

/** Where whoever has approved a plan goes once it has ended. What another run was in the way of is not tried again by itself. */
async function after(
  context: VisitContext,
  id: string,
  ended: NonNullable<Applying['ended']>,
  { told: shown, tooLate }: Pick<Deciding, 'told'> & { readonly tooLate: TooLate },
): Promise<Response> {
  if ('report' in ended) return context.redirect(`/runs/${ended.report.run}`, 303);
  const lost = isLost(ended.error) ? await tooLate(context, id, ended.error.run) : undefined;
  if (lost) return lost;
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
