/** How often somebody may be wrong. */
export interface Attempts {
  /** Counts an attempt that failed. @returns the minutes to wait before the next one; 0: he may try again */
  count(address: string): number;
  /** He was right. */
  forget(address: string): void;
}

const windowMs = 15 * 60_000;
const ofOneAddress = 10;
const ofAll = 200;
/** Addresses that are remembered. */
const most = 10_000;

/** Ten failures from one address in fifteen minutes, and two hundred from all: more are answered by when to come back. */
export function createAttempts(now: () => Date): Attempts {
  const tried = new Map<string, { since: number; count: number }>();
  const counted = (key: string, limit: number): number => {
    const at = now().getTime();
    const known = tried.get(key);
    if (!known || at - known.since > windowMs) {
      const [oldest] = tried.keys();
      if (tried.size >= most && oldest !== undefined) tried.delete(oldest);
      tried.set(key, { since: at, count: 1 });
      return 0;
    }
    known.count += 1;
    return known.count > limit ? Math.ceil((known.since + windowMs - at) / 60_000) : 0;
  };
  return {
    count: (address) => counted(address, ofOneAddress) || counted('', ofAll),
    forget: (address) => void tried.delete(address),
  };
}
