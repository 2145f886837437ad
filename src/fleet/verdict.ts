/** What becomes of a job, by how its sync ended. */
export type Verdict =
  /** It is done. */
  | 'done'
  /**
   * Held back or refused. What waits for a person was told to one by the sync itself, and it is done; where no run was begun, nothing
   * of it is in the history, and it is a dead letter.
   */
  | 'refused'
  /** Another run holds the account: it comes back in minutes, and that is no failure. */
  | 'again'
  /** It was told to stop: another worker takes it up. */
  | 'stopped'
  /** It is tried again, after growing waits, and is a dead letter in the end. */
  | 'retry'
  /** Trying again mends no settings: it is a dead letter at once. */
  | 'dead';

const verdicts: Readonly<Record<number, Verdict>> = {
  0: 'done',
  3: 'refused',
  5: 'again',
  64: 'dead',
  129: 'stopped',
  130: 'stopped',
  143: 'stopped',
};

export function verdictOf(exitCode: number): Verdict {
  return verdicts[exitCode] ?? 'retry';
}

/** What the end of a sync's process says that could not say it itself; undefined where it could. */
export function abruptEnd(exitCode: number): string | undefined {
  if (exitCode === 134)
    return "The sync's process was aborted: mostly its heap was full. Give each sync more: jojka-sync work --memory MB";
  if (exitCode === 137)
    return "The sync's process was killed: mostly the machine or the container had no memory left. Give it more, or the worker fewer --jobs";
  return undefined;
}

/** The longest wait of a job that is given back. */
const mostMinutes = 15;

/** So often a job is given back, which takes about a day; then nobody takes it, and it is a dead letter. */
export const mostTimes = 100;

/** How long a job waits that was given back so many times before, in seconds: twice as long each time. */
export function againSeconds(times: number, first: number): number {
  return Math.min(first * 2 ** Math.min(times, 20), mostMinutes * 60);
}
