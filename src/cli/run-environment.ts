import type { RunEnvironment } from '../session/environment.ts';
import type { Cli } from './context.ts';

/** What a job gets of the process. */
export function runEnvironment(cli: Cli): RunEnvironment {
  return {
    cwd: cli.cwd,
    env: cli.env,
    stdin: cli.stdin,
    log: cli.log,
    signal: cli.signal,
    now: cli.now,
    onStep: (text, done, total) => cli.progress.step(text, done, total),
  };
}
