import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { maskSecretsIn } from '../contact/mask.ts';
import { UsageError } from '../errors.ts';
import { mostCodeBytes, readWholeText } from '../whole-file.ts';

const require = createRequire(import.meta.url);

/** How long a pipeline in code may take to say what it is. */
const mostSeconds = 30;

/** How long is waited for the end of a process that was killed, and for the last of what it printed. */
const mostEndMs = 1000;

const nothingDone = 'Nothing was read or changed.';

/** What a pipeline in code says. */
export interface CodeRead {
  /** Its default export, as data. */
  readonly value: unknown;
  /** What it has changed in the environment; undefined for what it has taken out. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** What the process has to tell: the pipeline, or what went wrong with it or besides it. */
type Told = CodeRead | { readonly fault: string } | { readonly besides: string };

interface Given {
  /** Where jiti is. */
  readonly jiti: string;
  readonly path: string;
  readonly url: string;
  /** What `jojka-sync` is for the pipeline, wherever its file lies. */
  readonly self: string;
  /** It asks for `definePipeline` and nothing else: all of the package need not be loaded. */
  readonly isPlain: boolean;
  readonly args: readonly string[];
}

/**
 * What runs in the process. As a text, since a file would need to lie beside the bundle, and another in the source.
 * jiti lets TypeScript work from the built package and on every Node version. What is no data (a function) goes over as null, and
 * is refused like any other value of a wrong kind. The way back is none of the pipeline's: what tells a parent that it is ready would answer for it.
 * What it has printed is out before the answer is. A promise that nobody awaits fails before the answer is given. Signals are for
 * the process that started it; when that one is gone, so is this one.
 */
const inProcess = `
const before = { ...process.env };
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
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
const variables = () => {
  const changed = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(process.env)]))
    if (before[name] !== process.env[name]) changed[name] = process.env[name];
  return changed;
};
const said = (error) => String(error instanceof Error ? error.message : error).slice(0, 10000);
const send = process.send.bind(process);
delete process.send;
delete process.disconnect;
const printed = [process.stdout, process.stderr].map((stream) => [stream, stream.write.bind(stream)]);
for (const [stream] of printed) stream.on('error', () => {});
const flushed = () =>
  Promise.all(printed.map(([stream, write]) => new Promise((resolve) => (stream.writable ? write('', resolve) : resolve()))));
const tell = (told) => setImmediate(() => flushed().then(() => send(told)));
const failed = (error) => tell({ fault: said(error) });
process.on('uncaughtException', (error) => send({ besides: said(error) }));
process.on('message', ({ jiti, path, url, self, isPlain, args }) => {
  process.argv = [process.execPath, path, ...args];
  require(jiti).createJiti(url, {
    moduleCache: false,
    fsCache: false,
    interopDefault: false,
    ...(isPlain ? { virtualModules: { 'jojka-sync': { definePipeline: (given) => given } } } : { alias: { 'jojka-sync': self } }),
  }).import(url).then((module) => tell({ value: data(module.default), variables: variables() })).catch(failed);
});
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
 * Runs a pipeline in code in a process of its own, and takes what it says it is. Whatever it does there, a loop without end, a wait for
 * a pipe or an end of the process among it, this process goes on: it hears signals, and a job that has done nothing does not end with 0.
 * A process can be killed whatever it waits for; a thread that waits in the system cannot, and would hold this process with it.
 *
 * What it prints goes to standard error: standard output is the command's.
 *
 * @throws UsageError when it fails, ends its process, or has not said within 30 s what it is
 */
export async function runPipelineCode(path: string, signal?: AbortSignal): Promise<CodeRead> {
  signal?.throwIfAborted();
  const given: Given = {
    jiti: require.resolve('jiti'),
    path,
    url: pathToFileURL(path).href,
    self: fileURLToPath(new URL(`../index${extname(import.meta.url)}`, import.meta.url)),
    isPlain: isPlainText(readWholeText(path, mostCodeBytes)),
    args: process.argv.slice(2),
  };
  const child = begin();
  const memory = relay(child);
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  let ending: Promise<void> | undefined;
  const end = () => (ending ??= endOf(child));
  const killNow = () => kill(child);
  process.on('exit', killNow);
  try {
    const told = await new Promise<Told>((resolve, reject) => {
      stop = () => reject(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      child.once('message', (message) => resolve(message as Told));
      child.once('error', (error) => reject(notBegun(path, error)));
      child.once('exit', async (code, by) => {
        await end();
        reject(memory.isOut ? tooLarge(path) : ended(path, code, by));
      });
      timer = setTimeout(() => reject(late(path)), mostSeconds * 1000);
      // One that is gone before it has heard has its own event.
      child.send(given, () => {});
    });
    if ('besides' in told) throw failedBesides(told.besides);
    if ('fault' in told) throw new Error(told.fault);
    return told;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    await end();
    process.off('exit', killNow);
  }
}

/** A group of its own, that what it has started ends with it. */
const isGroup = process.platform !== 'win32';

function begin(): ChildProcess {
  const heapMb = Math.floor(getHeapStatistics().heap_size_limit / 1024 / 1024);
  return spawn(
    process.execPath,
    [`--max-old-space-size=${heapMb}`, '--input-type=commonjs', '-e', inProcess],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      detached: isGroup,
      windowsHide: true,
    },
  );
}

/** Passes on what it prints; but for what Node prints when its memory is at its end. */
function relay({ stdout, stderr }: ChildProcess): { readonly isOut: boolean } {
  const memory = { isOut: false };
  for (const stream of [stdout, stderr])
    stream?.on('data', (piece: Buffer) => {
      memory.isOut ||= /<--- Last few GCs|FATAL ERROR: .*memory/.test(piece.toString('latin1'));
      if (!memory.isOut) process.stderr.write(piece);
    });
  return memory;
}

/** Kills it and what it has started; waits a moment for the last of what it has printed, and no longer. */
async function endOf(child: ChildProcess): Promise<void> {
  const { stdout, stderr } = child;
  // Without one, an error on its way would be nobody's.
  child.on('error', () => {});
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    child.once('close', resolve);
    kill(child);
    if (child.pid === undefined) resolve();
    timer = setTimeout(resolve, mostEndMs);
  });
  clearTimeout(timer);
  for (const stream of [stdout, stderr] as (Readable | null)[]) stream?.destroy();
  if (child.connected) child.disconnect();
  child.unref();
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(isGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // It is gone, and all that it has started.
  }
}

function late(path: string): UsageError {
  return new UsageError(`The pipeline ${path} has not said within ${mostSeconds} s what it is.`, {
    advice: `It waits for something that does not come, or is in a loop without end. ${nothingDone}`,
  });
}

function ended(path: string, code: number | null, by: NodeJS.Signals | null): UsageError {
  if (by !== null)
    return new UsageError(`The process of the pipeline ${path} was ended by a signal (${by}).`, {
      advice: `Run the command again; should it stay so, look whether the machine has enough memory. ${nothingDone}`,
    });
  return new UsageError(`The pipeline ${path} wants to end the process (exit code ${code}).`, {
    advice: `Take process.exit out of it: what goes wrong it throws. ${nothingDone}`,
  });
}

function notBegun(path: string, error: Error): UsageError {
  return new UsageError(
    `No process could be started for the pipeline ${path}, which is code: ${error.message}`,
    {
      advice: `Look how many processes this user may have; a pipeline in YAML or JSON needs none. ${nothingDone}`,
      cause: error,
    },
  );
}

function tooLarge(path: string): UsageError {
  return new UsageError(`The pipeline ${path} needs more memory than there is.`, {
    advice: `It is to say what a pipeline is, and to hold no data of its own. ${nothingDone}`,
  });
}

function failedBesides(said: string): UsageError {
  return new UsageError(
    `Something that the pipeline began has failed, and nobody awaited it: ${maskSecretsIn(said)}`,
    { advice: `Await it in the pipeline, or leave it out. ${nothingDone}` },
  );
}
