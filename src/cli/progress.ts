import { formatCount } from '../report/numbers.ts';

/** Tells a person that long work goes on; shows itself on a terminal only. */
export interface Progress {
  /** Names the step, with how far it is; `total` may be unknown. */
  step(text: string, done?: number, total?: number): void;
  /** Takes the line away, so that results and logs stand alone. */
  clear(): void;
}

/** Shows nothing. */
export const noProgress: Progress = { step: () => {}, clear: () => {} };

/** A progress line on standard error, or nothing at all where that is no terminal. */
export async function createProgress(enabled: boolean): Promise<Progress> {
  // On a terminal that has no width, as one in a container may have none, ora counts lines without end.
  if (!enabled || process.stderr.columns === 0) return noProgress;
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: process.stderr, discardStdin: false });
  return {
    step: (text, done, total) => {
      const count =
        done === undefined
          ? ''
          : total === undefined
            ? ` ${formatCount(done)}`
            : ` ${formatCount(done)} of ${formatCount(total)}`;
      spinner.text = `${text}${count}`;
      if (!spinner.isSpinning) spinner.start();
    },
    clear: () => {
      spinner.stop();
    },
  };
}
