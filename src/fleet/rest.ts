import { setTimeout as wait } from 'node:timers/promises';

/** So long at most: a worker that lacks something for some pipelines alone is not to be late for the others. */
const mostSeconds = 120;

/**
 * A worker whose machine cannot do its jobs is the one that is always free: it would take each before a worker that can. So it asks
 * for nothing for a while, for longer with each further pipeline, until it gets a job that it can do.
 */
export interface Rest {
  /** It got a job that it can do. */
  end(): void;
  /** It has given one of a pipeline back: waits, or until the signal comes. */
  after(pipeline: string, signal: AbortSignal): Promise<void>;
}

/**
 * @param firstSeconds after the first pipeline
 * @param onLong told how long it is, where more than one pipeline in a row was none for it
 */
export function createRest(firstSeconds: number, onLong: (seconds: number, pipelines: number) => void): Rest {
  const inRow = new Set<string>();
  return {
    end: () => inRow.clear(),
    after: async (pipeline, signal) => {
      inRow.add(pipeline);
      const seconds = Math.min(firstSeconds * 2 ** Math.min(inRow.size - 1, 20), mostSeconds);
      if (inRow.size > 1) onLong(seconds, inRow.size);
      await wait(seconds * 1000, undefined, { signal }).catch(() => {});
    },
  };
}
