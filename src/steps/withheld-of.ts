import type { ChangeState } from '../load/outcome.ts';
import type { Change } from '../plan/change.ts';
import { withheldReasons } from '../state/run-outcome.ts';
import type { RunSummary } from '../state/run-summary.ts';
import type { RunReport } from './run-report.ts';

/** What of a run's changes was not sent, and why, as the history has it. */
export function withheldOf(run: {
  readonly changes: readonly Change[];
  readonly outcomes: readonly ChangeState[];
  readonly summary: RunSummary | null;
}): RunReport['withheld'] {
  const reasons = withheldReasons(run.summary);
  return run.changes.flatMap(({ msisdn, kind }, index) => {
    const reason = reasons.get(index) as RunReport['withheld'][number]['reason'] | undefined;
    return run.outcomes[index] === 'skipped' && reason !== undefined ? [{ msisdn, kind, reason }] : [];
  });
}
