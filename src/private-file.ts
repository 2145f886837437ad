import { lstat, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from './errors.ts';

/**
 * Writes a file that holds personal data: readable by its owner alone (K2), whole or not at all. A link stays a link: what
 * it points to is written. A device or a pipe is written into, and never replaced.
 *
 * @throws UsageError when it cannot be written
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  try {
    const target = await followed(path);
    const kind = await kindOf(target);
    if (kind === 'folder') throw new Error('it is a folder');
    await (kind === 'special' ? writeInto(target, text) : replace(target, text));
  } catch (error) {
    throw new UsageError(
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      {
        advice: 'Name a file in a folder that can be written to.',
        cause: error,
      },
    );
  }
}

/** What is at a path; `none` where nothing is. */
export async function kindOf(path: string): Promise<'file' | 'folder' | 'special' | 'none'> {
  try {
    const found = await stat(path);
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'special';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
    throw error;
  }
}

/** The file that a path comes to in the end, also by a link to one that is yet to be made. */
async function followed(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const link = await lstat(path).catch(() => undefined);
  return link?.isSymbolicLink() ? resolve(dirname(path), await readlink(path)) : path;
}

async function writeInto(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

async function replace(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
