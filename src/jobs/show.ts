import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { LockedError, RefusedError, UsageError } from '../errors.ts';
import { completeEnvironment, note, type RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import { withGone } from '../state/run-progress.ts';
import type { RunRecord } from '../state/runs.ts';
import { findRun } from '../state/runs.ts';
import { readPastRun } from '../steps/past-run.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import { type RunDetail, readRunDetail } from '../steps/run-detail.ts';
import type { RunReport } from '../steps/run-report.ts';
import { readSavedPlan, type SavedPlan } from '../steps/saved-plans.ts';

/** A plan or a run, once more. */
export type Shown =
  | { readonly kind: 'plan'; readonly report: PlanReport }
  | { readonly kind: 'run'; readonly report: RunReport }
  /** A run without a report, as the history has it: it made no plan, or its details have been pruned. */
  | { readonly kind: 'history'; readonly report: RunDetail };

/**
 * Reads a saved plan, the plan of a run that was held back, or what a past run did, to be shown again. Calls nobody and
 * changes nothing; a plan's file needs neither key nor state.
 *
 * @param planFileOrRun a file that `plan --out` wrote; or a run: its id, the beginning of it, or `latest`
 * @throws UsageError when there is none
 * @throws RefusedError when the file is cut off, changed, or of a newer version
 * @throws LockedError when another process has the embedded state open, and the plan is in no file
 */
export async function showPlanOrRun(
  planFileOrRun: string,
  environment: Partial<RunEnvironment> = {},
): Promise<Shown> {
  const given = completeEnvironment(environment);
  if (isFile(planFileOrRun, given))
    return { kind: 'plan', report: planOf(await readSealed(given, planFileOrRun)) };
  try {
    return await pastRun(given, planFileOrRun);
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const saved = await savedIfAny(given, planFileOrRun);
    if (!saved) throw error;
    note(
      given,
      'warn',
      `${error.message} Shown is the plan that was saved; what was sent of it is not known here.`,
    );
    return { kind: 'plan', report: planOf(saved) };
  }
}

/** A run's id with a file of that name beside it means the run, as for `apply`. */
function isFile(name: string, { cwd }: RunEnvironment): boolean {
  return name !== 'latest' && !/^\d{8}-\d{6}-[a-z0-9]{4}$/.test(name) && existsSync(resolve(cwd, name));
}

function pastRun(environment: RunEnvironment, name: string): Promise<Shown> {
  return withStateIfAny<Shown | undefined>(
    'show',
    environment,
    async (database) => {
      const found = await findRun(database, name);
      if (!found) return undefined;
      const [run = found] = await withGone(database, [found]);
      const report = await readPastRun(database, run, await savedOf(environment, run));
      return report
        ? { kind: 'run', report }
        : { kind: 'history', report: await readRunDetail(database, run) };
    },
    undefined,
  ).then((shown) => {
    if (shown) return shown;
    throw new UsageError(`There is no file "${name}", and no run of that name, or several begin so.`, {
      advice:
        'Name a file that `jojka-sync plan PIPELINE --out FILE` wrote, or a run (jojka-sync runs lists them).',
    });
  });
}

/** What is saved of a run that was held back, if that is on this machine, and as it was written. */
async function savedOf(
  environment: RunEnvironment,
  { id, summary }: RunRecord,
): Promise<Pick<PlanReport, 'plan' | 'basis' | 'savedAs'> | undefined> {
  if (summary?.heldBack !== true) return undefined;
  const saved = await savedIfAny(environment, id).catch((error: unknown) => {
    if (!(error instanceof RefusedError)) throw error;
    note(
      environment,
      'warn',
      `${error.message} Shown is what the history has of it, and that plan is not applied.`,
    );
    return undefined;
  });
  return saved && { plan: saved.plan, basis: saved.about?.basis, savedAs: saved.place };
}

async function savedIfAny(environment: RunEnvironment, name: string): Promise<SavedPlan | undefined> {
  try {
    return await readSealed(environment, name);
  } catch (error) {
    if (error instanceof UsageError || error instanceof LockedError) return undefined;
    throw error;
  }
}

/** What somebody signs must be what was written: the seal is looked at wherever the key is there to do so. */
async function readSealed(environment: RunEnvironment, name: string): Promise<SavedPlan> {
  const saved = await readSavedPlan(environment, name);
  let isSealed: boolean | undefined;
  try {
    isSealed = saved.isSealed();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    note(environment, 'warn', `The seal of ${saved.place} was not looked at: there is no API key here.`);
  }
  if (isSealed === false)
    throw new RefusedError(
      `${saved.place} is not as it was written, or was written with another API key: its seal does not fit.`,
      { advice: 'Nothing was sent. Make the plan anew, or show it where it was made.' },
    );
  return saved;
}

function planOf({ plan, about, place }: SavedPlan): PlanReport {
  return {
    plan,
    records: about?.records,
    rejections: about?.rejections ?? [],
    duplicates: [],
    warnings: about?.warnings ?? plan.warnings,
    basis: about?.basis,
    undoes: about?.undoes,
    called: about?.called,
    savedAs: place,
  };
}
