import { InterruptedError } from '../errors.ts';
import type { JobEvent, ProgressStep } from '../session/environment.ts';
import type { RunReport } from '../steps/run-report.ts';

/** A held plan that somebody has approved here, and how far it is. */
export interface Applying {
  readonly by: string;
  readonly at: Date;
  /** Others that were approved before it have not ended yet. */
  waits: boolean;
  /** Undefined before it has begun to do anything. */
  step?: { readonly name: ProgressStep; readonly done?: number; readonly total?: number };
  ended?: { readonly report: RunReport } | { readonly error: unknown };
  readonly whenEnded: Promise<void>;
}

/**
 * Plans that are being applied, or were since the console began. One at a time: each takes the memory of a night, and the console has
 * that of one.
 */
export interface Approvals {
  find(run: string): Applying | undefined;
  /**
   * Applies a plan once those that were approved before it have ended.
   *
   * @returns what is begun with this; undefined when somebody is at it already
   */
  begin(
    run: string,
    by: string,
    at: Date,
    apply: (emit: (event: JobEvent) => void) => Promise<RunReport>,
  ): Applying | undefined;
  /** Once none is being applied any more. */
  settled(): Promise<void>;
}

/** So many that have ended are remembered. */
const most = 100;

/** @param signal aborted when the console ends: what still waits then is not begun */
export function createApprovals(signal: AbortSignal): Approvals {
  const known = new Map<string, Applying>();
  let last = Promise.resolve();
  return {
    find: (run) => known.get(run),
    begin: (run, by, at, apply) => {
      const before = known.get(run);
      if (before && !before.ended) return undefined;
      for (const [id, { ended }] of known) if (known.size >= most && ended) known.delete(id);
      const applying: Applying = {
        by,
        at,
        waits: [...known.values()].some(({ ended }) => !ended),
        whenEnded: last
          .then(() => {
            if (signal.aborted) throw endedBefore(run);
            applying.waits = false;
            return apply((event) => {
              if (event.kind !== 'progress') return;
              const { step, done, total } = event;
              applying.step = {
                name: step,
                ...(done !== undefined && { done }),
                ...(total !== undefined && { total }),
              };
            });
          })
          .then(
            (report) => {
              applying.ended = { report };
            },
            (error: unknown) => {
              applying.ended = { error };
            },
          ),
      };
      known.set(run, applying);
      last = applying.whenEnded;
      return applying;
    },
    settled: async () => {
      await Promise.all([...known.values()].map(({ whenEnded }) => whenEnded));
    },
  };
}

function endedBefore(run: string): InterruptedError {
  return new InterruptedError(`The console ended before the turn of plan ${run} came.`, {
    advice: 'Nothing of it was sent. Approve it again.',
  });
}
