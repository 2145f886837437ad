import { LockedError } from '../errors.ts';
import type { FleetPipeline } from '../fleet/overview.ts';
import { latestRuns } from '../jobs/runs.ts';
import { withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { discardedOf } from '../state/discarded-plans.ts';
import { formerPipelines } from '../state/former-pipelines.ts';
import { latestNights } from '../state/nights.ts';
import { goneRuns } from '../state/run-progress.ts';
import type { RunRecord, RunState } from '../state/runs.ts';
import type { FleetView } from './fleet-view.ts';
import { type KeptBriefly, keepBriefly } from './kept-briefly.ts';
import type { Desk } from './visit.ts';
import type { WaitingReplies } from './waiting-replies.ts';

/** What is wrong with a pipeline's latest night; `gone`: it says that it is at work, and its process is gone. */
export type Trouble = 'held' | 'gone' | Exclude<RunState, 'done' | 'running'>;

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
  /** Its plan was held back, somebody has approved it, and it is being applied, or waits for its turn: nobody has to decide. */
  readonly isApplying: boolean;
  /** It was renamed or retired since: whatever became of its last night, no other one will come. */
  readonly isFormer: boolean;
}

/** What the overview shows. */
export interface Overview {
  readonly pipelines: readonly Nights[];
  /** Pipelines that no worker of the fleet could do, and those whose time has passed; undefined: the queue could not be read. */
  readonly fleet:
    | { readonly dead: readonly FleetPipeline[]; readonly overdue: readonly FleetPipeline[] }
    | undefined;
  /** Replies of which somebody has to say whether they are meant as a STOP. */
  readonly replies: number;
  /** A run has the embedded state open: this is what it knew when it began. */
  readonly isLocked: boolean;
}

const shownNights = 14;
/** All that is read so often at most, whoever looks. */
const keptMs = 2000;

/** What is known of nights besides themselves. */
interface Known {
  /** Plans that are not to be applied. */
  readonly discarded: ReadonlySet<string>;
  /** Runs whose process is gone. */
  readonly gone: ReadonlySet<string>;
}

/** Reads every pipeline with its last nights, and what waits for somebody. */
export function createOverview(
  { environment, gate, approvals }: Desk,
  view: FleetView,
  waitingReplies: WaitingReplies,
): KeptBriefly<Overview> {
  const nothing: Known = { discarded: new Set(), gone: new Set() };
  let known = nothing;
  const whileApplied = (one: Nights): Nights => {
    const here = approvals.find(one.of.id);
    const isElsewhere = one.runs.some(
      ({ id, command, state }) => command === 'apply' && state === 'running' && !known.gone.has(id),
    );
    if (one.trouble !== 'held' || !(isElsewhere || (here && !here.ended))) return one;
    return { ...one, trouble: undefined, isApplying: true };
  };
  const read = async (database: Database): Promise<Omit<Overview, 'fleet'>> => {
    const runs = await latestNights(database, shownNights);
    const idsOf = (isMeant: (run: RunRecord) => boolean) => runs.filter(isMeant).map(({ id }) => id);
    known = {
      discarded: await discardedOf(database, idsOf(isHeld)),
      gone: await goneRuns(
        database,
        idsOf(({ state }) => state === 'running'),
      ),
    };
    const nights = nightsOf(runs, known).map(whileApplied);
    const former = new Set(
      await formerPipelines(
        database,
        nights.filter(({ trouble }) => trouble !== undefined),
      ),
    );
    return {
      pipelines: nights.map((one) =>
        former.has(one) ? { ...one, trouble: undefined, isFormer: true } : one,
      ),
      replies: (await waitingReplies(database)).length,
      isLocked: false,
    };
  };
  const readAll = async (): Promise<Overview> => {
    const waiting = view.get().then(
      ({ pipelines, overdue } = { pipelines: [], overdue: [] }) => ({
        dead: pipelines.filter((one) => one.dead !== undefined),
        overdue,
      }),
      () => undefined,
    );
    try {
      const none = { pipelines: [], replies: 0, isLocked: false };
      const overview = await gate.brief(() => withStateIfAny('console', environment, read, none));
      return { ...overview, fleet: await waiting };
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      const runs = await latestRuns(environment, { limit: 200 });
      const nightly = runs.filter(({ pipeline }) => pipeline !== '-');
      const { discarded } = known;
      const pipelines = nightsOf(nightly, { ...nothing, discarded }).map(whileApplied);
      return { pipelines, replies: 0, isLocked: true, fleet: await waiting };
    }
  };
  return keepBriefly(readAll, keptMs);
}

function isHeld({ summary }: RunRecord): boolean {
  return summary?.heldBack === true;
}

/** @param runs newest first */
function nightsOf(runs: readonly RunRecord[], known: Known): Nights[] {
  const byPipeline = new Map<string, [RunRecord, ...RunRecord[]]>();
  for (const run of runs) {
    const key = JSON.stringify([run.account, run.pipeline]);
    const own = byPipeline.get(key);
    if (!own) byPipeline.set(key, [run]);
    else if (own.length < shownNights) own.push(run);
  }
  return [...byPipeline.values()].map((own) => {
    // Of an approval that was refused at the door nothing came: the night before it is the one that counts.
    const told = own.find(
      (run) =>
        (run.state !== 'running' || known.gone.has(run.id)) &&
        !(run.command === 'apply' && run.state === 'refused'),
    );
    const of = told ?? own[0];
    const { account, pipeline } = of;
    return {
      account,
      pipeline,
      runs: own,
      of,
      trouble: troubleOf(of, known),
      isApplying: false,
      isFormer: false,
    };
  });
}

function troubleOf(run: RunRecord, { discarded, gone }: Known): Trouble | undefined {
  if (run.state === 'running') return gone.has(run.id) ? 'gone' : undefined;
  if (run.state === 'done') return undefined;
  if (!isHeld(run)) return run.state;
  return discarded.has(run.id) ? undefined : 'held';
}
