import type { LoadLimits } from '../config/limits.ts';
import type { Ledger } from '../contact/ledger.ts';
import {
  CallError,
  EndlessExportError,
  ExportMovedError,
  InterruptedError,
  JojkaSyncError,
  PartError,
  RefusedError,
  SourceError,
} from '../errors.ts';
import type { ChangeState } from '../load/outcome.ts';
import { OutOfMemoryError } from '../out-of-memory.ts';
import type { BlocksInput } from '../plan/blocks.ts';
import { makeBlocksPlan } from '../plan/make-plan.ts';
import type { PermitPlan } from '../plan/permit.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanPolicy } from '../plan/plan-input.ts';
import { note } from '../session/environment.ts';
import type { Run } from '../session/session.ts';
import { endOf } from '../session/within-minutes.ts';
import { lastCall } from '../state/journal.ts';
import { writeLedger } from '../state/ledger.ts';
import { saveRunPlan } from '../state/run-plan.ts';
import type { RunSummary } from '../state/run-summary.ts';
import { saveRunSummary } from '../state/runs.ts';
import { type Executed, execute } from './execute.ts';
import { notBlockedYet } from './late-blocks.ts';
import { blocksOf, owedOf, withKnownBlocks } from './record.ts';
import { stampOf } from './stamp.ts';

/** What a night knew of its blocks by the time it could do nothing else. */
interface Tonight extends BlocksInput {
  readonly policy: PlanPolicy & { readonly load: LoadLimits };
  /** What the history has of the run already. */
  readonly notes: RunSummary;
}

/** What the blocks of a plan are sent by, and held against. */
export interface Sending {
  readonly limits: LoadLimits;
  readonly guards: PlanPolicy['guards'];
  /** What the history has of the run already. */
  readonly notes: RunSummary;
  readonly ledger: Ledger;
  /** Senders of a STOP whose block is not confirmed. */
  readonly pending: ReadonlySet<string>;
  /** Of a run that is taken up again: what its changes have come to. It has its plan, and nothing is written down anew. */
  readonly states?: readonly ChangeState[];
}

/** A plan of which the blocks are sent. */
type BlocksPlan = PermitPlan & Pick<Plan, 'heldBlocks' | 'checksBlocks' | 'owed' | 'guards'>;

/** What became of blocks. */
interface BlocksSent {
  readonly sent: number;
  readonly failed: number;
  /** Not done when the run was stopped. */
  readonly waiting: number;
  /** Neither sent nor to be sent before somebody has looked (G3, G6). */
  readonly held: number;
}

/**
 * Sends the blocks of a night that can do nothing else (L1b): its export could not be read, or cannot be true, or its time was
 * over. What guards hold back stays held. A run that was told to stop sends nothing (L7), and says whom that leaves unblocked.
 *
 * @param error what ended the night
 * @returns the same error, which now says what was done of the blocks; or as it is, where blocks may not be sent after it
 */
export function withBlocksAlone(run: Run, error: unknown, tonight: Tonight): Promise<unknown> {
  return withBlocksOf(run, error, blocksOfNight(run, tonight));
}

/** The same of an error after which blocks may be sent for certain. @param words.tellsNobody as {@link Words} */
export function addBlocksAlone(
  run: Run,
  error: JojkaSyncError,
  tonight: Tonight,
  words: Pick<Words, 'tellsNobody'>,
): Promise<JojkaSyncError> {
  return addBlocks(run, error, blocksOfNight(run, tonight, words));
}

function blocksOfNight(run: Run, tonight: Tonight, words: Partial<Words> = {}): GivenBlocks {
  return {
    due: async () => {
      const { policy, ledger, replies, notes } = tonight;
      return {
        plan: makeBlocksPlan({ ...stampOf(run), ...tonight }),
        sending: {
          limits: policy.load,
          guards: policy.guards,
          notes,
          ledger,
          pending: replies.pending,
        },
      };
    },
    words: { of: "tonight's work", rest: 'the rest waits for the next sync', ...words },
  };
}

/** A plan of which the blocks are to be sent, and how that is told. */
interface GivenBlocks {
  readonly due: () => Promise<{ readonly plan: BlocksPlan; readonly sending: Sending }>;
  readonly words: Words;
}

/**
 * The same for a plan, whenever it was made.
 *
 * @param given.due the plan, and what its blocks are held against now; asked where blocks may be sent after the error
 */
export async function withBlocksOf(run: Run, error: unknown, given: GivenBlocks): Promise<unknown> {
  const why = endOf(error, run.environment.signal);
  return why instanceof JojkaSyncError && leavesBlocks(why) ? addBlocks(run, why, given) : error;
}

async function addBlocks(run: Run, why: JojkaSyncError, given: GivenBlocks): Promise<JojkaSyncError> {
  const { plan, sending } = await given.due();
  const blocks = await sendBlocksOf(run, plan, sending);
  if (given.words.tellsNobody !== false || !concernsNobody(blocks))
    why.adds(blocksSentText(blocks, given.words));
  // One that failed may have been carried out all the same.
  if (blocks.sent + blocks.failed > 0) why.notesChange();
  return why;
}

/** What a night, or a plan, is called of which only the blocks went out. */
interface Words {
  readonly of: string;
  /** What becomes of the rest. */
  readonly rest: string;
  /** False: nothing is said where nobody was to be blocked. */
  readonly tellsNobody?: boolean;
}

