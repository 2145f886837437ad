import { UsageError } from '../errors.ts';
import type { LogLine } from '../fleet/job-log.ts';
import { work } from '../fleet/worker.ts';
import { notifyFromEnvironment } from '../notify/settings.ts';
import { defineCommand } from './command.ts';
import { readEnvironment } from './environment.ts';
import { told } from './told.ts';

export const workCommand = defineCommand({
  build: (command) =>
    command
      .option('--jobs <n>', 'how many syncs at once', '2')
      .option('--memory <mb>', 'what the heap of each sync may have, in MB (as Node says, where left out)')
      .option(
        '--metrics-folder <folder>',
        "write each pipeline's figures for Prometheus there, as PIPELINE.prom",
      )
      .addHelpText(
        'after',
        `
A worker does the jobs that schedules and fleet run have queued, in Postgres (DATABASE_URL), with the pipelines and keys of its own
folder and environment; any number on any number of machines. It needs the package pg-boss: npm install pg-boss@12. SIGTERM ends it:
syncs at work get 30 s, and what is left of them another worker takes up.

Examples:
  $ jojka-sync work
  $ jojka-sync work --jobs 4 --memory 1024 --metrics-folder /var/lib/node_exporter`,
      ),
  run: async (cli, { jobs, memory, metricsFolder }) => {
    // What is wrong there is wrong for each of its syncs.
    notifyFromEnvironment(cli.env);
    await work(cli, {
      jobs: wholeNumber('--jobs', jobs, 64),
      memoryMb: memory === undefined ? undefined : wholeNumber('--memory', memory, 1_000_000),
      metricsFolder,
      tell: ({ level, message, details }: LogLine) => cli.log[level](details, message),
      envNow: () => readEnvironment(cli.cwd, cli.env),
      mask: told,
    });
    return 0;
  },
});

function wholeNumber(option: string, given: string, most: number): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UsageError(`${option} ${given}: not a whole number from 1 to ${most}.`, {
    advice: 'Nothing was begun.',
  });
}
