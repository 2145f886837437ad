/**
 * Works off items with several workers at once. What `work` gives back is done before what still waits, in the order in which it came:
 * imports that are divided are seen to before another one is begun, and both halves of each before what becomes of them. It ends
 * when nothing waits and nobody is working. The first error that `work` throws ends it: no new item is begun, those begun are waited
 * for, then the error is thrown.
 */
export async function drain<T>(
  items: readonly T[],
  options: {
    readonly concurrency: number;
    readonly isStopped: () => boolean;
    readonly work: (item: T) => Promise<readonly T[]>;
  },
): Promise<void> {
  const waiting = items.values();
  const further: T[] = [];
  let nextFurther = 0;
  const next = (): T | undefined => {
    if (nextFurther < further.length) return further[nextFurther++];
    const { done, value } = waiting.next();
    return done ? undefined : value;
  };
  let busy = 0;
  let failure: { error: unknown } | undefined;
  let sleepers: (() => void)[] = [];

  const worker = async () => {
    while (failure === undefined && !options.isStopped()) {
      const item = next();
      if (item === undefined) {
        if (busy === 0) return;
        await new Promise<void>((resolve) => sleepers.push(resolve));
        continue;
      }
      busy++;
      try {
        further.push(...(await options.work(item)));
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
