import { Argument } from '@commander-js/extra-typings';
import { RefusedError, UsageError } from '../errors.ts';
import { liveJobs } from '../fleet/overview.ts';
import { withFleet } from '../fleet/queue.ts';
import { applySchedule, listSchedules, pauseSchedules, planSchedule, removalsOf } from '../fleet/schedule.ts';
import {
  scheduleChangesJson,
  scheduleChangesText,
  schedulesJson,
  schedulesText,
  stillQueuedText,
} from '../report/fleet.ts';
import { wordsOf } from '../report/language/words.ts';
import { defineCommand } from './command.ts';
import { isAgreed, mustBeAskable } from './confirm.ts';
import type { Cli, ExitCode } from './context.ts';
import { textOrJson, yesOption } from './options.ts';

interface ScheduleOptions {
  readonly all?: true | undefined;
  readonly yes?: true | undefined;
  readonly remove?: string | undefined;
  readonly format: 'text' | 'json';
}

export const scheduleCommand = defineCommand({
  build: (command) =>
    command
      .addArgument(
        new Argument('<action>', 'what is to be done').choices(['apply', 'list', 'pause', 'resume']),
      )
      .argument('[pipeline...]', 'of pause and resume: names of pipelines')
      .option('--all', 'of pause and resume: every schedule')
      .addOption(yesOption('do not ask before schedules are removed that the folder has no more'))
      .option('--remove <n>', 'of apply: so many schedules are gone from the folder, and that is meant')
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
apply brings the queue to what the folder's pipelines say (schedule: { cron, timeZone, jitter }); what is gone from the folder is gone
from the queue, after being shown; more than a few and more than half of all only with their number (--remove). It is to be run after every change of the folder, and workers need the same files: one that has
another text of a pipeline gives its job back.

Examples:
  $ jojka-sync schedule apply
  $ jojka-sync schedule list --json
  $ jojka-sync schedule pause nightly-crm
  $ jojka-sync schedule resume --all`,
      ),
  run: (cli, options, [action, names]) => {
    if (options.remove !== undefined && action !== 'apply')
      throw new UsageError('--remove is of schedule apply.', { advice: 'Nothing was changed.' });
    if (action === 'pause' || action === 'resume') return pause(cli, options, names, action);
    if (names.length > 0 || options.all)
      throw new UsageError(`schedule ${action} is of the whole folder: no pipeline is to be named.`, {
        advice: 'Nothing was changed.',
      });
    return action === 'apply' ? apply(cli, options) : list(cli, options);
  },
});

function apply(cli: Cli, { yes, remove, format }: ScheduleOptions): Promise<ExitCode> {
  const said = remove === undefined ? undefined : readRemove(remove);
  return withFleet(cli, { command: 'schedule' }, async (fleet) => {
    const plan = await planSchedule(fleet, cli);
    cli.progress.clear();
    const isJson = format === 'json';
    if (!isJson) await cli.out(scheduleChangesText(plan, cli));
    const gone = removalsOf(plan, said);
    if (gone > 0 && said === undefined) {
      mustBeAskable(cli, yes, `${gone} schedules would be removed`);
      if (
        !(await isAgreed(cli, yes, wordsOf(cli.lang).fleet.removeSchedules(gone), 'No schedule was changed.'))
      )
        throw new RefusedError('No schedule was changed: the question was answered by no.');
    }
    await applySchedule(fleet, plan);
    if (isJson) await cli.out(scheduleChangesJson(plan));
    return 0;
  });
}

function readRemove(given: string): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && Number.isSafeInteger(number)) return number;
  throw new UsageError(`--remove ${given}: not a whole number.`, { advice: 'No schedule was changed.' });
}

function list(cli: Cli, { format }: ScheduleOptions): Promise<ExitCode> {
  return withFleet(cli, { command: 'schedule' }, async (fleet) => {
    const entries = await listSchedules(fleet);
    cli.progress.clear();
    await cli.out(format === 'json' ? schedulesJson(entries) : schedulesText(entries, cli));
    return 0;
  });
}

function pause(
  cli: Cli,
  { all, format }: ScheduleOptions,
  names: readonly string[],
  action: 'pause' | 'resume',
): Promise<ExitCode> {
  if (names.length > 0 === (all === true))
    throw new UsageError(`Which schedules are meant to ${action}?`, {
      advice: 'Nothing was changed. Name pipelines, or give --all.',
    });
  return withFleet(cli, { command: 'schedule' }, async (fleet) => {
    const entries = await pauseSchedules(fleet, all ? undefined : names, action === 'pause');
    const meant = new Set(action === 'pause' ? entries.map(({ pipeline }) => pipeline) : []);
    const jobs = (await liveJobs(fleet)).map(({ pipeline }) => pipeline).filter((name) => meant.has(name));
    cli.progress.clear();
    if (format === 'json') await cli.out(schedulesJson(entries, jobs));
    else await cli.out(`${schedulesText(entries, cli)}${stillQueuedText(jobs, all === true, cli)}`);
    return 0;
  });
}
