import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { JojkaSyncError } from '../errors.ts';

/** So full may the heap be after a collection; beyond it the process would soon be aborted without a word. */
const mostUsed = 0.77;

/** What of the engine's limit is for young objects: three half spaces of 16 MB. The rest is what `--max-old-space-size` says. */
const youngBytes = 48 * 1024 * 1024;

/** What is to be done needs more memory than the process may have. Exit 1. */
export class OutOfMemoryError extends JojkaSyncError {
  override readonly name = 'OutOfMemoryError';

  /**
   * @param given.needed bytes that are used, or that are expected to be
   * @param given.limit bytes that the process may use
   * @param given.reason what they are expected to be needed for, before it is begun
   */
  constructor({ needed, limit, reason }: { needed: number; limit: number; reason?: string }) {
    const [neededMb, limitMb] = [Math.round(needed / 1e6), Math.round(limit / 1e6)];
    super(
      reason === undefined
        ? `This needs more memory than there is: ${neededMb} MB of ${limitMb} MB are used, and it is not done yet.`
        : `This needs more memory than there is: ${reason} takes some ${neededMb} MB, and the process may use ${limitMb} MB.`,
      {
        advice: `Run it again with more: NODE_OPTIONS=--max-old-space-size=${Math.max(2048, 2 * Math.max(neededMb, 2 * limitMb))}. What was sent up to now is in the journal; the next sync goes on from there.`,
      },
    );
  }
}

/**
 * Watches the heap, and tells once when it is nearly full of what is needed: to end in a sentence is better than to be aborted.
 * What is garbage does not count: it is looked at right after collections.
 *
 * @returns ends the watch
 */
export function watchMemory(onShort: (error: OutOfMemoryError) => void): () => void {
  const observer = new PerformanceObserver((list) => {
    const isMajor = (list.getEntries() as (PerformanceEntry & { detail?: { kind?: number } })[]).some(
      ({ detail }) => detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR,
    );
    if (!isMajor) return;
    const { used_heap_size: used, heap_size_limit } = getHeapStatistics();
    const limit = heap_size_limit - youngBytes;
    if (used < mostUsed * limit) return;
    observer.disconnect();
    onShort(new OutOfMemoryError({ needed: used, limit }));
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}
