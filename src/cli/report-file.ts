import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { InterruptedError, JojkaSyncError, LockedError, UsageError } from '../errors.ts';
import { writableTarget, writePrivateFile } from '../private-file.ts';
import type { ReportFormat } from '../report/formats.ts';
import { wordsOf } from '../report/language/words.ts';
import { isReport, renderUnfinished } from '../report/unfinished.ts';
import { inputFiles, mustBeApart, OverwritingError, sourceFiles } from '../steps/files-apart.ts';
import { readHead } from '../whole-file.ts';
import type { Cli, ExitCode } from './context.ts';
import { failureOf } from './failure.ts';
import { told } from './told.ts';

const endings: Readonly<Record<string, ReportFormat>> = {
  '.txt': 'text',
  '.log': 'text',
  '': 'text',
  '.json': 'json',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.csv': 'csv',
};

/** A report to be written when the work is done. */
export interface ReportFile {
  readonly path: string;
  readonly format: ReportFormat;
}

/**
 * The file that `--report` names; looked at before the work begins, so that a long run does not end without one.
 *
 * @throws UsageError when no report is written in that format, or its folder cannot be written to
 */
async function reportFile(path: string | undefined): Promise<ReportFile | undefined> {
  if (path === undefined) return undefined;
  const ending = extname(path).toLowerCase();
  const format = endings[ending];
  if (!format)
    throw new UsageError(`A report cannot be written as ${ending}.`, {
      advice: 'Name a file that ends in .txt, .json, .md, .html or .csv.',
    });
  await mustBeWritable(path);
  return { path, format };
}

/**
 * Looks whether a file can be written before work begins whose result it is to hold.
 *
 * @throws UsageError when it cannot
 */
export async function mustBeWritable(path: string): Promise<void> {
  try {
    await access(dirname(await writableTarget(path)), constants.W_OK);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`, {
      advice: 'Nothing was read or sent. Name a file in a folder that can be written to.',
      cause: error,
    });
  }
}

/** What a command reads and writes besides. */
export interface CommandFiles {
  /** Its other files: none may be one that is read, nor the report. */
  readonly outputs?: Readonly<Record<string, string | undefined>>;
  /** A pipeline's sources are told by the work, once it is known what they are. */
  readonly pipeline?: string | undefined;
  readonly input?: string | undefined;
  readonly plan?: string | undefined;
}

/** Awaited by the work of a pipeline before anything but the pipeline is read. */
export type OnPipeline = (pipeline: Parameters<typeof sourceFiles>[0]) => Promise<void>;

/**
 * Does the work of a command whose report goes to a file too. Whoever reads that file in the morning must not find an
 * older night's "Done.": while the work goes on it says so, and when the work fails it says how. A file that the command
 * reads is never written to: as long as it is not known what a pipeline reads, nothing is written over but a report.
 *
 * @throws UsageError when no report is written in that format, its folder cannot be written to, or a file that would be
 *   written is one that is read
 */
export async function withReportFile(
  cli: Cli,
  path: string | undefined,
  files: CommandFiles,
  work: (file: ReportFile | undefined, onPipeline: OnPipeline) => Promise<ExitCode>,
): Promise<ExitCode> {
  const outputs = Object.entries({ '--report': path, ...files.outputs }).flatMap(([what, named]) =>
    named === undefined ? [] : [{ what, path: named }],
  );
  mustBeApart(outputs, inputFiles(cli, files), cli);
  const file = await reportFile(path);
  const words = wordsOf(cli.lang);
  let isApart = files.pipeline === undefined;
  const write = async (message: string) => {
    if (!file) return;
    if (!isApart && !isFreeOrReport(file.path)) return;
    await writePrivateFile(file.path, renderUnfinished(told(message), file.format, cli.now(), words)).catch(
      (error) =>
        cli.log.warn(
          `${error instanceof Error ? error.message : error}: what stands there is of an older run.`,
        ),
    );
  };
  const begin = async () => {
    if (file && existsSync(file.path)) await write(words.page.unfinished);
  };
  if (isApart) await begin();
  try {
    return await work(file, async (pipeline) => {
      mustBeApart(outputs, sourceFiles(pipeline), cli);
      isApart = true;
      await begin();
    });
  } catch (error) {
    // Another run is at it, and the report is its own.
    if (error instanceof LockedError || error instanceof OverwritingError) throw error;
    const why = failureOf(error, cli.signal);
    const known = why instanceof JojkaSyncError ? [why.message, why.advice] : ['Internal error.'];
    const how = why instanceof InterruptedError ? words.page.runStopped : words.page.runFailed;
    await write([how, ...known].filter(Boolean).join(' '));
    throw error;
  }
}

/** Whether nothing is lost when a file is written over: it is not there, empty, or one of ours. */
export function isFreeOrReport(path: string): boolean {
  try {
    const head = readHead(path, 4096).toString('utf8');
    return head === '' || isReport(head);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** Writes it once the run has ended; a failure to do so is no failure of the run, but must be noticed. */
export async function writeRunReport(
  cli: Cli,
  run: { readonly run: string; readonly exitCode: number },
  file: ReportFile | undefined,
  render: (format: ReportFormat) => string | Iterable<string>,
): Promise<ExitCode> {
  if (!file) return run.exitCode;
  try {
    await writePrivateFile(file.path, render(file.format));
    return run.exitCode;
  } catch (error) {
    if (!(error instanceof JojkaSyncError)) throw error;
    // What stands there says that the run goes on, or is of an older night.
    const ended = `The run has ended (exit code ${run.exitCode}), and its report could not be written: ${error.message}. jojka-sync runs ${run.run} tells how.`;
    await writePrivateFile(file.path, renderUnfinished(told(ended), file.format, cli.now())).catch(() => {});
    cli.log.error(`${error.message}. The run itself has ended: jojka-sync runs ${run.run} tells how.`);
    return run.exitCode === 0 ? 1 : run.exitCode;
  }
}
