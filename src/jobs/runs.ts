import { pipelineNames } from '../config/find-pipeline.ts';
import { nearest } from '../contact/nearest.ts';
import { LockedError, UnknownRunError, UsageError } from '../errors.ts';
import { note, type RunEnvironment } from '../session/environment.ts';
import { withState, withStateIfAny } from '../session/state.ts';
import type { Database } from '../state/database.ts';
import { findHome } from '../state/home.ts';
import { readPublishedRuns } from '../state/published-runs.ts';
import { withGone } from '../state/run-progress.ts';
import {
  findRun,
  listRuns,
  pipelinesThatRan,
  type RunRecord,
  type RunsWanted,
  runsThatBegin,
} from '../state/runs.ts';
import { type RunDetail, readRunDetail } from '../steps/run-detail.ts';

/**
 * The latest runs, newest first; none where there is no state yet. While another process has the embedded state open, what
 * that process has written down of them, and that is told.
 */
export async function latestRuns(environment: RunEnvironment, options: RunsWanted): Promise<RunRecord[]> {
  try {
    return await withStateIfAny(
      'runs',
      environment,
      async (database) => withGone(database, await listRuns(database, options)),
      [],
    );
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const { limit, skip = 0, pipeline, account } = options;
    const runs = readPublishedRuns(findHome(environment).path)?.filter(
      (run) =>
        (pipeline === undefined || run.pipeline === pipeline) &&
        (account === undefined || run.account === account),
    );
    if (!runs) throw error;
    note(environment, 'warn', `${error.message} These are the runs as it knew them when it began.`);
    return runs.slice(skip, skip + limit);
  }
}

/** @throws UsageError when there is no pipeline of that name: neither has one run, nor is one in `pipelines/` */
export async function pipelineMustBeKnown(environment: RunEnvironment, name: string): Promise<void> {
  const ran = await withStateIfAny('runs', environment, pipelinesThatRan, []);
  const known = [...new Set([...ran, ...pipelineNames(environment.cwd)])].sort();
  if (known.includes(name)) return;
  const near = nearest(name, known);
  const names = known.length > mostNames ? [...known.slice(0, mostNames), '…'] : known;
  throw new UsageError(`There has been no run of a pipeline "${name}", and there is none of that name.`, {
    advice:
      near !== undefined
        ? `Did you mean "${near}"?`
        : known.length > 0
          ? `Pipelines that are known: ${names.join(', ')}.`
          : 'No pipeline has run yet, and none is in the folder "pipelines".',
  });
}

/** How many names are listed. */
const mostNames = 10;

/** @throws UsageError when there is no such run */
export function runDetail(environment: RunEnvironment, name: string): Promise<RunDetail> {
  return withState('runs', environment, async (database) => {
    const named = await namedRun(database, name);
    const [run = named] = await withGone(database, [named]);
    return readRunDetail(database, run);
  });
}

/** @throws UsageError when there is no such run */
export function runHeader(environment: RunEnvironment, name: string): Promise<RunRecord> {
  return withState('runs', environment, (database) => namedRun(database, name));
}

/** @throws UsageError when there is no such run, or several begin so */
export async function namedRun(database: Database, name: string): Promise<RunRecord> {
  const run = await findRun(database, name);
  if (run) return run;
  throw await noSuchRun(database, name);
}

/** That a name is no run's, or several runs': which ones it may mean. */
export async function noSuchRun(database: Database, name: string): Promise<UsageError> {
  const several = await runsThatBegin(database, name);
  if (several.length > 0)
    return new UsageError(`Several runs begin with "${name}".`, {
      advice: [
        'Nothing was sent. Give more of the id:',
        ...several.map(({ id, command, pipeline }) => `  ${id}  ${command} ${pipeline}`),
      ].join('\n'),
    });
  const [latest] = await listRuns(database, { limit: 1 });
  return new UnknownRunError(`There is no run "${name}".`, {
    advice: latest
      ? `The latest one is ${latest.id}; jojka-sync runs lists them.`
      : 'There has been no run yet.',
  });
}
