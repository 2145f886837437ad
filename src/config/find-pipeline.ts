import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';
import { extensions } from './read-value.ts';

/**
 * Finds a pipeline's file.
 *
 * @param nameOrPath a path, or the name of a file in `pipelines/`
 * @throws UsageError when there is none, or there are several of that name
 */
export function findPipeline(nameOrPath: string, cwd: string): string {
  const asPath = resolve(cwd, nameOrPath);
  if (isFile(asPath)) return asPath;
  const folder = join(cwd, 'pipelines');
  const named = join(folder, nameOrPath);
  if (isFile(named)) return named;
  const [only, ...others] = extensions.map((extension) => `${named}${extension}`).filter(isFile);
  if (only !== undefined && others.length > 0)
    throw new UsageError(
      `"${nameOrPath}" may be one of ${others.length + 1} files: ${[only, ...others].join(' and ')}.`,
      {
        advice:
          'Nothing was read or changed. Keep the one that is meant and move the others away, or name the file with its ending.',
      },
    );
  if (only !== undefined) return only;
  const known = pipelineNames(cwd);
  // Its name can be read, and the file behind it cannot be looked at.
  if (known.includes(nameOrPath)) throw closedFolder(folder, 'EACCES');
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

/**
/**
 * What names a pipeline's file on the command line, where its name does not.
 *
 * @param given what the job was given: a path or name, or the pipeline itself
 */
export function calledBy(given: unknown, name: string, cwd: string): string | undefined {
  if (typeof given !== 'string') return undefined;
  try {
    return findPipeline(name, cwd) === findPipeline(given, cwd) ? undefined : given;
  } catch {
    return given;
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && !isFolder(path);
}

/** What cannot be looked at is not known to be one: whoever reads it is told why it cannot be read. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/**
 * Names of the pipelines that are in `pipelines/`.
 *
 * @throws UsageError when it is there and cannot be read
 */
export function pipelineNames(cwd: string): string[] {
  const folder = join(cwd, 'pipelines');
  if (!existsSync(folder)) return [];
  return namesIn(folder)
    .filter(
      (file) =>
        extensions.includes(extname(file)) &&
        !isFolder(join(folder, file)) &&
        !/\.d\.ts$|\.test\.ya?ml$/.test(file),
    )
    .map((file) => basename(file, extname(file)))
    .sort();
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw closedFolder(folder, (error as NodeJS.ErrnoException).code, error);
  }
}

function closedFolder(folder: string, code: string | undefined, cause?: unknown): UsageError {
  const nothing = 'Nothing was read or changed.';
  if (code === 'ENOTDIR')
    return new UsageError(`${folder} is a file, and no folder of pipelines.`, {
      advice: `${nothing} Move it away, or run the command where the folder "pipelines" is.`,
      cause,
    });
  if (code === 'EACCES' || code === 'EPERM')
    return new UsageError(`The folder ${folder} cannot be read by this user.`, {
      advice: `${nothing} Give it, and what is in it, to the user that runs jojka-sync: chown, and chmod 700.`,
      cause,
    });
  return new UsageError(`The folder ${folder} cannot be read: ${code ?? String(cause)}.`, {
    advice: `${nothing} Look at the folder and its disk.`,
    cause,
  });
}
