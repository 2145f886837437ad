import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { JojkaSyncError, LockedError, UsageError } from '../errors.ts';
import { writableTarget, writePrivateFile } from '../private-file.ts';
import type { ReportFormat } from '../report/formats.ts';
import { renderUnfinished } from '../report/unfinished.ts';
import type { Cli, ExitCode } from './context.ts';

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

/**
 * Does the work of a command whose report goes to a file too. Whoever reads that file in the morning must not find an
 * older night's "Done.": while the work goes on it says so, and when the work fails it says how.
 *
 * @throws UsageError when no report is written in that format, or its folder cannot be written to
 */
export async function withReportFile(
  cli: Cli,
  path: string | undefined,
  work: (file: ReportFile | undefined) => Promise<ExitCode>,
): Promise<ExitCode> {
  const file = await reportFile(path);
  if (!file) return work(undefined);
  const write = (message: string) =>
    writePrivateFile(file.path, renderUnfinished(message, file.format, cli.now())).catch(() => {});
  if (existsSync(file.path)) await write('The run has begun and not ended yet, or it died.');
  try {
    return await work(file);
  } catch (error) {
    // Another run is at it, and the report is its own.
    if (error instanceof LockedError) throw error;
    const why = cli.signal.aborted && !(error instanceof JojkaSyncError) ? cli.signal.reason : error;
    const known = why instanceof JojkaSyncError ? [why.message, why.advice] : ['Internal error.'];
    await write(['The run failed.', ...known].filter(Boolean).join(' '));
    throw error;
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
    if (!(error instanceof UsageError)) throw error;
    cli.log.error(`${error.message}. The run itself has ended: jojka-sync runs ${run.run} tells how.`);
    return run.exitCode === 0 ? 1 : run.exitCode;
  }
}
