import { nearest } from '../contact/nearest.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { typed } from './printable.ts';

/** How many names are listed. */
const most = 10;

/**
 * That there has been no run of a pipeline, with the name that may be meant.
 *
 * @param known the pipelines of which there has been one
 */
export function noRunText(
  pipeline: string,
  known: readonly string[],
  { history }: Catalogue = english,
): string {
  const near = nearest(pipeline, known);
  const names = known.length > most ? [...known.slice(0, most), '…'] : known;
  const hint =
    near !== undefined
      ? history.didYouMean(near)
      : known.length > 0
        ? history.runsOf(names)
        : history.noRunAtAll;
  return `${history.noRun(typed(pipeline))} ${hint}\n`;
}
