/**
 * Works off items with several workers at once. What `work` gives back is done before what still waits: imports that are divided are
 * seen to before another one is begun, both halves of each before what becomes of them, and then the half that came last: so some rows
 * arrive after a few failures, however many are at fault, where to halve all before any is quartered fails row upon row (L6). It ends
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
  /** What items were divided into: the next to be done is the first of the last. */
  const parts: T[][] = [];
  const next = (): T | undefined => {
    const newest = parts.at(-1);
    if (newest) {
      const item = newest.shift();
      if (newest.length === 0) parts.pop();
      return item;
    }
    const { done, value } = waiting.next();
    return done ? undefined : value;
  };
  const keep = (further: readonly T[]) => {
    if (further.length === 0) return;
    const isBegun = parts.at(-1)?.length === 1;
    parts.splice(isBegun ? parts.length - 1 : parts.length, 0, [...further]);
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
        keep(await options.work(item));
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
