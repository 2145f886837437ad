import { hostname } from 'node:os';
import { JojkaSyncError, LockedError } from '../errors.ts';
import {
  type EndedReport,
  endedNotice,
  failedNotice,
  startNotice,
  type ToldRun,
} from '../notify/ended-notice.ts';
import type { Notice } from '../notify/notice.ts';
import { createNotifier, type Notifier, noNotifier, type Reports } from '../notify/notifier.ts';
import { notifyFromEnvironment } from '../notify/settings.ts';
import { inFile, renderRun } from '../report/formats.ts';
import { wordsOf } from '../report/language/words.ts';
import type { MeasuredReport } from '../report/metrics.ts';
import { redactRunReport } from '../report/redact.ts';
import type { JobEvent } from '../session/environment.ts';
import { OverwritingError } from '../steps/files-apart.ts';
import type { RunReport } from '../steps/run-report.ts';
import { asStarted } from './as-started.ts';
import type { Cli, ExitCode } from './context.ts';
import { failureOf } from './failure.ts';
import { checkMetricsFile, writeMetricsFile } from './metrics-file.ts';
import { isFreeOrReport } from './report-file.ts';
import { told } from './told.ts';

type Settings = Parameters<typeof createNotifier>[0];

/** What is watched. */
export interface Watch {
  readonly command: string;
  /** What the command line calls it, as long as nothing better is known. */
  readonly named: string;
  readonly metricsFile: string | undefined;
}

/** How the work of a command ended. */
export interface Watched {
  readonly exitCode: ExitCode;
  /** Undefined when no run took place. */
  readonly ended: (EndedReport & MeasuredReport & Partial<RunReport>) | undefined;
}

/**
 * Does the work of a command that writes, tells whom the pipeline or the environment names how it went, and writes the
 * metrics file. Neither changes what becomes of the run, and of how it ended people are told within five seconds or not at
 * all.
 *
 * @param work gets the environment whose events are listened to
 * @throws UsageError when the metrics file or the environment's notifications cannot be what they are; whatever the work throws
 */
export async function watched(
  cli: Cli,
  watch: Watch,
  work: (cli: Cli) => Promise<Watched>,
): Promise<ExitCode> {
  await checkMetricsFile(cli, watch.metricsFile);
  const run = follow(cli, watch, notifyFromEnvironment(cli.env));
  let result: Watched;
  try {
    result = await work({ ...cli, emit: run.emit });
  } catch (thrown) {
    const error = failureOf(thrown, cli.signal);
    const notice = hidden(failedNotice(run.told(), error, cli.now()), cli.env);
    // Another run is at it, and the figures are its own.
    if (!(error instanceof LockedError || error instanceof OverwritingError))
      await measure(cli, watch, run.told(), notice.exitCode ?? 1, undefined);
    await run.notifier().ended(notice, noReports);
    throw thrown;
  }
  const { exitCode, ended } = result;
  if (!ended) return exitCode;
  const isMeasured = await measure(cli, watch, run.told(), exitCode, ended);
  const code = isMeasured || exitCode !== 0 ? exitCode : 1;
  const notice = hidden(endedNotice(run.told(), { ...ended, exitCode: code }, cli.now()), cli.env);
  await run.notifier().ended(notice, reportsOf(cli, ended));
  return code;
}

/** A notice without what no text may tell (K1). */
function hidden(notice: Notice, env: Cli['env']): Notice {
  const { title, pipeline, lines, commands } = notice;
  return {
    ...notice,
    title: told(title),
    pipeline: told(pipeline),
    lines: lines.map(told),
    commands: commands.map((command) => asStarted(command, env)),
  };
}

/** Listens to a run, and tells that it begins and that it writes. */
function follow(cli: Cli, { command, named }: Watch, ofEnvironment: Settings | undefined) {
  const create = (settings: Settings | undefined): Notifier =>
    settings ? createNotifier(settings, cli.env, (message) => cli.log.warn(message)) : noNotifier;
  let notifier = create(ofEnvironment);
  let told: ToldRun = {
    command,
    pipeline: named,
    account: undefined,
    run: undefined,
    host: hostname(),
    lang: cli.lang,
    afterTrouble: false,
    part: false,
  };
  return {
    told: () => told,
    notifier: () => notifier,
    emit: (event: JobEvent): void => {
      cli.emit(event);
      if (event.kind === 'pipeline') {
        const { name, account, notify } = event.pipeline;
        told = { ...told, pipeline: name, account };
        if (notify) notifier = create(notify);
      } else if (event.kind === 'run') {
        const { run, pipeline, account, afterTrouble, part } = event;
        told = { ...told, run, pipeline, account, afterTrouble, part };
        notifier.begun(startNotice(told, cli.now(), undefined));
      } else if (event.kind === 'writing') notifier.writing(startNotice(told, cli.now(), event.changes));
    },
  };
}

const noReports: Reports = { redacted: () => undefined, full: () => undefined };

function reportsOf(cli: Cli, ended: NonNullable<Watched['ended']>): Reports {
  if (!isWhole(ended)) return noReports;
  return {
    redacted: () => renderRun(redactRunReport(ended, wordsOf(cli.lang)), 'html', inFile(cli)),
    full: () => renderRun(ended, 'html', inFile(cli)),
  };
}

/** Whether it is the report of a run that had a plan. */
function isWhole(ended: NonNullable<Watched['ended']>): ended is RunReport {
  return ended.plan !== undefined;
}

/** @returns false when there is to be a metrics file and there is none */
async function measure(
  cli: Cli,
  { command, metricsFile }: Watch,
  { pipeline, account }: ToldRun,
  exitCode: number,
  report: Watched['ended'],
): Promise<boolean> {
  if (metricsFile === undefined) return true;
  // As long as it is not known what a pipeline reads, nothing is written over but figures.
  if (account === undefined && !isFreeOrReport(metricsFile)) return false;
  const of = { pipeline, account: account ?? 'unknown' };
  try {
    await writeMetricsFile(metricsFile, { ...of, command, exitCode, endedAt: cli.now(), report });
    return true;
  } catch (error) {
    if (!(error instanceof JojkaSyncError)) throw error;
    cli.log.error(`${error.message}. The run itself has ended.`);
    return false;
  }
}
