import { setTimeout as wait } from 'node:timers/promises';
import { againSeconds } from './verdict.ts';

/**
 * A worker whose machine cannot do its jobs is the one that is always free: it would take each before a worker that can. So it asks
 * for nothing for a while, for longer each time, until it gets a job that it can do.
 */
export interface Rest {
  /** It got a job that it can do. */
  end(): void;
  /** It has given one back: waits, or until the signal comes. */
  after(signal: AbortSignal): Promise<void>;
}

/**
 * @param firstSeconds after the first of a row
 * @param onLong told how long it is, from the second in a row on
 */
export function createRest(firstSeconds: number, onLong: (seconds: number, inRow: number) => void): Rest {
  let inRow = 0;
  return {
    end: () => {
      inRow = 0;
    },
    after: async (signal) => {
      const seconds = againSeconds(inRow, firstSeconds);
      inRow += 1;
      if (inRow > 1) onLong(seconds, inRow);
      await wait(seconds * 1000, undefined, { signal }).catch(() => {});
    },
  };
}
