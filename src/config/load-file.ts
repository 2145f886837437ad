import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nearest } from '../contact/nearest.ts';
import { JojkaSyncError, UsageError } from '../errors.ts';
import { checkPipeline } from './check.ts';
import type { Pipeline, PipelineInput } from './schema.ts';

const extensions = ['.ts', '.mts', '.js', '.mjs', '.json', '.yaml', '.yml'];

/**
 * Finds, reads and checks a pipeline.
 *
 * @param given a path, the name of a file in `pipelines/`, or the pipeline itself
 * @param options.env where `${NAME}` in the file's strings is looked up
 * @throws UsageError when there is no such file, it cannot be read as what its ending says, a variable is not set,
 *   or it is not a valid pipeline
 */
export async function loadPipeline(
  given: string | PipelineInput,
  options: { cwd: string; env: NodeJS.ProcessEnv; signal?: AbortSignal },
): Promise<Pipeline> {
  if (typeof given !== 'string') return checked(given, 'The pipeline', 'The pipeline', options.env);
  const path = findPipeline(given, options.cwd);
  const value = await readValue(path, options.signal);
  return checked(value, basename(path), given, options.env);
}

function checked(value: unknown, file: string, where: string, env: NodeJS.ProcessEnv): Pipeline {
  try {
    return checkPipeline(withEnvironment(value, env, file), where);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `${where} is not a valid pipeline: it has lists or objects within each other without end.`,
      {
        cause: error,
      },
    );
  }
}

/** What is larger is no pipeline. */
const mostBytes = 1024 * 1024;

async function readSmall(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > mostBytes)
    throw new UsageError(`The pipeline ${path} is larger than 1 MB: is it the right file?`);
  return readFile(path, 'utf8');
}

function findPipeline(nameOrPath: string, cwd: string): string {
  const asPath = resolve(cwd, nameOrPath);
  if (existsSync(asPath) && statSync(asPath).isFile()) return asPath;
  const folder = join(cwd, 'pipelines');
  for (const extension of ['', ...extensions]) {
    const candidate = join(folder, `${nameOrPath}${extension}`);
    if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
  }
  const known = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => extensions.includes(extname(file)) && !file.endsWith('.d.ts'))
        .map((file) => basename(file, extname(file)))
        .sort()
    : [];
  const near = nearest(nameOrPath, known);
  throw new UsageError(
    `There is no pipeline "${nameOrPath}": neither a file of that path nor one in ${folder}.`,
    {
      advice: near
        ? `Did you mean "${near}"?`
        : known.length > 0
          ? `Pipelines there: ${known.join(', ')}.`
          : 'Name a file, or run the command where the folder "pipelines" is.',
    },
  );
}

async function readValue(path: string, signal: AbortSignal | undefined): Promise<unknown> {
  const extension = extname(path);
  try {
    if (extension === '.json') return JSON.parse(await readSmall(path));
    if (extension === '.yaml' || extension === '.yml') {
      const yaml = await import('yaml');
      const document = yaml.parseDocument(await readSmall(path));
      const [fault] = [...document.errors, ...document.warnings];
      if (fault) throw fault;
      return document.toJS();
    }
    if (extensions.includes(extension)) return await importModule(path, signal);
  } catch (error) {
    if (error instanceof JojkaSyncError) throw error;
    const what = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The pipeline ${path} cannot be read: ${what.trim()}`, {
      advice: 'Mend the file and run the command again. Nothing was read or changed.',
      cause: error,
    });
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

/** Puts environment variables in place of `${NAME}` in every string. */
function withEnvironment(value: unknown, env: NodeJS.ProcessEnv, file: string): unknown {
  if (typeof value === 'string')
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const found = env[name];
      if (found === undefined || found === '')
        throw new UsageError(`${file} needs the environment variable ${name}, which is not set.`, {
          advice: `Set ${name} in the environment or in .env.`,
        });
      return found;
    });
  if (Array.isArray(value)) return value.map((item) => withEnvironment(item, env, file));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, withEnvironment(item, env, file)]),
    );
  return value;
}
