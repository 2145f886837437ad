import { once } from 'node:events';
import { OutOfMemoryError } from '../out-of-memory.ts';

/**
 * Waits until a server of ours is told to stop, and ends it in good order.
 *
 * @throws OutOfMemoryError when it was memory that ran short: that is no end which somebody wanted
 */
export async function untilStopped(signal: AbortSignal, close: () => Promise<void>): Promise<0> {
  if (!signal.aborted) await once(signal, 'abort');
  await close();
  if (signal.reason instanceof OutOfMemoryError) throw signal.reason;
  return 0;
}
