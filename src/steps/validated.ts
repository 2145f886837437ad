import type { Pipeline } from '../config/schema.ts';
import type { Warning } from '../contact/rejection.ts';
import type { SourceLook } from './source-looks.ts';

/** A pipeline that is valid, and what was found of its sources. */
export interface Validated {
  readonly pipeline: Pipeline;
  readonly sources: readonly SourceLook[];
  readonly warnings: readonly Warning[];
}
