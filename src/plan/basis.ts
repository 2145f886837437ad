import type { RecordCounts } from '../contact/desired.ts';
import type { Rejection, Warning } from '../contact/rejection.ts';
import type { SourceRead } from '../contact/source-read.ts';

/** The last night of a pipeline that went through, in figures: what tonight's are held against. */
export interface LastGood {
  readonly run: string;
  /** When it began: ISO 8601, UTC. */
  readonly at: string;
  /** Records read, contacts desired, and what was rejected; undefined where the history does not say. */
  readonly records?: number | undefined;
  readonly desired?: number | undefined;
  readonly rejections?: number | undefined;
  readonly sources?: readonly SourceRead[] | undefined;
}

/** What a plan was made from: its sources as they were read, and the last night that went through, if there was one. */
export interface PlanBasis {
  readonly sources: readonly SourceRead[];
  readonly lastGood?: LastGood | undefined;
}

/** What a saved plan's file holds besides the plan, so that it can be shown again as it was: nothing is applied by it. */
export interface PlanAbout {
  readonly basis?: PlanBasis | undefined;
  readonly records?: RecordCounts | undefined;
  /** Without the rows themselves, and of very many the first. */
  readonly rejections: readonly Rejection[];
  readonly warnings: readonly Warning[];
  /** The run that it takes back (U1). */
  readonly undoes?: string | undefined;
  /** What names its pipeline's file on the command line, where the pipeline's name does not. */
  readonly called?: string | undefined;
}
