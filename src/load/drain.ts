/**
 * Works off items with several workers at once. What `work` gives back is done next, before what still waits: an import that is
 * divided is seen to before another one is begun. It ends when nothing waits and nobody is working. The first error that `work`
 * throws ends it: no new item is begun, those begun are waited for, then the error is thrown.
 */
export async function drain<T>(
  items: readonly T[],
  options: {
    readonly concurrency: number;
    readonly isStopped: () => boolean;
    readonly work: (item: T) => Promise<readonly T[]>;
  },
): Promise<void> {
  const waiting = items.toReversed();
  let busy = 0;
  let failure: { error: unknown } | undefined;
  let sleepers: (() => void)[] = [];

  const worker = async () => {
    while (failure === undefined && !options.isStopped()) {
      if (waiting.length === 0) {
        if (busy === 0) return;
        await new Promise<void>((resolve) => sleepers.push(resolve));
        continue;
      }
      const item = waiting.pop() as T;
      busy++;
      try {
        const further = await options.work(item);
        for (const one of further.toReversed()) waiting.push(one);
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
