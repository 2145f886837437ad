import { createHash } from 'node:crypto';
import { basename, extname, join } from 'node:path';
import * as z from 'zod';
import { faultText } from '../contact/fault-text.ts';
import { UsageError } from '../errors.ts';
import { mostCodeBytes, readWholeFile } from '../whole-file.ts';
import { findPipeline, pipelineNames } from './find-pipeline.ts';
import { readValue } from './read-value.ts';
import { filesOfName, type Looking } from './same-name.ts';
import { pipelineSchema } from './schema.ts';
import { withEnvironment } from './with-environment.ts';

/**
 * The pipelines of the folder `pipelines/`, as far as it matters which are there: a machine that plans the fleet need not have what a
 * pipeline's sources take from the environment.
 */
const { name, account, tags, schedule } = pipelineSchema.shape;
const cardSchema = z.strictObject({ name, account, tags, schedule });

/** What a pipeline says of itself. */
export type PipelineCard = z.output<typeof cardSchema>;

/** A file of the folder. */
export interface FolderPipeline {
  /** What the command line calls it. */
  readonly file: string;
  /** Undefined where the file cannot be read as a pipeline: it may still be one that is meant. */
  readonly card: PipelineCard | undefined;
  /** Why not. */
  readonly fault: UsageError | undefined;
}

/** Every file of `pipelines/`, in the order of their names. */
export async function readFolder(options: FolderOptions): Promise<FolderPipeline[]> {
  const found: FolderPipeline[] = [];
  for (const file of new Set(pipelineNames(options.cwd)))
    try {
      found.push({ file, card: await readCard(findPipeline(file, options.cwd), options), fault: undefined });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      found.push({ file, card: undefined, fault: error });
    }
  return found;
}

interface FolderOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** @throws UsageError when it is no pipeline */
async function readCard(path: string, options: FolderOptions): Promise<PipelineCard> {
  const { value, env } = await readValue(path, options.env, options.signal);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new UsageError(`${path} is not a valid pipeline.`);
  const { name, account, tags, schedule } = value as Record<string, unknown>;
  const filled = withEnvironment({ name, account, tags, schedule }, env, basename(path));
  const result = cardSchema.safeParse(filled, { error: faultText });
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path: at, message }) => `  - ${at.length > 0 ? `${at.join('.')} ` : ''}${message}`,
  );
  throw new UsageError(`${path} is not a valid pipeline:\n${faults.join('\n')}`);
}

/**
 * The file of a pipeline's name.
 *
 * @returns what the command line calls it, and the hash of what is in it; undefined where there is none
 */
export async function findNamed(
  name: string,
  { cwd, ...looking }: Looking & { readonly cwd: string },
): Promise<{ readonly file: string; readonly hash: string } | undefined> {
  const folder = join(cwd, 'pipelines');
  const [path] = await filesOfName(folder, name, looking);
  return path === undefined ? undefined : { file: basename(path, extname(path)), hash: hashOfFile(path) };
}

/** The hash of a file of the folder, by what the command line calls it. */
export function hashOf(file: string, cwd: string): string {
  return hashOfFile(findPipeline(file, cwd));
}

function hashOfFile(path: string): string {
  return createHash('sha256').update(readWholeFile(path, mostCodeBytes)).digest('hex').slice(0, 16);
}
