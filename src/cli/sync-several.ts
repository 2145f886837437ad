import { UsageError } from '../errors.ts';
import { runSyncProcess } from '../fleet/child.ts';
import { type FolderPipeline, selectPipelines, syncSeveral, worstOf } from '../fleet/several.ts';
import type { ReportFormat } from '../report/formats.ts';
import { wordsOf } from '../report/language/words.ts';
import { severalJson, severalText } from '../report/several.ts';
import type { Cli, ExitCode } from './context.ts';

/** What `sync` is told where several pipelines are meant. */
export interface SeveralOptions {
  readonly all?: true | undefined;
  readonly tag?: string | undefined;
  readonly failFast?: true | undefined;
  readonly keepGoing?: true | undefined;
  readonly dryRun?: true | undefined;
  readonly input?: string | undefined;
  readonly allowEmpty?: true | undefined;
  readonly acceptLoss?: true | undefined;
  readonly yes?: true | undefined;
  readonly report?: string | undefined;
  readonly metricsFile?: string | undefined;
  readonly format: ReportFormat;
}

/** Options that are of every command, and are handed on. */
interface LogOptions {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly logFormat?: string;
  readonly color?: boolean;
  readonly lang?: string;
}

/**
 * Whether several pipelines are meant.
 *
 * @throws UsageError when that cannot be said
 */
export function areSeveral(options: SeveralOptions, pipeline: string | undefined): boolean {
  const { all, tag, failFast, keepGoing } = options;
  const named = [pipeline, all && '--all', tag !== undefined && '--tag'].filter(Boolean);
  if (named.length === 0)
    throw new UsageError('Which pipeline is meant? None is named.', {
      advice: 'Nothing was read or sent. Name one, or give --all or --tag TAG for several of the folder.',
    });
  if (named.length > 1)
    throw new UsageError(`${named.join(' and ')} cannot both be meant.`, {
      advice: 'Nothing was read or sent. Name one pipeline, or give --all, or --tag TAG.',
    });
  if (failFast && keepGoing)
    throw new UsageError('--fail-fast and --keep-going cannot both be meant.', {
      advice: 'Nothing was read or sent. Give one of them; --keep-going is what is done anyhow.',
    });
  if (pipeline === undefined) return true;
  if (failFast || keepGoing)
    throw new UsageError('--fail-fast and --keep-going are of several pipelines.', {
      advice:
        'Nothing was read or sent. Leave them out, or give --all or --tag TAG in place of the pipeline.',
    });
  return false;
}

/** `sync --all` and `sync --tag`: each pipeline as `sync PIPELINE` would be, in a process of its own; a table at the end. */
export async function showSeveral(cli: Cli, options: SeveralOptions & LogOptions): Promise<ExitCode> {
  refuseOfOne(options);
  const { format, tag, quiet } = options;
  const isJson = format === 'json';
  const pipelines = await selectPipelines(cli, tag === undefined ? { all: true } : { tag });
  const words = wordsOf(cli.lang);
  cli.progress.clear();
  let index = 0;
  const sync = async ({ file, card }: FolderPipeline) => {
    index += 1;
    const heading = words.fleet.heading(card?.name ?? file, index, pipelines.length);
    if (!isJson && !quiet) await cli.out(`${index > 1 ? '\n' : ''}${heading}\n`);
    const args = ['sync', ...handedOn(options), '--', file];
    return runSyncProcess({ args, cwd: cli.cwd, env: process.env, isSilent: isJson }, cli.signal);
  };
  const outcomes = await syncSeveral(pipelines, cli, { isFailFast: options.failFast === true, sync });
  cli.progress.clear();
  const code = worstOf(outcomes.flatMap(({ exitCode }) => exitCode ?? []));
  const exitCode = cli.signal.aborted && code === 0 ? 1 : code;
  await cli.out(isJson ? severalJson(outcomes, exitCode) : `\n${severalText(outcomes, cli)}`);
  return exitCode;
}

/** @throws UsageError when an option names one file, and every pipeline would write or read it */
function refuseOfOne({ input, report, metricsFile, format }: SeveralOptions): void {
  const given = Object.entries({ '--input': input, '--report': report, '--metrics-file': metricsFile });
  const [first] = given.flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (first !== undefined)
    throw new UsageError(`${first} names one file, and several pipelines are meant.`, {
      advice:
        'Nothing was read or sent. Leave it out; jojka-sync show RUN writes the report of a run afterwards.',
    });
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`--format ${format} is of one pipeline, and several are meant.`, {
      advice: 'Nothing was read or sent. Give --format text or json; jojka-sync show RUN has the others.',
    });
}

function handedOn(options: SeveralOptions & LogOptions): string[] {
  const { dryRun, allowEmpty, acceptLoss, yes, quiet, verbose, logFormat, color, lang } = options;
  return [
    ...(dryRun ? ['--dry-run'] : []),
    ...(allowEmpty ? ['--allow-empty'] : []),
    ...(acceptLoss ? ['--accept-loss'] : []),
    ...(yes ? ['--yes'] : []),
    ...(quiet ? ['--quiet'] : []),
    ...(verbose ? ['--verbose'] : []),
    ...(color === false ? ['--no-color'] : []),
    ...(logFormat === undefined ? [] : ['--log-format', logFormat]),
    ...(lang === undefined ? [] : ['--lang', lang]),
    '--no-pager',
  ];
}
