import type { Pipeline } from '../config/schema.ts';
import { SourceError } from '../errors.ts';

/** What a list may have at most. */
export type Bounds = Pipeline['bounds'];

/** What was counted of a source up to now. */
export interface Counted {
  readonly rows?: number;
  readonly columns?: number;
  /** Different groups, of all sources. */
  readonly groups?: number;
}

/** Holds a source to its bounds while it is read: what no list has is the wrong file, or a bomb. @throws SourceError */
export function withinBounds(source: string, counted: Counted, bounds: Bounds): void {
  for (const [what, count] of Object.entries(counted) as [keyof Counted, number][])
    if (count > bounds[what])
      throw new SourceError(source, `${source} has more than ${bounds[what]} ${names[what]}`, {
        advice: `Nothing was changed. Look whether it is the right file and the right column${what === 'groups' ? ' for groups' : ''}. If it is, raise the bound in the pipeline: bounds.${what}.`,
      });
}

const names: Readonly<Record<keyof Counted, string>> = {
  rows: 'rows',
  columns: 'columns',
  groups: 'different groups (with the sources before it)',
};
