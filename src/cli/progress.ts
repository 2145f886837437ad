import type { Catalogue } from '../report/language/catalogue.ts';
import { createPace } from './pace.ts';

/** Tells a person that long work goes on; shows itself on a terminal only. */
export interface Progress {
  /** Names the step, with how far it is; `total` may be unknown. */
  step(text: string, done?: number, total?: number): void;
  /** The service has asked to come back later: nothing hangs. */
  waits(ms: number): void;
  /** Writes something of its own above the line: both stay to be read. */
  above(write: () => void): void;
  /** Takes the line away, so that results stand alone. */
  clear(): void;
}

/** Shows nothing. */
export const noProgress: Progress = {
  step: () => {},
  waits: () => {},
  above: (write) => write(),
  clear: () => {},
};

/** A progress line on standard error, or nothing at all where that is no terminal. */
export async function createProgress(enabled: boolean, words: Catalogue['terminal']): Promise<Progress> {
  // On a terminal that has no width, as one in a container may have none, ora counts lines without end.
  if (!enabled || process.stderr.columns === 0) return noProgress;
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: process.stderr, discardStdin: false });
  const now = () => performance.now();
  const pace = createPace(now, words);
  let line = '';
  let waitsUntil = 0;
  const show = () => {
    const ms = waitsUntil - now();
    spinner.text = ms > 0 ? `${line}; ${words.waits(Math.max(1, ms / 1000))}` : line;
    if (!spinner.isSpinning) spinner.start();
  };
  return {
    step: (text, done, total) => {
      line = `${text}${pace.text(text, done, total)}`;
      show();
    },
    waits: (ms) => {
      waitsUntil = Math.max(waitsUntil, now() + ms);
      if (spinner.isSpinning) show();
    },
    above: (write) => {
      if (!spinner.isSpinning) return write();
      spinner.clear();
      write();
      spinner.render();
    },
    clear: () => {
      // Where nothing was shown, nothing is to be taken away: not even the signs that do it.
      if (spinner.isSpinning) spinner.stop();
    },
  };
}
