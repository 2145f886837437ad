import { traced } from '../tracing.ts';

/** A step of a run whose time a report tells. */
export type RunStep = 'replies' | 'sources' | 'export' | 'plan' | 'load' | 'verify';

/** Times the steps of a run. */
export interface Stopwatch {
  /** Does a step, in a span of its own, and notes how long it took; the time of a step that comes twice adds up. */
  time<T>(step: RunStep, work: () => Promise<T>): Promise<T>;
  /** What a report says of it. */
  readings(): {
    readonly startedAt: string;
    readonly seconds: number;
    readonly timings: readonly { readonly step: RunStep; readonly seconds: number }[];
  };
}

/** Starts now. */
export function startStopwatch(now: Date): Stopwatch {
  const started = performance.now();
  const steps = new Map<RunStep, number>();
  return {
    time: async (step, work) => {
      const begun = performance.now();
      try {
        return await traced(step, {}, work);
      } finally {
        steps.set(step, (steps.get(step) ?? 0) + (performance.now() - begun) / 1000);
      }
    },
    readings: () => ({
      startedAt: now.toISOString(),
      seconds: (performance.now() - started) / 1000,
      timings: [...steps].map(([step, seconds]) => ({ step, seconds })),
    }),
  };
}
