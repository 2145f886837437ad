import { quantity } from './figures.ts';

/** What became of a pipeline, by the exit code of its sync. */
const results: Record<number, string> = {
  0: 'done',
  1: 'failed',
  3: 'held back or refused',
  4: 'done with differences',
  5: 'another run holds the account',
  64: 'wrong settings',
  129: 'stopped',
  130: 'stopped',
  143: 'stopped',
};

/** Several pipelines, in one command or on many machines. */
export const fleet = {
  results,
  notBegun: 'not begun',
  severalHead: ['PIPELINE', 'RESULT', 'CHANGES', 'REJECTED', 'TOOK'],
  heading: (pipeline: string, index: number, of: number) => `${index} of ${of}: ${pipeline}`,
  ended: (value: number, good: number) =>
    `${quantity(value, 'pipeline')}, ${good} without anything to look at.`,
};
