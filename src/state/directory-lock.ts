import { createHash } from 'node:crypto';
import { realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { localTime } from '../contact/local-time.ts';
import { LockedError, StateError } from '../errors.ts';
import { mostHandwrittenBytes, readWholeText } from '../whole-file.ts';
import { publishedRunOf } from './published-runs.ts';

/**
 * Two processes on one folder of the embedded database lose data in silence, since it takes no lock. This one is taken
 * before the database is opened, is never stolen from a live process, and is gone by itself when its holder dies.
 *
 * On Linux it is an abstract socket: the kernel gives its name to one process and takes it back at any death. It does
 * not reach beyond a network namespace, so two containers must not share the folder: use Postgres there. Elsewhere it
 * is a file with the holder's pid, taken over only from a dead one.
 *
 * A page of the console holds it for a moment: that is waited for, so that nobody's look costs a night.
 *
 * @throws LockedError when another process holds it
 */
export async function lockDirectory(path: string, command: string): Promise<() => Promise<void>> {
  const release = await lockSoon(path);
  try {
    const holder = { pid: process.pid, command, since: new Date().toISOString() };
    writeFileSync(holderFile(path), JSON.stringify(holder), { mode: 0o600 });
    return release;
  } catch (error) {
    await release();
    throw error;
  }
}

/** How long a page is waited for. */
const patienceMs = 10_000;

async function lockSoon(path: string): Promise<() => Promise<void>> {
  const until = performance.now() + patienceMs;
  for (;;)
    try {
      return process.platform === 'linux' ? await lockBySocket(path) : lockByFile(path);
    } catch (error) {
      if (!(error instanceof LockedError) || performance.now() > until || !isPage(path)) throw error;
      await wait(50);
    }
}

/** Whether what holds it is a page of the console, and not a run that was begun there. */
function isPage(path: string): boolean {
  try {
    const { pid, command } = JSON.parse(readWholeText(holderFile(path), mostHandwrittenBytes));
    return command === 'console' && publishedRunOf(path, Number(pid)) === undefined;
  } catch {
    return false;
  }
}

function lockBySocket(path: string): Promise<() => Promise<void>> {
  const name = `\0jojka-sync-${createHash('sha256').update(realpathSync(path)).digest('hex').slice(0, 32)}`;
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? lockedError(path)
          : new StateError(`The lock of ${path} cannot be taken: ${error.message}`, { cause: error }),
      ),
    );
    server.listen({ path: name }, () => {
      server.unref();
      resolve(() => new Promise((closed) => server.close(() => closed())));
    });
  });
}

function lockByFile(path: string): () => Promise<void> {
  const file = join(path, 'lock.pid');
  for (let tries = 0; tries < 2; tries++)
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return async () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isAlive(Number(readWholeText(file, mostHandwrittenBytes)))) break;
      rmSync(file, { force: true });
    }
  throw lockedError(path);
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function lockedError(path: string): LockedError {
  let holder = 'another process';
  let runs = '';
  try {
    const { pid, command, since } = JSON.parse(readWholeText(holderFile(path), mostHandwrittenBytes));
    const run = publishedRunOf(path, Number(pid));
    const what = run ? `run ${run.id}, ${run.command} of ${run.pipeline}, ` : '';
    holder = `process ${pid} (${what || `${command}, `}since ${localTime(since)})`;
    if (run) runs = '\nMeanwhile the list of runs can be read:\njojka-sync runs';
  } catch {}
  return new LockedError(`The state in ${path} is held by ${holder}.`, {
    advice: `Nothing was read or changed. The embedded state is open in one process at a time: wait until that one has ended, then run the command again. With the state in Postgres (DATABASE_URL) everything can be read while a run is at work.${runs}`,
  });
}

function holderFile(path: string): string {
  return join(path, 'holder.json');
}
