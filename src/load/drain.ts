/**
 * Works off a queue with several workers at once. `work` may push further items onto the queue; the work has ended
 * when the queue is empty and nobody is working. The first error that `work` throws ends it: no new item is begun,
 * those begun are waited for, then the error is thrown.
 */
export async function drain<T>(
  queue: readonly T[],
  options: { concurrency: number; isStopped: () => boolean; work: (item: T) => Promise<void> },
): Promise<void> {
  let next = 0;
  let busy = 0;
  let failure: { error: unknown } | undefined;
  let sleepers: (() => void)[] = [];

  const worker = async () => {
    while (failure === undefined && !options.isStopped()) {
      if (next >= queue.length) {
        if (busy === 0) return;
        await new Promise<void>((resolve) => sleepers.push(resolve));
        continue;
      }
      const item = queue[next++] as T;
      busy++;
      try {
        await options.work(item);
      } catch (error) {
        failure ??= { error };
      }
      busy--;
      const woken = sleepers;
      sleepers = [];
      for (const wake of woken) wake();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.concurrency) }, worker));
  if (failure) throw failure.error;
}
