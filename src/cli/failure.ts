import pc from 'picocolors';
import { maskMsisdnsIn } from '../contact/mask.ts';
import { ConnectionError, JojkaSyncError, SourceError, StateError } from '../errors.ts';
import { asOutOfMemory } from '../out-of-memory.ts';
import { failedRunJson } from '../report/failed-run-json.ts';
import { guardText } from '../report/sentences/guards.ts';
import { HeldBackError } from '../steps/held-back.ts';
import type { Cli, ExitCode } from './context.ts';
import { told } from './told.ts';

/** What ended a command: when it was told to stop, the reason for that, and not what broke off because of it. */
export function failureOf(error: unknown, signal: AbortSignal): unknown {
  const isStopped =
    signal.aborted && (!(error instanceof JojkaSyncError) || error instanceof ConnectionError);
  return isStopped ? signal.reason : asKnown(error);
}

/** What the engine cannot do is said in a sentence. */
export function asKnown(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof JojkaSyncError) return error;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EMFILE' || code === 'ENFILE') return tooFewFiles(error);
  if (code === 'ERR_MODULE_NOT_FOUND') return missingPart(error);
  if (code !== 'ERR_STRING_TOO_LONG') return asOutOfMemory(error) ?? error;
  return new SourceError('', 'A value that a source gives is larger than 512 MB: no list has such.', {
    advice: 'Nothing was sent. Look at what the query gives, and leave that column out.',
    cause: error,
  });
}

function tooFewFiles(error: Error): StateError {
  return new StateError('The process may not open as many files as it needs.', {
    advice:
      'Allow it more: ulimit -n 1024 in the shell, LimitNOFILE=1024 in the unit of systemd. What was sent up to now is in the journal; the next sync goes on from there.',
    cause: error,
  });
}

/** Node says that a file is not there also when it may not open one more. */
function missingPart(error: Error): StateError {
  return new StateError('A part of the program cannot be loaded.', {
    advice:
      'It is not installed whole (npm ci), or the process may not open as many files as it needs: ulimit -n 1024 in the shell, LimitNOFILE=1024 in the unit of systemd. What was sent up to now is in the journal; the next sync goes on from there.',
    cause: error,
  });
}

/** What happened, and what to do now. */
export function failureText(failure: JojkaSyncError): string {
  const lines = [`${failure.exitCode === 3 ? 'Refused:' : pc.red('Error:')} ${told(failure.message)}`];
  if (failure instanceof HeldBackError) lines.push(...failure.guards.map((guard) => `  ${guardText(guard)}`));
  if (failure.advice) lines.push(told(failure.advice));
  return `${lines.join('\n')}\n`;
}

/** Errors that standard output has told of already: it holds one JSON document, and nothing after it. */
const toldOf = new WeakSet<object>();

/** Whether a program has read of it on standard output. */
export function isTold(failure: unknown): boolean {
  return typeof failure === 'object' && failure !== null && toldOf.has(failure);
}

/** Does the work of a run whose result a program may read: it gets one JSON document also when the night fails. */
export async function withRunResult(
  cli: Cli,
  format: string,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    const failure = failureOf(error, cli.signal);
    if (format !== 'json' || typeof failure !== 'object' || failure === null) throw error;
    cli.progress.clear();
    await cli.out(failedRunJson(resultOf(failure)));
    toldOf.add(failure);
    throw failure;
  }
}

function resultOf(failure: object): Parameters<typeof failedRunJson>[0] {
  if (!(failure instanceof JojkaSyncError))
    return {
      exitCode: 1,
      name: 'InternalError',
      message: told(maskMsisdnsIn(failure instanceof Error ? failure.message : String(failure))),
    };
  const { exitCode, name, message, advice, run } = failure;
  return {
    exitCode,
    name,
    message: told(message),
    advice: advice && told(advice),
    run,
    ...(failure instanceof HeldBackError && { guards: failure.guards }),
  };
}
