import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { maskMsisdnsIn } from '../contact/mask.ts';
import { UsageError } from '../errors.ts';
import { mostCodeBytes, readWholeText } from '../whole-file.ts';

const require = createRequire(import.meta.url);

/** How long a pipeline in code may take to say what it is. */
const mostSeconds = 30;

const nothingDone = 'Nothing was read or changed.';

/** What the thread has to tell: the pipeline, or what went wrong with it. */
type Told = { readonly value: unknown } | { readonly fault: string };

interface Given {
  /** Where jiti is. */
  readonly jiti: string;
  readonly url: string;
  /** What `jojka-sync` is for the pipeline, wherever its file lies. */
  readonly self: string;
  /** It asks for `definePipeline` and nothing else: all of the package need not be loaded. */
  readonly isPlain: boolean;
}

/**
 * What runs in the thread. As a text, since a thread of a file would need one of its own beside the bundle, and another in the source.
 * jiti lets TypeScript work from the built package and on every Node version. What is no data (a function) goes over as null, and
 * is refused like any other value of a wrong kind. A promise that nobody awaits fails before the answer is given.
 */
const inThread = `
const { parentPort, workerData: { jiti, url, self, isPlain } } = require('node:worker_threads');
// Keeps the thread alive: a pipeline may wait for something that does not.
parentPort.on('message', () => {});
const data = (value, known = new Map()) => {
  if (typeof value === 'function' || typeof value === 'symbol') return null;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (known.has(value)) return known.get(value);
  const copy = Array.isArray(value) ? [] : {};
  known.set(value, copy);
  for (const key of Object.keys(value))
    Object.defineProperty(copy, key, { value: data(value[key], known), enumerable: true, writable: true, configurable: true });
  return copy;
};
const tell = (told) => setImmediate(() => parentPort.postMessage(told));
const failed = (error) => tell({ fault: String(error instanceof Error ? error.message : error) });
const load = require(jiti).createJiti(url, {
  moduleCache: false,
  fsCache: false,
  interopDefault: false,
  ...(isPlain ? { virtualModules: { 'jojka-sync': { definePipeline: (given) => given } } } : { alias: { 'jojka-sync': self } }),
});
load.import(url).then((module) => tell({ value: data(module.default) })).catch(failed);
`;

/** Whether a pipeline's text asks the package for nothing but `definePipeline`, and imports nothing that might. */
function isPlainText(text: string): boolean {
  const bare = text.replace(
    /^import\s*\{\s*definePipeline\s*(?:,\s*type\s+\w+\s*)*,?\s*\}\s*from\s*['"]jojka-sync['"]/m,
    '',
  );
  return !/\b(?:import|require|from)\b/.test(bare);
}

/**
 * Runs a pipeline in code in a thread of its own, and takes what it says it is. Whatever it does there, a loop without end or an end
 * of the process among it, this process goes on: it hears signals, and a job that has done nothing does not end with 0.
 *
 * @returns the default export, as data
 * @throws UsageError when it fails, ends its thread, or has not said within 30 s what it is
 */
export async function runPipelineCode(path: string, signal?: AbortSignal): Promise<unknown> {
  signal?.throwIfAborted();
  const given: Given = {
    jiti: require.resolve('jiti'),
    url: pathToFileURL(path).href,
    self: fileURLToPath(new URL(`../index${extname(import.meta.url)}`, import.meta.url)),
    isPlain: isPlainText(readWholeText(path, mostCodeBytes)),
  };
  const thread = new Worker(inThread, { eval: true, workerData: given, argv: process.argv.slice(2) });
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  try {
    const told = await new Promise<Told>((resolve, reject) => {
      stop = () => reject(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      thread.once('message', resolve);
      thread.once('error', (error) => reject(failedBesides(path, error)));
      thread.once('exit', (code) => reject(ended(path, code)));
      timer = setTimeout(() => reject(late(path)), mostSeconds * 1000);
    });
    if ('fault' in told) throw new Error(told.fault);
    return told.value;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    // Without one, an error on its way would be nobody's.
    thread.on('error', () => {});
    await thread.terminate();
  }
}

function late(path: string): UsageError {
  return new UsageError(`The pipeline ${path} has not said within ${mostSeconds} s what it is.`, {
    advice: `It waits for something that does not come, or is in a loop without end. ${nothingDone}`,
  });
}

function ended(path: string, code: number): UsageError {
  return new UsageError(`The pipeline ${path} wants to end the process (exit code ${code}).`, {
    advice: `Take process.exit out of it: what goes wrong it throws. ${nothingDone}`,
  });
}

function failedBesides(path: string, error: unknown): UsageError {
  const { code, message = String(error) } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new UsageError(`The pipeline ${path} needs more memory than there is.`, {
      advice: `It is to say what a pipeline is, and to hold no data of its own. ${nothingDone}`,
      cause: error,
    });
  return new UsageError(
    `Something that the pipeline began has failed, and nobody awaited it: ${maskMsisdnsIn(message)}`,
    {
      advice: `Await it in the pipeline, or leave it out. ${nothingDone}`,
      cause: error,
    },
  );
}
