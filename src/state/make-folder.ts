import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder for its owner alone (K2), with those above it that are not there. Step by step: Node's own way never ends where
 * a file system says of a folder that is there that it is not, as `/proc` does.
 *
 * @returns whether it was made, or there already
 */
export async function makeFolder(path: string): Promise<boolean> {
  const missing: string[] = [];
  for (let folder = path; !existsSync(folder) && dirname(folder) !== folder; folder = dirname(folder))
    missing.unshift(folder);
  if (missing.length === 0 && !statSync(path).isDirectory()) missing.push(path);
  let isNew = false;
  for (const folder of missing)
    try {
      await mkdir(folder, { mode: 0o700 });
      isNew = true;
    } catch (error) {
      // Another process may have been faster.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST' || !statSync(folder).isDirectory()) throw error;
      isNew = false;
    }
  return isNew;
}
