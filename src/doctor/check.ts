import { setTimeout as wait } from 'node:timers/promises';
import { foreignText } from '../contact/mask.ts';
import type { Warning } from '../contact/rejection.ts';
import { JojkaSyncError, LockedError } from '../errors.ts';

/** What was looked at. */
export type CheckName =
  | 'node'
  | 'settings'
  | 'network'
  | 'key'
  | 'clock'
  | 'state'
  | 'account'
  | 'lock'
  | 'disk'
  | 'pipeline'
  | 'source'
  | 'sender';

/** What came of looking at one thing. */
export interface Check {
  readonly name: CheckName;
  /** `fail`: a run would end with an error, or must not be made so. `warn`: somebody should look. */
  readonly verdict: 'ok' | 'warn' | 'fail';
  readonly said: string;
  /** What to do about it. */
  readonly advice?: string;
  /** What a warning of the pipeline says, in place of {@link said}. */
  readonly warning?: Warning;
  /** What a run would exit with; of a failure. */
  readonly exitCode?: number;
}

export function ok(name: CheckName, said: string): Check {
  return { name, verdict: 'ok', said };
}

export function warn(name: CheckName, said: string, advice?: string): Check {
  return { name, verdict: 'warn', said, ...(advice !== undefined && { advice }) };
}

export function fail(name: CheckName, said: string, advice?: string, exitCode = 1): Check {
  return { name, verdict: 'fail', said, ...(advice !== undefined && { advice }), exitCode };
}

/** An error as what came of a check. That something else is at it right now is no failure. */
export function failure(name: CheckName, error: unknown): Check {
  if (error instanceof LockedError) return warn(name, error.message, 'Look again when it has ended.');
  if (error instanceof JojkaSyncError) return fail(name, error.message, error.advice, error.exitCode);
  return fail(name, foreignText(error instanceof Error ? error.message : String(error)));
}

/**
 * Looks at something for a bounded time. What it throws is what came of it: one check never hides the others.
 *
 * @param within seconds
 * @param look gets a signal that is aborted when its time is over
 * @throws what `stop` was aborted with, when somebody ends the command
 */
export async function bounded(
  name: CheckName,
  { within, stop }: { readonly within: number; readonly stop: AbortSignal },
  look: (signal: AbortSignal) => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  stop.throwIfAborted();
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const late = wait(within * 1000, undefined, { signal }).then(() => [
    fail(name, `no answer within ${within} s`, 'It hangs, or is far too slow: a run would wait for it too.'),
  ]);
  late.catch(() => {});
  try {
    return await Promise.race([look(signal).catch((error: unknown) => [failure(name, error)]), late]);
  } catch (error) {
    throw stop.aborted ? stop.reason : error;
  } finally {
    over.abort(new Error('its time is over'));
    stop.throwIfAborted();
  }
}
