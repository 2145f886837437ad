import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, open, readlink, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { OutputError, UsageError } from './errors.ts';

/**
 * Writes a file that holds personal data: readable by its owner alone (K2), whole or not at all. A link to a file of the link's
 * own owner stays a link, and what it points to is written. Nothing goes through a device or a pipe, where half of it may
 * arrive, nor through a link that somebody else may have put there.
 *
 * @param text all of it, or its parts in their order
 * @throws UsageError when it cannot be written there
 * @throws OutputError when there is no room for it, or the disk is broken
 */
export function writePrivateFile(path: string, text: string | Iterable<string>): Promise<void> {
  return writeWholeFile(path, text, 0o600);
}

/**
 * The same for a file of another mode, in which there is nothing of anybody.
 *
 * @throws UsageError when it cannot be written there
 * @throws OutputError when there is no room for it, or the disk is broken
 */
export async function writeWholeFile(
  path: string,
  text: string | Iterable<string>,
  mode: number,
): Promise<void> {
  try {
    await replace(await writableTarget(path), text, mode);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** What the machine cannot do just now, and another name would not mend. */
const machineFaults: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'it would be larger than a file may be here (ulimit -f)',
  EIO: 'the disk gives an error',
};

/**
 * Why a file cannot be written, for whoever has to act.
 *
 * @returns an OutputError where there is no room for it or the disk is broken, a UsageError where another name is wanted
 */
export function unwritable(path: string, error: unknown): OutputError | UsageError {
  const { code = '', message = String(error) } = (error ?? {}) as NodeJS.ErrnoException;
  const fault = machineFaults[code];
  if (fault === undefined)
    return new UsageError(`${path} cannot be written: ${message}`, {
      advice: 'Name a file in a folder that can be written to.',
      cause: error,
    });
  return new OutputError(`${path} cannot be written: ${fault} (${code})`, {
    advice:
      code === 'EIO'
        ? 'No half of it was left. Look at the disk, then run the command again.'
        : 'No half of it was left. Make room, or name a file on another disk, then run the command again.',
    cause: error,
  });
}

/** The file that a path comes to in the end. @throws Error where none may be written there */
export async function writableTarget(path: string): Promise<string> {
  const link = await lstatIfAny(path);
  if (!link?.isSymbolicLink()) {
    mustBeFile(link);
    return path;
  }
  const target = await followed(path);
  const found = await lstatIfAny(target);
  mustBeFile(found);
  if (found && link.uid !== found.uid) throw new Error('it is a link to a file of another owner');
  return target;
}

function mustBeFile(found: Stats | undefined): void {
  if (found?.isDirectory()) throw new Error('it is a folder');
  if (found && !found.isFile()) throw new Error('it is a device, a pipe or a socket');
}

/** What is at a path, links not followed; undefined where nothing is. */
async function lstatIfAny(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** So many links one behind the other are followed; the system follows no more. */
const mostLinks = 40;

/**
 * The file that a link leads to. Where none is there yet, each link on the way must be this user's own: somebody else's may wait for what
 * comes to be written elsewhere.
 */
async function followed(link: string): Promise<string> {
  let at = link;
  let isOwn = true;
  for (let links = 0; links < mostLinks; links++) {
    const folder = await realpath(dirname(at));
    // What the process has open: what is written beside it, or into what it was, nobody would find.
    if (/^\/(?:proc\/.*|dev)\/fd$/.test(folder))
      throw new Error('it is a name of what the process has open, not a file');
    const here = join(folder, basename(at));
    const found = await lstatIfAny(here);
    if (found === undefined && !isOwn)
      throw new Error('it is a link of another owner to a file that is not there');
    if (!found?.isSymbolicLink()) return here;
    isOwn &&= found.uid === process.geteuid?.();
    at = resolve(folder, await readlink(here));
  }
  throw new Error('it is a link that leads to itself');
}

async function replace(path: string, text: string | Iterable<string>, mode: number): Promise<void> {
  // A name that nobody can guess, and that is not there yet: no link of somebody else is followed.
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.chmod(mode);
      for (const part of typeof text === 'string' ? [text] : text) await file.appendFile(part);
      // After a power failure there is the old file or the new one, and no empty one.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
