import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Given, Outcome } from './types.ts';

/** The built program, as the package's `bin` names it. */
const bin = join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');

/** More than any message; what is printed beyond it is counted, and not kept. */
const keptCharacters = 4_000_000;

const pollMs = 20;

/** Runs the real command in a process group of its own, looks at its memory meanwhile, and ends it after its time. */
export function runWatched(
  given: Given,
  place: { folder: string; env: NodeJS.ProcessEnv; limitSeconds: number },
): Promise<Outcome> {
  const { args = ['sync', 'p.json'], shell, stdin = 'end', uid } = given;
  const started = performance.now();
  const [program, ...rest] = shell ? ['bash', '-c', shell] : [process.execPath, bin, ...args];
  const child = spawn(program as string, rest, {
    cwd: place.folder,
    env: { PATH: process.env.PATH, HOME: place.folder, JOJKA: `${process.execPath} ${bin}`, ...place.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const stdout = kept(child.stdout);
  const stderr = kept(child.stderr);
  feed(child, stdin);
  const pid = child.pid ?? 0;
  let ended = false;
  let isLate = false;
  let megabytes: number | undefined;
  const watch = setInterval(() => {
    megabytes = Math.max(megabytes ?? 0, peakOf(pid)) || undefined;
  }, pollMs);
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal);
    } catch {}
  };
  const limit = setTimeout(() => {
    isLate = true;
    kill('SIGKILL');
  }, place.limitSeconds * 1000);
  given
    .during?.({ pid, ended: () => ended, kill: (signal) => child.kill(signal) })
    .catch((error: unknown) => {
      process.stderr.write(`What was to happen meanwhile failed: ${error}\n`);
      kill('SIGKILL');
    });
  // A group of its own does not hear of Ctrl-C.
  const endWithUs = () => kill('SIGKILL');
  process.once('exit', endWithUs);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      ended = true;
      process.off('exit', endWithUs);
      clearInterval(watch);
      clearTimeout(limit);
      resolve({
        code: code ?? 128 + (signal ? constants.signals[signal] : 0),
        isLate,
        stdout: stdout(),
        stderr: stderr(),
        seconds: (performance.now() - started) / 1000,
        megabytes,
      });
    });
  });
}

function kept(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    if (text.length < keptCharacters) text += chunk;
  });
  return () => text;
}

function feed({ stdin }: ChildProcess, given: Given['stdin']): void {
  // The command may have seen enough of it.
  stdin?.on('error', () => {});
  if (given === 'end') stdin?.end();
  else if (given !== 'never' && given && stdin) Readable.from(given).pipe(stdin);
}

/** Greatest memory, in MB, of a process or one that it began. On other systems than Linux nobody tells it. */
function peakOf(pid: number): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return Math.max(Number(kilobytes ?? 0) / 1024, ...children.map((child) => peakOf(Number(child))));
  } catch {
    return 0;
  }
}
