import { createReadStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { createNames, type Person } from '../contact/person.ts';
import { OutputError, UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { findHome } from '../state/home.ts';

/** Files in which a person is named. Paths are from the working directory. */
export interface FilesOfPerson {
  /** Saved plans in the folder of the state that name him: by id, as it is in the file's name. */
  readonly plans: readonly { readonly id: string; readonly path: string }[];
  /** Saved plans there that do not. */
  readonly plansWithout: readonly string[];
  /** Other files: in the folder of the state, and in folders that were to be searched. */
  readonly others: readonly string[];
  /** What nobody can look into so: archives, workbooks, links, and what the rights of this user keep closed. */
  readonly unread: readonly string[];
}

/**
 * Looks for a person in the files of the folder of the state, save the database, and of further folders.
 *
 * @param person his keys are looked for in saved plans alone: elsewhere, a key may stand for anything
 * @param folders searched besides
 * @throws UsageError when one of them is none
 */
export async function findFiles(
  environment: Pick<RunEnvironment, 'cwd' | 'env'>,
  person: Person,
  folders: readonly string[],
): Promise<FilesOfPerson> {
  const home = findHome(environment).path;
  const shown = (path: string) => {
    const short = relative(environment.cwd, path);
    return short === '' || short.startsWith('..') ? path : short;
  };
  const found = {
    plans: [] as { id: string; path: string }[],
    plansWithout: [] as string[],
    others: [] as string[],
    unread: [] as string[],
  };
  const plans = join(home, 'plans');
  const isHis = createSearch(person);
  const unreadable = (path: string) => {
    found.unread.push(shown(path));
  };
  const inHome = await filesBelow(home, [join(home, 'state'), join(home, 'sandbox')], unreadable);
  const searched = folders.map((folder) =>
    searchedFiles(resolve(environment.cwd, folder), folder, home, unreadable),
  );
  for (const path of [...inHome, ...(await Promise.all(searched)).flat()]) {
    const isPlan = path.startsWith(plans + sep) && extname(path) === '.json';
    const names = await isHis(path, isPlan);
    const id = basename(path, '.json');
    if (names === undefined) unreadable(path);
    else if (isPlan && names) found.plans.push({ id, path: shown(path) });
    else if (isPlan) found.plansWithout.push(id);
    else if (names) found.others.push(shown(path));
  }
  const sorted = (paths: readonly string[]) => [...new Set(paths)].sort();
  return { ...found, others: sorted(found.others), unread: sorted(found.unread) };
}

/**
 * Takes saved plans away.
 *
 * @throws OutputError when one cannot be deleted
 */
export async function removePlans(
  { cwd }: Pick<RunEnvironment, 'cwd'>,
  plans: FilesOfPerson['plans'],
): Promise<void> {
  for (const { path } of plans)
    try {
      await rm(resolve(cwd, path), { force: true });
    } catch (error) {
      throw new OutputError(`${path} cannot be deleted: ${(error as Error).message}`, {
        advice:
          'What the state kept is gone, and the plan is not applied any more. Delete the file by hand, or make its folder writable and forget again.',
        cause: error,
      });
    }
}

async function searchedFiles(
  path: string,
  given: string,
  home: string,
  unreadable: (path: string) => void,
): Promise<readonly string[]> {
  try {
    await readdir(path);
  } catch (error) {
    throw new UsageError(`${given} cannot be searched: ${(error as Error).message}`, {
      advice: 'Nothing was changed. Give a folder, such as --search reports.',
      cause: error,
    });
  }
  return filesBelow(path, [home, join(path, 'node_modules'), join(path, '.git')], unreadable);
}

async function filesBelow(
  folder: string,
  except: readonly string[],
  unreadable: (path: string) => void,
): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') unreadable(folder);
    return [];
  });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (except.includes(path)) continue;
    if (entry.isDirectory()) found.push(...(await filesBelow(path, except, unreadable)));
    else if (entry.isFile()) found.push(path);
    // What it leads to may lie anywhere, and is not looked into twice.
    else if (entry.isSymbolicLink()) unreadable(path);
  }
  return found.sort();
}

function isPacked(path: string): boolean {
  return ['.gz', '.xlsx', '.zip', '.pdf', '.age', '.gpg'].includes(extname(path).toLowerCase());
}

/** So much of what was read before is looked at with what comes after it: a number may stand across the two. */
const overlap = 500;

/** Tells whether a file names somebody; undefined where it cannot be read. */
function createSearch(person: Person): (path: string, isPlan: boolean) => Promise<boolean | undefined> {
  const names = createNames(person);
  return async (path, isPlan) => {
    if (isPacked(path)) return undefined;
    let before = '';
    try {
      for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
        const text: string = before + chunk;
        if (names(text, { keys: isPlan })) return true;
        before = text.slice(-overlap);
      }
    } catch (error) {
      // Gone since it was listed.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return undefined;
    }
    return false;
  };
}
