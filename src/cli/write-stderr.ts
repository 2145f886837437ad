import { writeSync } from 'node:fs';

/** How long a line waits for a reader that is slow. */
const mostWaitMs = 5000;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Standard error. That it cannot be written to is no reason for a night not to take place. */
export function writeStderr(line: string): void {
  const bytes = Buffer.from(line);
  const until = Date.now() + mostWaitMs;
  for (let at = 0; at < bytes.length; )
    try {
      at += writeSync(2, bytes, at);
    } catch (error) {
      const isFull = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
      if (!isFull || Date.now() > until) return;
      Atomics.wait(pause, 0, 0, 5);
    }
}
