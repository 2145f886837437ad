import { type FolderPipeline, readFolder } from '../config/folder.ts';
import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import { listRuns, type RunRecord } from '../state/runs.ts';
import type { SyncEnd } from './child.ts';

/** What became of one pipeline of several. */
export interface PipelineOutcome {
  /** Its name; what the file is called, where that cannot be read. */
  readonly pipeline: string;
  readonly account: string | undefined;
  /** Undefined where it was not begun. */
  readonly exitCode: number | undefined;
  readonly seconds: number | undefined;
  /** The run, where one had begun. */
  readonly run: RunRecord | undefined;
}

export type { FolderPipeline };

/** Which of a folder's pipelines are meant. */
export type Selection = { readonly all: true } | { readonly tag: string };

/**
 * The pipelines of a folder that are meant. A file that cannot be read is among them, whatever the tag: it may be one that is meant,
 * and its sync says what is wrong with it.
 *
 * @throws UsageError when there is none
 */
export async function selectPipelines(
  environment: Pick<RunEnvironment, 'cwd' | 'env' | 'signal'>,
  selection: Selection,
): Promise<FolderPipeline[]> {
  const folder = await readFolder(environment);
  if (folder.length === 0)
    throw new UsageError('There is no pipeline: the folder "pipelines" is not here, or is empty.', {
      advice: 'Nothing was read or sent. Run the command where the folder "pipelines" is.',
    });
  if ('all' in selection) return folder;
  const { tag } = selection;
  if (!folder.some(({ card }) => card?.tags?.includes(tag))) {
    const known = [...new Set(folder.flatMap(({ card }) => card?.tags ?? []))].sort();
    throw new UsageError(`No pipeline of the folder has the tag "${tag}".`, {
      advice: `Nothing was read or sent. ${known.length > 0 ? `Tags there: ${known.join(', ')}.` : 'No pipeline there has a tag.'}`,
    });
  }
  return folder.filter(({ card }) => card === undefined || card.tags?.includes(tag));
}

/**
 * Syncs pipelines one after the other, each as `sync PIPELINE` does it.
 *
 * @param options.isFailFast what comes after one that did not end with 0 is not begun
 */
export async function syncSeveral(
  pipelines: readonly FolderPipeline[],
  environment: RunEnvironment,
  options: {
    readonly isFailFast: boolean;
    readonly sync: (pipeline: FolderPipeline) => Promise<SyncEnd>;
  },
): Promise<PipelineOutcome[]> {
  const ended: { readonly pipeline: FolderPipeline; readonly begun: Date; readonly end: SyncEnd }[] = [];
  for (const pipeline of pipelines) {
    if (environment.signal.aborted) break;
    const begun = environment.now();
    const end = await options.sync(pipeline);
    ended.push({ pipeline, begun, end });
    if (options.isFailFast && end.exitCode !== 0) break;
  }
  const runs = await runsOf(ended, environment);
  return pipelines.map((pipeline, index) => ({
    pipeline: pipeline.card?.name ?? pipeline.file,
    account: pipeline.card?.account,
    exitCode: ended[index]?.end.exitCode,
    seconds: ended[index]?.end.seconds,
    run: runs[index],
  }));
}

/** The run of each that has begun one; the figures of a night are no reason for it to fail. */
async function runsOf(
  ended: readonly { readonly pipeline: FolderPipeline; readonly begun: Date }[],
  environment: RunEnvironment,
): Promise<(RunRecord | undefined)[]> {
  const read = withStateIfAny<(RunRecord | undefined)[]>(
    'sync',
    environment,
    async (database) => {
      const runs: (RunRecord | undefined)[] = [];
      for (const { pipeline, begun } of ended) {
        if (!pipeline.card) {
          runs.push(undefined);
          continue;
        }
        const { name, account } = pipeline.card;
        const latest = await listRuns(database, { limit: 10, pipeline: name, commands: ['sync'] });
        runs.push(latest.find((run) => run.account === account && run.startedAt >= begun));
      }
      return runs;
    },
    [],
  );
  return read.catch(() => []);
}

/** From the worst down: what stopped, what failed, what is set up wrongly, what waits for somebody, what is only late. */
const gravity = [1, 64, 3, 4, 5] as const;

/**
 * The exit code of several: of those that a signal stopped, the first one's; else the worst of them.
 *
 * 1 (failed) before 64 (settings), 3 (refused), 4 (differences), 5 (locked) and 0. What is none of the contract's is 1.
 */
export function worstOf(codes: readonly number[]): number {
  const stopped = codes.find((code) => [129, 130, 143].includes(code));
  if (stopped !== undefined) return stopped;
  const known = codes.map((code) => (code === 0 || gravity.some((one) => one === code) ? code : 1));
  return gravity.find((code) => known.includes(code)) ?? 0;
}
