import { createFigures } from '../figures.ts';

const made = createFigures('sv-SE', 'under en sekund');

/** A share and its sign stay together where a line is wrapped, as thousands do. */
export const figures: typeof made = {
  ...made,
  percent: (percent) => made.percent(percent).replace(' %', '\u00a0%'),
};

export const { count, quantity } = figures;
