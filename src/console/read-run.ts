import { UnknownRunError } from '../errors.ts';
import { withState } from '../session/state.ts';
import { type Discard, discardOf } from '../state/discarded-plans.ts';
import { endSince, hasOtherNameSince } from '../state/former-pipelines.ts';
import { findResumable, overtakenBy } from '../state/run-order.ts';
import { type RunProgress, runProgress } from '../state/run-progress.ts';
import { findRun, planSpentBy, type RunRecord } from '../state/runs.ts';
import { isTooOld } from '../steps/freshness.ts';
import type { Desk } from './visit.ts';

/** A run, and what was decided about the plan that guards held back in it. */
export interface RunView {
  readonly run: RunRecord;
  /** How far it is; undefined where it does not say that it is at work. */
  readonly far: RunProgress | undefined;
  /** It broke off, and what is left of it can be sent yet. */
  readonly canResume: boolean;
  /** Undefined where guards did not hold it back. */
  readonly held:
    | {
        /** The run that applies it or has done so, and who approved it, where that is known. */
        readonly spentBy:
          | { readonly run: string; readonly at: Date; readonly by: string | undefined }
          | undefined;
        readonly discard: Discard | undefined;
        /** A later run of the pipeline has planned since. */
        readonly overtakenBy: string | undefined;
        /** Its pipeline was renamed or retired since (P10). */
        readonly isOfFormer: boolean;
        /** It is too old to be applied as it is (G5). */
        readonly isTooOld: boolean;
      }
    | undefined;
}

/** @throws UnknownRunError when there is no such run */
export function readRun({ environment, gate }: Desk, id: string): Promise<RunView> {
  return gate.brief(() =>
    withState('console', environment, async (database) => {
      const run = await findRun(database, id);
      if (!run) throw new UnknownRunError(`There is no run ${id}.`);
      const [far] = run.state === 'running' ? await runProgress(database, [run.id]) : [];
      const account = await database.knex('accounts').where({ name: run.account }).first('id');
      const later = await overtakenBy(database, account.id, {
        pipeline: run.pipeline,
        madeAt: run.startedAt,
        of: run.id,
        except: [run.id],
        now: environment.now(),
      });
      const isOld = isTooOld(run.startedAt, environment.now());
      const hasEnded = (await endSince(database, account.id, run.pipeline, run.startedAt)) !== undefined;
      const isOver = far?.isHeld === true || later !== undefined || isOld || hasEnded;
      const canResume = !isOver && (await findResumable(database, run.id)).run !== undefined;
      const spentBy = await planSpentBy(database, account.id, run.id);
      if (run.summary?.heldBack !== true) return { run, far, canResume, held: undefined };
      return {
        run,
        far,
        canResume,
        held: {
          spentBy: spentBy && {
            run: spentBy.id,
            at: spentBy.startedAt,
            by: spentBy.summary?.approval?.by,
          },
          discard: await discardOf(database, account.id, run.id),
          overtakenBy: later?.id,
          isOfFormer: await hasOtherNameSince(database, account.id, run.pipeline, run.startedAt),
          isTooOld: isOld,
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
  return held !== undefined && !held.spentBy && !held.discard && !held.overtakenBy && !held.isOfFormer;
}
