import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { JojkaSyncError, UsageError } from '../errors.ts';
import { mostHandwrittenBytes, mustBeReadable, readWholeText, UnreadableFileError } from '../whole-file.ts';

/** What a pipeline's file may be called. */
export const extensions = ['.ts', '.mts', '.js', '.mjs', '.json', '.yaml', '.yml'];

/** What is larger is no pipeline in code, however much is bundled into it. */
export const mostCodeBytes = 64 * 1024 * 1024;

/**
 * Reads what a file says of a pipeline, as its ending says how; whether it is one is not looked at.
 *
 * @throws UsageError when it cannot be read so
 */
export async function readValue(path: string, signal?: AbortSignal): Promise<unknown> {
  const extension = extname(path);
  try {
    if (extension === '.json') return JSON.parse(readWholeText(path, mostHandwrittenBytes));
    if (extension === '.yaml' || extension === '.yml') {
      const yaml = await import('yaml');
      const document = yaml.parseDocument(readWholeText(path, mostHandwrittenBytes));
      const [fault] = [...document.errors, ...document.warnings];
      if (fault) throw fault;
      return document.toJS();
    }
    if (extensions.includes(extension)) {
      mustBeReadable(path, mostCodeBytes);
      return await importModule(path, signal);
    }
  } catch (error) {
    if (error instanceof JojkaSyncError) throw error;
    const what = error instanceof Error ? error.message : String(error);
    const isLarge = error instanceof UnreadableFileError && error.code === 'ETOOLARGE';
    throw new UsageError(
      `The pipeline ${path} cannot be read: ${what.trim()}${isLarge ? ': is it the right file?' : ''}`,
      {
        advice: 'Mend the file and run the command again. Nothing was read or changed.',
        cause: error,
      },
    );
  }
  throw new UsageError(`The pipeline ${path} has an ending that is not known.`, {
    advice: `Known endings: ${extensions.join(', ')}.`,
  });
}

/**
 * Loads a module with jiti, so that TypeScript works from the built package and on every Node version. `jojka-sync`
 * is this very package, wherever the pipeline file lies.
 */
async function importModule(path: string, signal: AbortSignal | undefined): Promise<unknown> {
  const self = fileURLToPath(new URL(`../index${extname(import.meta.url)}`, import.meta.url));
  // Loaded when it is needed, as YAML is: how long a command takes to start is felt.
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    alias: { 'jojka-sync': self },
    moduleCache: false,
    fsCache: false,
    interopDefault: false,
  });
  const module = await whileItMayNotExit(path, signal, () =>
    jiti.import<{ default?: unknown }>(pathToFileURL(path).href),
  );
  if (module.default === undefined)
    throw new UsageError(`The pipeline ${path} has no default export.`, {
      advice: 'End it with: export default definePipeline({ … });',
    });
  return module.default;
}

/** How long a pipeline in code may take to say what it is. */
const mostSeconds = 30;

/**
 * Awaits a pipeline in code for a bounded time, and keeps it from ending the process: a job that ends with 0 and has done
 * nothing is the worst of all outcomes.
 */
async function whileItMayNotExit<T>(
  path: string,
  signal: AbortSignal | undefined,
  load: () => Promise<T>,
): Promise<T> {
  const { exit } = process;
  process.exit = (code) => {
    throw new UsageError(`The pipeline ${path} wants to end the process (exit code ${code ?? 0}).`, {
      advice: 'Take process.exit out of it: what goes wrong it throws. Nothing was read or changed.',
    });
  };
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new UsageError(`The pipeline ${path} has not said within ${mostSeconds} s what it is.`, {
            advice: 'It waits for something that does not come. Nothing was read or changed.',
          }),
        ),
      mostSeconds * 1000,
    );
  });
  try {
    return await Promise.race([load(), late, stopped]);
  } finally {
    signal?.removeEventListener('abort', stop);
    clearTimeout(timer);
    process.exit = exit;
  }
}
