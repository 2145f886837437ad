import { readdir, realpath } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { mostHandwrittenBytes, readWholeText } from '../whole-file.ts';
import { extensions, readValue } from './read-value.ts';
import { withEnvironment } from './with-environment.ts';

/**
 * Two files of one name would take turns in wanting: what the one stopped asking for the other would remove (P10).
 *
 * @param path the file that is read
 * @throws UsageError when another file in its folder is a pipeline of that name
 */
export async function refuseNamesakes(path: string, name: string, looking: Looking): Promise<void> {
  const [other] = await filesOfName(dirname(path), name, looking, path);
  if (other === undefined) return;
  throw new UsageError(`Two files are the pipeline "${name}": ${path} and ${other}.`, {
    advice:
      'Nothing was read or changed. The ledger would take them for one, and each would undo what the other asks for. Give one of them another name, or move it out of the folder.',
  });
}

/** How the files of a folder are looked at. */
export interface Looking {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Told of what could not be looked at in time. */
  readonly emit?: (event: Unseen) => void;
  /** How long files in code may take, all of them together. */
  readonly mostSeconds?: number;
}

/** A sentence for the log. */
interface Unseen {
  readonly kind: 'note';
  readonly level: 'warn';
  readonly message: string;
}

const usualSeconds = 5;

/**
 * The files of a folder that are pipelines of a name. Of those in code only such are loaded as have the name in quotes and export
 * something as default, as pipelines do: a file that nobody asked for should not run for nothing, nor hold the night; one that is
 * no pipeline may do anything when it is run. What cannot be read is none; what does not say in time what
 * it is is told.
 *
 * @param except a file that is not looked at
 * @throws the signal's reason when that ends it
 */
export async function filesOfName(
  folder: string,
  name: string,
  looking: Looking,
  except?: string,
): Promise<string[]> {
  const { signal, emit, mostSeconds = usualSeconds } = looking;
  const own = except === undefined ? undefined : await realPath(except);
  const found: string[] = [];
  const unseen: string[] = [];
  let leftMs = mostSeconds * 1000;
  for (const file of (await readdir(folder).catch(() => [])).sort()) {
    if (!extensions.includes(extname(file)) || /\.d\.m?ts$/.test(file)) continue;
    const path = join(folder, file);
    if (own !== undefined && (await realPath(path)) === own) continue;
    const begun = performance.now();
    const late = AbortSignal.timeout(Math.max(0, Math.round(leftMs)));
    const isOne = await isOfName(path, name, looking.env, signal ? AbortSignal.any([signal, late]) : late);
    signal?.throwIfAborted();
    leftMs -= performance.now() - begun;
    if (isOne === 'unseen') unseen.push(path);
    else if (isOne) found.push(path);
  }
  if (unseen.length > 0) emit?.({ kind: 'note', level: 'warn', message: notSeen(unseen, name, mostSeconds) });
  return found;
}

function notSeen(paths: readonly string[], name: string, seconds: number): string {
  const [are, say, them] =
    paths.length === 1 ? ['is', 'it has not said', 'it'] : ['are', 'they have not said', 'them'];
  return `Whether ${paths.join(', ')} ${are} a second pipeline "${name}" is not known: ${say} within ${seconds} s. Look for a loop without end, or move ${them} out of the folder.`;
}

async function isOfName(
  path: string,
  name: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<boolean | 'unseen'> {
  try {
    const text = readWholeText(path, mostHandwrittenBytes);
    const isCode = /^\.m?[jt]s$/.test(extname(path));
    if (isCode ? !mayBePipeline(text, name) : !mayName(text, name)) return false;
    const read = await readValue(path, env, signal);
    const value = read.value as { name?: unknown; sources?: unknown } | null;
    if (value === null || typeof value !== 'object' || !Array.isArray(value.sources)) return false;
    return withEnvironment(value.name, read.env, path) === name;
  } catch (error) {
    // Any other error is the file's own.
    return signal.aborted && (error as Error).cause === signal.reason ? 'unseen' : false;
  }
}

const quotes = ["'", '"', '`'];

/** Whether code may be a pipeline of a name. */
function mayBePipeline(code: string, name: string): boolean {
  if (!quotes.some((quote) => code.includes(`${quote}${name}${quote}`))) return false;
  return /\bexport\b[^;]*\bdefault\b|\bexports\b/.test(code);
}

/** Whether a text may hold a name: as it is, by an escape of JSON, or by an environment variable. */
function mayName(text: string, name: string): boolean {
  return text.includes(name) || text.includes('\\u') || text.includes('${');
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
