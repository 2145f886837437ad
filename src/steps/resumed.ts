import type { Warning } from '../contact/rejection.ts';
import type { Executed } from './execute.ts';
import type { RepliesSummary } from './replies-report.ts';

/** What `resume` did. */
export type Resumed =
  | {
      readonly kind: 'nothing';
      /** The run that was meant: a later one has taken into the ledger what it got done, and the next sync plans the rest. */
      readonly settled?: { readonly run: string; readonly pipeline: string };
    }
  | {
      readonly kind: 'dismissed';
      readonly run: string;
      /** Opt-outs that the account's ledger knows and that are not blocked for sure: the next sync sends them. */
      readonly notBlocked: number;
    }
  | {
      readonly kind: 'resumed';
      readonly run: string;
      readonly pipeline: string;
      readonly account: string;
      readonly called: string | undefined;
      /** Calls that were left. */
      readonly left: number;
      /** Guards held the run back, so that only its blocks were sent. */
      readonly heldBack: boolean;
      /** It could do nothing else: the rest of its night was never planned, and is not done. */
      readonly blocksAlone: boolean;
      /** What was fetched of replies first, in counts; undefined where nothing was. */
      readonly replies: RepliesSummary | undefined;
      /** What had to be done first that is no part of the plan. */
      readonly warnings: readonly Warning[];
      readonly executed: Executed;
    };
