import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { type Ran, run } from '../package/run.ts';

/** What a step must show: its exit code, sentences that are there, and such as are not. */
interface Expected {
  readonly code?: number;
  readonly says?: readonly (string | RegExp)[];
  readonly not?: readonly (string | RegExp)[];
}

/** Somebody in a folder who types commands and looks at what they print. */
export interface Newcomer {
  readonly cwd: string;
  /** Types `npx --no-install jojka-sync …`; throws where it is not as expected. */
  types(args: readonly string[], expected?: Expected): Promise<Ran>;
  /** Runs a line in a shell that has nothing but what cron gives. */
  cron(line: string): Promise<Ran>;
  /** Starts a local Jojka. @returns its URL, and its end */
  sandbox(data: string): Promise<{ url: string; stop(): Promise<void> }>;
}

/** @param say prints a line a step */
export function newcomerIn(cwd: string, env: NodeJS.ProcessEnv, say: (line: string) => void): Newcomer {
  const command = ['--no-install', 'jojka-sync'];
  return {
    cwd,
    types: async (args, { code = 0, says = [], not = [] } = {}) => {
      const result = await run('npx', [...command, ...args], { cwd, env });
      const all = `${result.stdout}${result.stderr}`;
      const typed = `jojka-sync ${args.join(' ')}`;
      assert.equal(result.code, code, `${typed} ended with ${result.code}, not ${code}:\n${all}`);
      for (const one of says) assert(isIn(all, one), `${typed} does not say ${one}:\n${all}`);
      for (const one of not) assert(!isIn(all, one), `${typed} says ${one}:\n${all}`);
      assert.doesNotMatch(all, /\n\s+at .*:\d+:\d+/, `${typed} shows a stack trace:\n${all}`);
      say(`${result.seconds.toFixed(1).padStart(5)} s  exit ${result.code}  ${typed}`);
      return result;
    },
    cron: async (line) => {
      const { HOME } = env;
      const result = await run('/bin/sh', ['-c', line], { cwd: '/', env: { HOME, PATH: '/usr/bin:/bin' } });
      say(`${result.seconds.toFixed(1).padStart(5)} s  exit ${result.code}  the line of the crontab`);
      return result;
    },
    sandbox: async (data) => {
      const args = [...command, 'sandbox', '--port', '0', '--data', data];
      // A group of its own: npx, its shell and the sandbox end together.
      const child = spawn('npx', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      const end = () => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
      };
      process.once('exit', end);
      const url = await new Promise<string>((resolve, reject) => {
        let text = '';
        let log = '';
        child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
          log += chunk;
        });
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}\n${log}`)));
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          const found = /^JOJKA_API_URL=(\S+)$/m.exec(text)?.[1];
          if (found) resolve(found);
        });
      });
      const stop = async () => {
        process.off('exit', end);
        end();
        await ended;
      };
      return { url, stop };
    },
  };
}

function isIn(text: string, sought: string | RegExp): boolean {
  return typeof sought === 'string' ? text.includes(sought) : sought.test(text);
}
