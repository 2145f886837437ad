import { UsageError } from '../errors.ts';
import { withState } from '../session/state.ts';
import { type Discard, discardOf } from '../state/discarded-plans.ts';
import { type RunProgress, runProgress } from '../state/run-progress.ts';
import { findRun, overtakenBy, planSpentBy, type RunRecord } from '../state/runs.ts';
import type { Desk } from './visit.ts';

/** A run, and what was decided about the plan that guards held back in it. */
export interface RunView {
  readonly run: RunRecord;
  /** How far it is; undefined where it does not say that it is at work. */
  readonly far: RunProgress | undefined;
  /** Undefined where guards did not hold it back. */
  readonly held:
    | {
        readonly spentBy: string | undefined;
        readonly discard: Discard | undefined;
        /** A later run of the pipeline has planned since. */
        readonly overtakenBy: string | undefined;
      }
    | undefined;
}

/** @throws UsageError when there is no such run */
export function readRun({ environment, gate }: Desk, id: string): Promise<RunView> {
  return gate.brief(() =>
    withState('console', environment, async (database) => {
      const run = await findRun(database, id);
      if (!run) throw new UsageError(`There is no run ${id}.`);
      const [far] = run.state === 'running' ? await runProgress(database, [run.id]) : [];
      if (run.summary?.heldBack !== true) return { run, far, held: undefined };
      const account = await database.knex('accounts').where({ name: run.account }).first('id');
      const later = await overtakenBy(database, account.id, {
        pipeline: run.pipeline,
        madeAt: run.startedAt,
        of: run.id,
        except: [run.id],
        now: environment.now(),
      });
      return {
        run,
        far,
        held: {
          spentBy: (await planSpentBy(database, account.id, run.id))?.id,
          discard: await discardOf(database, account.id, run.id),
          overtakenBy: later?.id,
        },
      };
    }),
  );
}

/** Whether it is at work, and its process is there. */
export function isAtWork({ run, far }: RunView): boolean {
  return run.state === 'running' && far?.isHeld === true;
}

/** Whether somebody has still to decide about it. */
export function isOpen({ held }: RunView): boolean {
  return held !== undefined && !held.spentBy && !held.discard && !held.overtakenBy;
}
