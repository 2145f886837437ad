import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { OutOfMemoryError } from '../out-of-memory.ts';

/** So full may the heap be after a collection; beyond it the process would soon be aborted without a word. */
const mostUsed = 0.77;

/** What of the engine's limit is for young objects: three half spaces of 16 MB. The rest is what `--max-old-space-size` says. */
const youngBytes = 48 * 1024 * 1024;

/** What the program itself takes, before it has read a row: with less it would be aborted somewhere, with nothing but a dump. */
const leastBytes = 96 * 1024 * 1024;

/**
 * Refuses to begin where the engine may use less than the program itself takes.
 *
 * @param limit of the engine in bytes, that for young objects included
 * @throws OutOfMemoryError when it is too little
 */
export function refuseTooSmallHeap(limit: number = getHeapStatistics().heap_size_limit): void {
  if (limit - youngBytes < leastBytes)
    throw new OutOfMemoryError({
      needed: leastBytes,
      limit: limit - youngBytes,
      reason: 'the program itself',
    });
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
