import { constants, existsSync } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunEnvironment } from '../session/environment.ts';
import { findHome } from '../state/home.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** Megabytes: below the one somebody should look, below the other the embedded state cannot be opened. */
const scarce = 200;
const least = 16;

/** Room and rights where the state, saved plans and reports go. */
export async function checkDisk({ cwd, env }: Pick<RunEnvironment, 'cwd' | 'env'>): Promise<Check[]> {
  const home = findHome({ cwd, env });
  return [
    ...(await folderChecks('the state and saved plans', home.path)),
    ...(home.exists ? await rightsChecks(home.path) : []),
    ...(await folderChecks('reports', cwd)),
  ];
}

async function folderChecks(what: string, path: string): Promise<Check[]> {
  const there = nearestThere(path);
  const { bavail, bsize } = await statfs(there);
  const megabytes = Math.floor((bavail * bsize) / 1024 / 1024);
  const said = `${path}, for ${what}: ${megabytes.toLocaleString('en-US')} MB free`;
  if (megabytes < least) return [fail('disk', said, 'Free some space, or name another folder.')];
  if (!(await isWritable(there)))
    return [
      fail(
        'disk',
        `${path}, for ${what}: ${there} cannot be written to`,
        'Give this user the right to, or name another folder: JOJKA_SYNC_HOME for the state, --report for reports.',
      ),
    ];
  return [megabytes < scarce ? warn('disk', said, 'Free some space.') : ok('disk', said)];
}

async function rightsChecks(home: string): Promise<Check[]> {
  if (process.platform === 'win32') return [];
  const { mode, uid } = await stat(home);
  if (uid !== (process.geteuid?.() ?? uid))
    return [
      warn(
        'disk',
        `${home} belongs to another user`,
        'Run every command as the user that runs the nightly one.',
      ),
    ];
  return (mode & 0o077) === 0
    ? []
    : [warn('disk', `${home} can be read by others, and holds personal data`, `chmod 700 ${home}`)];
}

function nearestThere(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}