/**
 * Sends the blocks of a plan of which nothing else may go, save those that guards hold back. The plan stays as it is: it can
 * be applied yet.
 */
export async function sendBlocksOf(run: Run, whole: BlocksPlan, sending: Sending): Promise<BlocksSent> {
  const plan = blocksOf(whole);
  const held = new Set(plan.heldBlocks);
  // Who is blocked for sure by now needs no second block: nobody is created here.
  const known = withKnownBlocks(plan.changes, sending.states ?? [], sending.ledger);
  const isDue = (msisdn: string, index: number) => !held.has(msisdn) && known[index] !== 'done';
  const due = plan.changes.filter(({ msisdn }, index) => isDue(msisdn, index)).length;
  if (held.size > 0) note(run.environment, 'error', 'guards hold blocks back', { blocks: held.size });
  const executed =
    plan.changes.length > 0
      ? await run.urgently((urgent) => sendPlanned(urgent, plan, known, sending))
      : undefined;
  if (!executed) return { sent: 0, failed: 0, waiting: due, held: held.size };
  const sent = plan.changes.filter(
    ({ msisdn }, index) => executed.outcomes[index] === 'done' && isDue(msisdn, index),
  ).length;
  const isStopped = executed.stopped !== undefined;
  const failed = isStopped ? 0 : due - sent;
  const waiting = isStopped ? due - sent : 0;
  note(run.environment, failed + waiting > 0 ? 'error' : 'warn', "tonight's blocks were sent all the same", {
    blocks: sent,
    failed,
    waiting,
  });
  return { sent, failed, waiting, held: held.size };
}

async function sendPlanned(
  run: Run,
  plan: BlocksPlan,
  known: readonly ChangeState[],
  sending: Sending,
): Promise<Executed> {
  const { limits, guards, ledger, pending } = sending;
  const { database, runId } = run.session;
  if (!sending.states) await writeDown(run, plan, known, sending);
  return execute(run, {
    plan,
    limits,
    checksBlocks: plan.checksBlocks,
    guards,
    facts: {
      existing: undefined,
      ledger,
      pending,
      blockedNow: new Set(),
      repliesComplete: false,
    },
    earlier: { states: known, nextSeq: (await lastCall(database, runId)) + 1 },
  });
}

/** What a run is about to send, for whoever finds it dead. */
async function writeDown(
  { session: { database, accountId, runId } }: Run,
  plan: BlocksPlan,
  known: readonly ChangeState[],
  { limits, guards, notes }: Sending,
): Promise<void> {
  const held = new Set(plan.heldBlocks);
  const doneBefore = known.flatMap((state, index) => (state === 'done' ? [index] : []));
  await saveRunSummary(database, runId, {
    ...notes,
    limits,
    guardLimits: guards,
    checksBlocks: plan.checksBlocks,
    // Who takes this run up again sends no more than it did (G3, G6).
    ...(held.size > 0 && { heldBack: true, guards: plan.guards, heldBlocks: held.size }),
    ...(doneBefore.length > 0 && { doneBefore }),
  });
  await writeLedger(database, accountId, {
    oweBlocks: owedOf(plan, plan, new Set(doneBefore)),
    holdBlocks: plan.owed.filter(([msisdn]) => held.has(msisdn)),
  });
  await saveRunPlan(database, runId, plan);
}

/**
 * What was done of something of which nothing but blocks may go.
 *
 * @param words.because why blocks were sent though the rest was not, where that is not plain
 * @param words.rest what becomes of it
 */
export function blocksSentText(
  blocks: BlocksSent,
  { of, because, rest }: { readonly of: string; readonly because?: string; readonly rest: string },
): string {
  const { sent, failed, waiting, held } = blocks;
  if (concernsNobody(blocks)) return `Nothing was sent: nobody was to be blocked, and ${rest}.`;
  const left = [...(waiting > 0 ? [notBlockedYet(waiting)] : []), ...(held > 0 ? [heldText(held)] : [])];
  if (sent + failed === 0) return left.join('\n');
  const again = failed > 0 ? `, ${failed} failed and are tried again` : '';
  const why = because === undefined ? '' : `, since ${because}`;
  return [`Of ${of} only the blocks were sent (${sent}${again})${why}; ${rest}.`, ...left].join('\n');
}

function concernsNobody({ sent, failed, waiting, held }: BlocksSent): boolean {
  return sent + failed + waiting + held === 0;
}

function heldText(held: number): string {
  const who =
    held === 1
      ? '1 opt-out is held back by guards and is'
      : `${held} opt-outs are held back by guards and are`;
  return `${who} NOT blocked: text nobody before somebody has looked at where the sources say who opted out. The next sync plans them again.`;
}

/**
 * Whether blocks may be sent though this has happened: an export or a source that cannot be read, or be true; a plan that does not fit; a part
 * that is nobody's;
 * a time that is over, or a stop, after which there is at least something to say of them.
 */
export function leavesBlocks(error: unknown): boolean {
  return (
    error instanceof RefusedError ||
    error instanceof SourceError ||
    error instanceof PartError ||
    error instanceof OutOfMemoryError ||
    error instanceof InterruptedError ||
    error instanceof ExportMovedError ||
    error instanceof EndlessExportError ||
    (error instanceof CallError && error.disposition !== 'fatal')
  );
}
