import { readdir, rm, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { StateError, UsageError } from '../errors.ts';
import type { PlanAbout } from '../plan/basis.ts';
import type { Plan } from '../plan/plan.ts';
import { decodePlan, encodePlan, type Sealer } from '../plan/plan-file.ts';
import { writePrivateFile } from '../private-file.ts';
import { accountSettings, planSeal } from '../session/account.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { heldPlanText, saveHeldPlan } from '../state/held-plans.ts';
import { createHome, findHome } from '../state/home.ts';
import { makeFolder } from '../state/make-folder.ts';
import { findRun, type RunRecord } from '../state/runs.ts';
import { mostTextBytes, readGivenFile, UnreadableFileError } from '../whole-file.ts';
import { longestDays } from './freshness.ts';
import type { PlanReport } from './plan-report.ts';

/**
 * Saves a plan that its guards held back, in the folder of the state, under its id. Files of plans that are long
 * stale go.
 *
 * @returns the file's path, as a message shows it
 */
export async function savePlan(
  environment: Pick<RunEnvironment, 'cwd' | 'env' | 'now'>,
  report: PlanReport,
): Promise<string> {
  const { plan } = report;
  const home = findHome(environment);
  const folder = join(home.path, 'plans');
  await createHome(home.path);
  await makeFolder(folder);
  const path = join(folder, `${plan.id}.json`);
  await writePlanFile(path, plan, environment, aboutPlan(report));
  await removeSavedPlans(environment, longestDays);
  return shownPath(environment.cwd, path);
}

/**
 * Saves a plan that its guards held back in the state too, where other machines have that: Postgres. The embedded one is in the folder
 * that has the file.
 *
 * @returns where it is, as a message shows it; undefined: nothing was saved
 * @throws StateError when it is too large for that
 */
export async function savePlanInState(
  { env, now }: Pick<RunEnvironment, 'env' | 'now'>,
  database: Database,
  report: PlanReport,
): Promise<string | undefined> {
  if (database.url === undefined) return undefined;
  const { plan } = report;
  const text = encodePlan(plan, sealer(plan, env), aboutPlan(report));
  if (await saveHeldPlan(database, plan.id, text, now())) return placeInState(plan.id);
  throw new StateError('it is too large to be kept in the state.');
}

function placeInState(run: string): string {
  return `the plan of run ${run} in the state`;
}

/** Saves a plan where somebody wants it. */
export function writePlanFile(
  path: string,
  plan: Plan,
  { env }: Pick<RunEnvironment, 'env'>,
  about?: PlanAbout,
): Promise<void> {
  return writePrivateFile(path, encodePlan(plan, sealer(plan, env), about));
}

/** So many rejections go into a plan's file: what is shown of them is less. */
const keptRejections = 10_000;

/** What a plan's file holds so that it can be shown again: without rows, and without who is in Jojka and in no CRM. */
export function aboutPlan({ basis, records, rejections, warnings, undoes, called }: PlanReport): PlanAbout {
  return {
    basis,
    records,
    rejections: rejections.slice(0, keptRejections).map((rejection) => ({ ...rejection, row: [] })),
    warnings,
    undoes,
    called,
  };
}

function sealer({ account }: Plan, env: NodeJS.ProcessEnv): Sealer {
  const settings = accountSettings(account, env);
  return (text) => planSeal(settings, text);
}

/** Takes away files of saved plans that are older than so many days. */
export async function removeSavedPlans(
  environment: Pick<RunEnvironment, 'cwd' | 'env' | 'now'>,
  days: number,
): Promise<void> {
  const folder = join(findHome(environment).path, 'plans');
  const oldest = environment.now().getTime() - days * 86_400_000;
  for (const name of await readdir(folder).catch(() => []))
    if (name.endsWith('.json')) {
      const path = join(folder, name);
      if ((await stat(path)).mtimeMs < oldest) await rm(path, { force: true });
    }
}

/** A plan that was saved. */
export interface SavedPlan {
  readonly plan: Plan;
  /** What it was made from; undefined in files of earlier versions. */
  readonly about: PlanAbout | undefined;
  /** Its file, as a message shows it. */
  readonly place: string;
  /** Whether the file is as we wrote it with the key that is set now. */
  isSealed(): boolean;
}

/**
 * Reads the plan that a file holds, or that was saved under the id of a run or plan: in a file of this machine, or else in the state.
 *
 * @throws UsageError when there is none
 * @throws RefusedError when the file is cut off, changed, or of a newer version
 */
export async function readSavedPlan(environment: RunEnvironment, planFileOrRun: string): Promise<SavedPlan> {
  const named = resolve(environment.cwd, planFileOrRun);
  const saved = join(findHome(environment).path, 'plans', `${planFileOrRun}.json`);
  for (const path of isRunId(planFileOrRun) ? [saved, named] : [named]) {
    const bytes = await readGivenFile(path, mostTextBytes, environment).catch((error: unknown) => {
      if (!(error instanceof UnreadableFileError)) throw error;
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw unreadable(planFileOrRun, error);
    });
    if (bytes === undefined) continue;
    return readPlan(environment, bytes.toString('utf8'), shownPath(environment.cwd, path));
  }
  const { run, text } = await namedRun(environment, planFileOrRun);
  if (run && run.id !== planFileOrRun) return readSavedPlan(environment, run.id);
  if (run && text !== undefined) return readPlan(environment, text, placeInState(run.id));
  throw new UsageError(whyNone(environment, planFileOrRun, run), {
    advice:
      'Name a file that `jojka-sync plan PIPELINE --out FILE` wrote, or a run that guards held back (jojka-sync runs lists them).',
  });
}

function unreadable(given: string, error: UnreadableFileError): UsageError {
  const what = given === '' ? 'The name of the plan or run is empty' : `${given} cannot be read`;
  return new UsageError(given === '' ? `${what}.` : `${what}: ${error.message}.`, {
    advice:
      'Nothing was sent. Name a file that `jojka-sync plan PIPELINE --out FILE` wrote, or a run: jojka-sync runs lists them.',
    cause: error,
  });
}

function readPlan({ env }: RunEnvironment, text: string, place: string): SavedPlan {
  const { plan, about, isSealedBy } = decodePlan(text, place);
  return { plan, about, place, isSealed: () => isSealedBy(sealer(plan, env)) };
}

/** A run that somebody names, and the text of its plan, where the state has it. */
interface NamedRun {
  readonly run: RunRecord | undefined;
  readonly text?: string | undefined;
}

function namedRun(environment: RunEnvironment, name: string): Promise<NamedRun> {
  return withStateIfAny<NamedRun>(
    'apply',
    environment,
    async (database) => {
      const run = await findRun(database, name);
      if (run?.id !== name) return { run };
      return { run, text: await heldPlanText(database, run.id) };
    },
    { run: undefined },
  );
}

function whyNone(environment: RunEnvironment, planFileOrRun: string, run: RunRecord | undefined): string {
  if (!run && !isRunId(planFileOrRun)) return `There is no file ${planFileOrRun}, and no run of that name.`;
  if (!run) return `There is no saved plan and no run "${planFileOrRun}" here.`;
  return run.summary?.heldBack === true
    ? `The plan of run ${run.id} is neither in ${findHome(environment).path} nor in the state: it was made on ${run.host}, or has been cleared away.`
    : `Run ${run.id} has no saved plan: guards did not hold it back (it is ${run.state}).`;
}

/** From the working directory, where that is shorter to read. */
function shownPath(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}

function isRunId(text: string): boolean {
  return /^\d{8}-\d{6}-[a-z0-9]{4}$/.test(text);
}
