import type { Executed } from './execute.ts';

/** What `resume` did. */
export type Resumed =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'dismissed'; readonly run: string }
  | {
      readonly kind: 'resumed';
      readonly run: string;
      readonly pipeline: string;
      /** Calls that were left. */
      readonly left: number;
      /** Guards held the run back, so that only its blocks were sent. */
      readonly heldBack: boolean;
      readonly executed: Executed;
    };
