import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a command took. */
export interface Measured {
  readonly seconds: number;
  /** User and system, of the process and those that it started. */
  readonly cpuSeconds: number;
  /** Peak of resident memory; those of several processes added, which is the most that it can have been. */
  readonly peakMb: number;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes that are no failure. Default 0 alone. */
  readonly codes?: readonly number[];
  /** Of Node itself, such as `--import tsx`. */
  readonly nodeOptions?: readonly string[];
}

const hook = join(import.meta.dirname, 'usage-hook.cjs');

/**
 * Runs a Node program to its end and measures it.
 *
 * @throws Error with what it printed, when it ends otherwise than expected
 */
export async function runNode(args: readonly string[], options: CommandOptions = {}): Promise<Measured> {
  const usage = mkdtempSync(join(tmpdir(), 'jojka-bench-usage-'));
  const env = { ...process.env, ...options.env, BENCH_USAGE: usage };
  const started = performance.now();
  const child = spawn(process.execPath, ['--require', hook, ...(options.nodeOptions ?? []), ...args], {
    cwd: options.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const seconds = (performance.now() - started) / 1000;
  const all = readdirSync(usage).map((file) => JSON.parse(readFileSync(join(usage, file), 'utf8')));
  rmSync(usage, { recursive: true });
  if (!(options.codes ?? [0]).includes(code ?? -1))
    throw new Error(
      `exit code ${code} of: ${args.join(' ')}\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`,
    );
  const sum = (of: 'cpuSeconds' | 'peakMb') => all.reduce((total, one) => total + one[of], 0);
  return { seconds, cpuSeconds: sum('cpuSeconds'), peakMb: sum('peakMb'), code, stdout, stderr };
}
