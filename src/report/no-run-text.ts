import { nearest } from '../contact/nearest.ts';
import { typed } from './printable.ts';

/** How many names are listed. */
const most = 10;

/**
 * That there has been no run of a pipeline, with the name that may be meant.
 *
 * @param known the pipelines of which there has been one
 */
export function noRunText(pipeline: string, known: readonly string[]): string {
  const near = nearest(pipeline, known);
  const names = known.length > most ? [...known.slice(0, most), '…'] : known;
  const hint =
    near !== undefined
      ? ` Did you mean "${near}"?`
      : known.length > 0
        ? ` There have been runs of: ${names.join(', ')}.`
        : ' There has been no run of any other either.';
  return `There has been no run of the pipeline "${typed(pipeline)}".${hint}\n`;
}
