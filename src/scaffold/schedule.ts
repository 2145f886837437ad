import { airflow } from './schedules/airflow.ts';
import { cron } from './schedules/cron.ts';
import { github } from './schedules/github.ts';
import { kubernetes } from './schedules/kubernetes.ts';
import { systemd } from './schedules/systemd.ts';

/** What a schedule is made of. */
export interface ScheduleSettings {
  /** The pipeline's name. */
  readonly name: string;
  /** Where the command runs: the folder that holds `pipelines`, as an absolute path. */
  readonly folder: string;
  /** Where `node` and `npx` lie: a service and cron do not look where a shell does. */
  readonly nodeFolder: string;
  /** Who the command runs as. */
  readonly user: string;
  readonly hour: number;
  readonly minute: number;
  /** The zone of `hour` and `minute`. */
  readonly timeZone: string;
  /** Environment variables without which the pipeline does not run. */
  readonly variables: readonly string[];
  /** The package's version, for an image's tag. */
  readonly version: string;
}

/** A file to be written. */
export interface ScaffoldFile {
  /** As seen from the folder that holds `pipelines`. */
  readonly path: string;
  readonly text: string;
}

/** A way of running the sync every night. */
export interface Schedule {
  readonly files: (settings: ScheduleSettings) => readonly ScaffoldFile[];
  /** What is to be done with the files: commands. */
  readonly next: (settings: ScheduleSettings) => readonly string[];
}

/** All of them, by the word that `init --schedule` takes. */
export const schedules = { systemd, cron, kubernetes, github, airflow } satisfies Record<string, Schedule>;

/** The word for a way of running the sync. */
export type ScheduleName = keyof typeof schedules;

export const scheduleNames = Object.keys(schedules) as readonly ScheduleName[];
