import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { InterruptedError } from '../errors.ts';

/**
 * One `sync` as a process of its own: own memory, own signals, own end.
 *
 * It is told to stop over a channel and not by a signal: a terminal, `timeout` and systemd send theirs to the whole group, and a
 * process that hears two ends at once (L7). When whoever started it is gone, it ends in good order too.
 */
export interface SyncProcess {
  /** The command line behind `jojka-sync`. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What its heap may have; as Node says, where left out. */
  readonly memoryMb?: number | undefined;
  /** Gets each line of its log; where left out, everything is the terminal's of whoever started it. */
  readonly onLog?: (line: string) => void;
  /** Gets each line that it prints, where its log is somebody's. */
  readonly onOutput?: (line: string) => void;
  /** What it prints goes nowhere. */
  readonly isSilent?: boolean;
  /** The program behind `node`, with Node's own flags; the one that runs, where left out. */
  readonly program?: readonly string[];
}

/** The variable by which the process knows that it has such a parent. */
export const childVariable = 'JOJKA_SYNC_CHILD';

/** What it is told over the channel. */
export interface StopMessage {
  readonly stop: string;
  readonly exitCode: number;
}

/** So long a process that was told to stop may take: calls in flight have 30 s (L7), the record of the end some more. */
const mostStopMs = 60_000;

/** How it ended. */
export interface SyncEnd {
  /** 128 and the signal's number, where one has ended it. */
  readonly exitCode: number;
  readonly seconds: number;
}

/** Runs it to its end. @param signal tells it to stop in good order */
export function runSyncProcess(work: SyncProcess, signal: AbortSignal): Promise<SyncEnd> {
  const begun = performance.now();
  const { args, cwd, env, memoryMb, onLog, onOutput, isSilent } = work;
  const program = work.program ?? [...process.execArgv, process.argv[1] ?? ''];
  const heap = memoryMb === undefined ? [] : [`--max-old-space-size=${memoryMb}`];
  const child = spawn(process.execPath, [...heap, ...program, ...args], {
    cwd,
    env: { ...env, [childVariable]: '1' },
    stdio: [
      onLog ? 'ignore' : 'inherit',
      onOutput ? 'pipe' : onLog || isSilent ? 'ignore' : 'inherit',
      onLog ? 'pipe' : 'inherit',
      'ipc',
    ],
  });
  if (onLog && child.stderr) createInterface({ input: child.stderr }).on('line', onLog);
  if (onOutput && child.stdout) createInterface({ input: child.stdout }).on('line', onOutput);
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    if (child.connected) child.send(stopMessage(signal.reason), () => {});
    killer = setTimeout(() => child.kill('SIGKILL'), mostStopMs);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return new Promise<SyncEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, killedBy) => {
      const exitCode = code ?? 128 + (killedBy ? constants.signals[killedBy] : 0);
      resolve({ exitCode, seconds: (performance.now() - begun) / 1000 });
    });
  }).finally(() => {
    clearTimeout(killer);
    signal.removeEventListener('abort', stop);
  });
}

function stopMessage(reason: unknown): StopMessage {
  const known = reason instanceof InterruptedError ? reason : undefined;
  return { stop: known?.message ?? 'Stopped.', exitCode: known?.exitCode ?? 143 };
}

/** Whether a message is one that tells to stop. */
export function isStopMessage(message: unknown): message is StopMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    'stop' in message &&
    typeof message.stop === 'string' &&
    'exitCode' in message &&
    typeof message.exitCode === 'number'
  );
}
