import { type BigIntStats, fstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { apiKeyFiles, filesIn } from '../api-keys.ts';
import { findPipeline } from '../config/find-pipeline.ts';
import { extensions } from '../config/read-value.ts';
import type { Pipeline } from '../config/schema.ts';
import { JojkaSyncError, UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { findHome } from '../state/home.ts';
import { isStandardInput } from './standard-input.ts';

/**
 * What a command writes must be none of what it reads: the export of the CRM, a list of opt-outs or the pipeline would be gone.
 * Files are told apart by device and inode, since a link is the file that it leads to; what is not there yet, by the folder
 * in which it will be, and its name.
 */

/** A file as a message calls it: `--report`, `the source crm.csv`. */
export interface NamedFile {
  readonly what: string;
  readonly path: string;
}

/** What is to be written is something that is read. Neither a report nor figures may be written after it. */
export class OverwritingError extends UsageError {}

type Place = Pick<RunEnvironment, 'cwd' | 'env' | 'stdin'>;

/**
 * Looks that what is to be written is none of what is read, and that each is a file of its own.
 *
 * @throws OverwritingError when it is not so: nothing was read or written then
 */
export function mustBeApart(
  outputs: readonly NamedFile[],
  inputs: readonly NamedFile[],
  environment: Place,
): void {
  if (outputs.length === 0) return;
  const taken = new Map<string, NamedFile>();
  for (const input of inputs) {
    const id = identityOf(input.path, environment);
    if (id !== undefined && !taken.has(id)) taken.set(id, input);
  }
  for (const output of outputs) {
    const id = identityOf(output.path, environment);
    const other = id === undefined ? undefined : taken.get(id);
    if (other) throw sameFile(output, other, outputs.includes(other));
    if (isInState(output.path, environment))
      throw refused(`${output.what} ${output.path} lies in the folder of the state's own files.`);
    if (id !== undefined) taken.set(id, output);
  }
}

function sameFile(output: NamedFile, other: NamedFile, isOutput: boolean): OverwritingError {
  const named = other.path === output.path || other.what.includes(other.path);
  const what = named ? other.what : `${other.what} ${other.path}`;
  return refused(
    isOutput
      ? `${output.what} ${output.path} is the same file as ${what}: one would overwrite the other.`
      : `${output.what} ${output.path} is ${what}, which would be overwritten.`,
  );
}

function refused(message: string): OverwritingError {
  return new OverwritingError(message, {
    advice: 'Nothing was read or written. Name another file for it.',
  });
}

/** The files that a pipeline's sources and lists of opt-outs are read from. */
export function sourceFiles({ sources, optOuts }: Pipeline): NamedFile[] {
  const named = (what: string) => (spec: Pipeline['optOuts'][number] | Pipeline['sources'][number]) =>
    'path' in spec ? [{ what: `${what} ${spec.path}`, path: spec.path }] : [];
  return [...sources.flatMap(named('the source')), ...optOuts.flatMap(named('the list of opt-outs'))];
}

/**
 * The files that a command reads whatever stands in its pipeline: what its command line names, `.env`, files of API keys, and
 * the pipelines.
 *
 * @param given.pipeline a path, or a name in `pipelines/`
 * @param given.plan a file of a saved plan, or a run
 * @param given.input what is read in place of the pipeline's file
 */
export function inputFiles(
  { cwd, env }: Pick<RunEnvironment, 'cwd' | 'env'>,
  given: {
    readonly pipeline?: string | undefined;
    readonly plan?: string | undefined;
    readonly input?: string | undefined;
  } = {},
): NamedFile[] {
  const { pipeline, plan, input } = given;
  const folder = join(cwd, 'pipelines');
  return [
    ...(pipeline === undefined ? [] : pipelineFile(pipeline, cwd)),
    ...(plan === undefined ? [] : [{ what: `the plan ${plan}`, path: plan }]),
    ...(input === undefined ? [] : [{ what: `--input ${input}`, path: input }]),
    { what: 'the file .env', path: join(cwd, '.env') },
    ...apiKeyFiles(env),
    ...filesIn(folder)
      .filter((name) => extensions.some((ending) => name.endsWith(ending)))
      .map((name) => ({ what: `the pipeline ${name}`, path: join(folder, name) })),
  ];
}

function pipelineFile(name: string, cwd: string): NamedFile[] {
  try {
    return [{ what: `the pipeline ${name}`, path: findPipeline(name, cwd) }];
  } catch (error) {
    // That there is none is told by whoever reads it.
    if (error instanceof JojkaSyncError) return [];
    throw error;
  }
}

/** What a path leads to, one text for one file; undefined for what is none, such as a pipe. */
function identityOf(path: string, { cwd, stdin }: Place): string | undefined {
  if (isStandardInput(path, cwd)) return ofStandardInput(stdin);
  const whole = resolve(cwd, path);
  const found = statIfAny(whole);
  if (found) return found.isFile() ? inode(found) : undefined;
  return ofFree(whole, 0);
}

/** A file that standard input comes from can be overwritten too. */
function ofStandardInput(stdin: RunEnvironment['stdin']): string | undefined {
  if (stdin !== process.stdin) return undefined;
  try {
    const found = fstatSync(0, { bigint: true });
    return found.isFile() ? inode(found) : undefined;
  } catch {
    return undefined;
  }
}

/** Links that lead to each other are not followed for ever. */
const mostLinks = 40;

/** A file that is yet to be made: the folder that it will be in, and its name there. */
function ofFree(path: string, links: number): string | undefined {
  try {
    if (links < mostLinks) return ofFree(resolve(realpathSync(dirname(path)), readlinkSync(path)), links + 1);
  } catch {
    // No link, then.
  }
  const folder = statIfAny(dirname(path));
  return folder && `${inode(folder)}/${basename(path)}`;
}

function statIfAny(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function inode({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

/** Whether a file would come to lie among those of the embedded database. */
function isInState(path: string, environment: Place): boolean {
  try {
    const folder = realpathSync(join(findHome(environment).path, 'state'));
    const target = join(realpathSync(dirname(resolve(environment.cwd, path))), basename(path));
    return target.startsWith(`${folder}${sep}`);
  } catch {
    return false;
  }
}
