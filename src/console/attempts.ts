/** How often somebody may be wrong. */
export interface Attempts {
  /**
   * Counts an attempt, before anybody looks whether it is right: those that come together are counted too.
   *
   * @returns the minutes to wait, where it is one too many; 0: it is none
   */
  count(address: string): number;
  /** He was right: his are forgotten, and this one is none of all. */
  forget(address: string): void;
}

const windowMs = 15 * 60_000;
const ofOneAddress = 10;
const ofAll = 200;
/** Addresses that are remembered. */
const most = 10_000;

interface Tried {
  readonly since: number;
  count: number;
}

/** Ten failures from one address in fifteen minutes, and two hundred from all: more are answered by when to come back. */
export function createAttempts(now: () => Date): Attempts {
  const tried = new Map<string, Tried>();
  let all: Tried = { since: Number.NEGATIVE_INFINITY, count: 0 };
  const current = (known: Tried | undefined): Tried => {
    const at = now().getTime();
    return known && at - known.since <= windowMs ? known : { since: at, count: 0 };
  };
  const minutesOf = ({ since, count }: Tried, limit: number): number =>
    count > limit ? Math.max(1, Math.ceil((since + windowMs - now().getTime()) / 60_000)) : 0;
  return {
    count: (address) => {
      const own = current(tried.get(address));
      all = current(all);
      own.count += 1;
      all.count += 1;
      tried.delete(address);
      const [oldest] = tried.keys();
      if (tried.size >= most && oldest !== undefined) tried.delete(oldest);
      tried.set(address, own);
      return minutesOf(own, ofOneAddress) || minutesOf(all, ofAll);
    },
    forget: (address) => {
      tried.delete(address);
      all.count = Math.max(0, all.count - 1);
    },
  };
}
