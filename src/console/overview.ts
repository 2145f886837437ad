import { LockedError } from '../errors.ts';
import { latestRuns } from '../jobs/runs.ts';
import { withStateIfAny } from '../session/state.ts';
import { discardedOf } from '../state/discarded-plans.ts';
import { latestNights } from '../state/nights.ts';
import { undecidedReplies } from '../state/replies.ts';
import type { RunRecord, RunState } from '../state/runs.ts';
import { replyItem } from '../steps/replies.ts';
import type { Desk } from './visit.ts';

/** What is wrong with a pipeline's latest night. */
export type Trouble = 'held' | Exclude<RunState, 'done' | 'running'>;

/** A pipeline and its last nights. */
export interface Nights {
  readonly account: string;
  readonly pipeline: string;
  /** Newest first; at least one. */
  readonly runs: readonly [RunRecord, ...RunRecord[]];
  /** Undefined: nobody has to do anything. */
  readonly trouble: Trouble | undefined;
  /** The run that is in trouble, or the latest. */
  readonly of: RunRecord;
}

/** What the overview shows. */
export interface Overview {
  readonly pipelines: readonly Nights[];
  /** Replies of which somebody has to say whether they are meant as a STOP. */
  readonly replies: number;
  /** A run has the embedded state open: this is what it knew when it began. */
  readonly isLocked: boolean;
}

const shownNights = 14;
/** A reply that nobody has looked at for longer waits for nobody any more. */
export const waitingDays = 30;

/** Reads every pipeline with its last nights, and what waits for somebody. */
export async function readOverview({ environment, gate }: Desk): Promise<Overview> {
  const since = new Date(environment.now().getTime() - waitingDays * 86_400_000);
  try {
    return await gate.brief(() =>
      withStateIfAny(
        'console',
        environment,
        async (database) => {
          const runs = await latestNights(database, shownNights);
          const held = runs.filter(isHeld).map(({ id }) => id);
          const replies = (await undecidedReplies(database, since)).filter(waits);
          return {
            pipelines: nightsOf(runs, await discardedOf(database, held)),
            replies: replies.length,
            isLocked: false,
          };
        },
        { pipelines: [], replies: 0, isLocked: false },
      ),
    );
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const runs = await latestRuns(environment, { limit: 200 });
    const nightly = runs.filter(({ pipeline }) => pipeline !== '-');
    return { pipelines: nightsOf(nightly, new Set()), replies: 0, isLocked: true };
  }
}

/** Whether a reply may be meant as a STOP, so that somebody has to look at it. */
export function waits(reply: {
  readonly sender: string;
  readonly inserted: Date;
  readonly message: string;
}): boolean {
  return replyItem({ ...reply, word: null, handledAt: null }).mayOptOut;
}

function isHeld({ summary }: RunRecord): boolean {
  return summary?.heldBack === true;
}

/** @param runs newest first @param discarded plans that are not to be applied */
function nightsOf(runs: readonly RunRecord[], discarded: ReadonlySet<string>): Nights[] {
  const byPipeline = new Map<string, [RunRecord, ...RunRecord[]]>();
  for (const run of runs) {
    const key = JSON.stringify([run.account, run.pipeline]);
    const known = byPipeline.get(key);
    if (!known) byPipeline.set(key, [run]);
    else if (known.length < shownNights) known.push(run);
  }
  return [...byPipeline.values()].map((own) => {
    // Of an approval that was refused at the door nothing came: the night before it is the one that counts.
    const told = own.find(
      (run) => run.state !== 'running' && !(run.command === 'apply' && run.state === 'refused'),
    );
    const of = told ?? own[0];
    return { account: of.account, pipeline: of.pipeline, runs: own, of, trouble: troubleOf(of, discarded) };
  });
}

function troubleOf(run: RunRecord, discarded: ReadonlySet<string>): Trouble | undefined {
  if (run.state === 'done' || run.state === 'running') return undefined;
  if (!isHeld(run)) return run.state;
  return discarded.has(run.id) ? undefined : 'held';
}
