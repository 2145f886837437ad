import type { JobEvent, ProgressStep } from '../session/environment.ts';
import type { RunReport } from '../steps/run-report.ts';

/** A held plan that somebody has approved here, and how far it is. */
export interface Applying {
  readonly by: string;
  readonly at: Date;
  /** Undefined before it has begun to do anything. */
  step?: { readonly name: ProgressStep; readonly done?: number; readonly total?: number };
  ended?: { readonly report: RunReport } | { readonly error: unknown };
  readonly whenEnded: Promise<void>;
}

/** Plans that are being applied, or were since the console began. */
export interface Approvals {
  find(run: string): Applying | undefined;
  /** @returns what is begun with this; undefined when somebody is at it already */
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

export function createApprovals(): Approvals {
  const known = new Map<string, Applying>();
  return {
    find: (run) => known.get(run),
    begin: (run, by, at, apply) => {
      const before = known.get(run);
      if (before && !before.ended) return undefined;
      for (const [id, { ended }] of known) if (known.size >= most && ended) known.delete(id);
      const applying: Applying = {
        by,
        at,
        whenEnded: Promise.resolve()
          .then(() =>
            apply((event) => {
              if (event.kind !== 'progress') return;
              const { step, done, total } = event;
              applying.step = {
                name: step,
                ...(done !== undefined && { done }),
                ...(total !== undefined && { total }),
              };
            }),
          )
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
      return applying;
    },
    settled: async () => {
      await Promise.all([...known.values()].map(({ whenEnded }) => whenEnded));
    },
  };
}
