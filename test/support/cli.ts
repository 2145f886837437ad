import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { isLong } from './length.ts';

const root = join(import.meta.dirname, '..', '..');

/** The built program, as the package's `bin` names it. */
export const bin = join(root, 'dist', 'src', 'cli', 'main.js');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Buffer;
  /** The user that it runs as; the one of the tests, where left out. */
  readonly uid?: number;
  /** Called with the child's pid as soon as it runs. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the real command in a process of its own, without the environment of whoever runs the tests. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: options.cwd,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    options.onStart?.((signal) => child.kill(signal));
  });
}

/**
 * Runs a command line of the built program in this process, one at a time: no terminal, no signals, and no standard input
 * that has a name. What a start costs is paid once.
 */
export async function runHere(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const { CommandLine } = (await import(
    join(root, 'dist', 'src', 'cli', 'command-line.js')
  )) as typeof import('../../src/cli/command-line.ts');
  let stdout = '';
  let stderr = '';
  const commandLine = new CommandLine({
    cwd: options.cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
    stdin: Readable.from(options.input === undefined ? [] : [Buffer.from(options.input)]),
    stdout: {},
    stderr: new PassThrough(),
    print: async (text) => {
      stdout += text;
    },
    printError: (text) => {
      stderr += text;
    },
  });
  const before = process.cwd();
  process.chdir(options.cwd);
  try {
    const code = await commandLine.run(args);
    return { code, stdout, stderr };
  } finally {
    process.chdir(before);
  }
}

/**
 * By the real command in the long suite; in `npm test`, where each start costs a second of a processor or more, in the test's
 * own process.
 */
export const runAtLength: typeof runCli = isLong ? runCli : runHere;

/** A folder of its own for one test. */
export function temporaryFolder(name = 'test'): string {
  return mkdtempSync(join(tmpdir(), `jojka-sync-${name}-`));
}
