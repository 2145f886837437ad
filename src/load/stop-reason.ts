import { InterruptedError, JojkaSyncError } from '../errors.ts';
import type { Circuit } from './circuit.ts';
import type { ChangeState } from './outcome.ts';

/** Why a load stopped before its end: it was asked to (L7), or the circuit opened (L6); undefined when it did not. */
export function stopReason(
  stop: AbortSignal | undefined,
  circuit: Circuit,
  states: readonly ChangeState[],
): InterruptedError | undefined {
  if (stop?.aborted) return asInterrupted(stop.reason);
  const isLeft = states.some((state) => state === 'pending' || state === 'unknown' || state === 'failed');
  if (!circuit.isOpen() || !isLeft) return undefined;
  return new InterruptedError(
    `The run stopped after ${circuit.openedAfter} calls in a row had failed. The last one: ${circuit.lastMessage()}`,
    {
      advice:
        'Find out what is wrong with the service or the connection. What was not sent is planned again by the next sync.',
    },
  );
}

function asInterrupted(reason: unknown): InterruptedError {
  if (reason instanceof InterruptedError) return reason;
  if (!(reason instanceof JojkaSyncError))
    return new InterruptedError('The run was asked to stop.', { exitCode: 130 });
  return new InterruptedError(reason.message, {
    exitCode: reason.exitCode,
    ...(reason.advice !== undefined && { advice: reason.advice }),
    cause: reason,
  });
}
