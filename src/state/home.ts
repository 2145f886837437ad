import { existsSync, statSync } from 'node:fs';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StateError } from '../errors.ts';
import { makeFolder } from './make-folder.ts';

const folderName = '.jojka-sync';

/**
 * Where the embedded database and saved plans live: `JOJKA_SYNC_HOME`, else `.jojka-sync` in the working directory or
 * the nearest folder above that has one, else one to be made in the working directory.
 */
export function findHome(place: { cwd: string; env: NodeJS.ProcessEnv }): { path: string; exists: boolean } {
  const named = place.env.JOJKA_SYNC_HOME;
  if (named) {
    const path = resolve(place.cwd, named);
    return { path, exists: existsSync(path) };
  }
  for (let folder = resolve(place.cwd); ; folder = dirname(folder)) {
    const path = join(folder, folderName);
    if (existsSync(path) && statSync(path).isDirectory()) return { path, exists: true };
    if (dirname(folder) === folder) return { path: join(resolve(place.cwd), folderName), exists: false };
  }
}

/**
 * Makes the folder, for its owner alone (K2), and keeps git away from it. One that is there already and holds other things
 * is somebody else's: its mode and what is in it stay as they are, and what we put there is private by itself.
 *
 * @throws StateError when it cannot be made or written to
 */
export async function createHome(path: string): Promise<void> {
  try {
    const isNew = await makeFolder(path);
    if (!isNew && basename(path) !== folderName && (await readdir(path)).length > 0) return;
    await chmod(path, 0o700);
    await writeFile(join(path, '.gitignore'), '*\n');
  } catch (error) {
    throw new StateError(`The folder ${path} for the state cannot be written: ${(error as Error).message}`, {
      advice: 'Nothing was sent to Jojka. Free the disk or name another folder in JOJKA_SYNC_HOME.',
      cause: error,
    });
  }
}
