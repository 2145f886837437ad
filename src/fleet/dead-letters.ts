import type { Named } from './overview.ts';
import { accountOf, type Fleet, queues, type SyncJob } from './queue.ts';
import { mostRows } from './schedule.ts';

/** What is kept with a job that failed. */
export interface JobFailure {
  readonly exitCode: number;
  /** The end of its log. */
  readonly lines: readonly string[];
  readonly host: string;
}

/** A job that nobody could do. */
export interface DeadJob {
  readonly since: Date;
  /** Undefined where its worker died with it each time. */
  readonly exitCode: number | undefined;
  readonly lines: readonly string[];
  readonly host: string | undefined;
}

/** Every dead letter. */
export async function deadJobs({ boss }: Fleet): Promise<Named<DeadJob>[]> {
  const jobs = await boss.findJobs<SyncJob>(queues.dead, { queued: true, limit: mostRows });
  return jobs.map((job) => {
    const { exitCode, lines = [], host } = (job.sourceOutput ?? {}) as Partial<JobFailure>;
    return {
      pipeline: job.data.pipeline,
      account: accountOf(job),
      since: job.createdOn,
      exitCode,
      lines,
      host,
    };
  });
}

/** Takes out a pipeline's dead letter: it came through, or somebody has no more use for it. */
export async function buryDead({ boss }: Fleet, pipeline: string): Promise<void> {
  const dead = await boss.findJobs(queues.dead, { data: { pipeline } });
  if (dead.length > 0)
    await boss.deleteJob(
      queues.dead,
      dead.map(({ id }) => id),
    );
}
