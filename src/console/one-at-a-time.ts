import type { RunEnvironment } from '../session/environment.ts';

/** How the console opens the state. */
export interface StateGate {
  /** Does something short with it: what looks at the embedded one waits for its turn. */
  brief<T>(work: () => Promise<T>): Promise<T>;
  /** Does something that may take long: whoever comes meanwhile is told so by the state itself, and does not wait. */
  long<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * The embedded state is open once at a time, also within this process: requests that come together wait for each other.
 * Postgres has room for all.
 */
export function createStateGate({ env }: Pick<RunEnvironment, 'env'>): StateGate {
  if (env.DATABASE_URL?.trim()) return { brief: (work) => work(), long: (work) => work() };
  const queued = inTurn();
  let isLong = false;
  return {
    brief: (work) => (isLong ? work() : queued(work)),
    long: (work) =>
      queued(async () => {
        isLong = true;
        try {
          return await work();
        } finally {
          isLong = false;
        }
      }),
  };
}

/** Does one thing after the other, in the order in which they came. */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}
