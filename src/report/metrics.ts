import { Gauge, Registry } from 'prom-client';
import type { RunReport } from '../steps/run-report.ts';

/** What is measured of a run that has ended. */
export interface Measured {
  /** The pipeline's name; what was asked for on the command line, where the pipeline could not be read. */
  readonly pipeline: string;
  /** `unknown` where the pipeline could not be read. */
  readonly account: string;
  readonly command: string;
  readonly exitCode: number;
  readonly endedAt: Date;
  /** When the last run that was done ended, in seconds since 1970; of this run, if it is one. */
  readonly lastSuccess: number | undefined;
  /** Undefined for a run that failed before it had one. */
  readonly report: MeasuredReport | undefined;
}

/** What of a report is measured; a run that was resumed has no plan at hand. */
export type MeasuredReport = Pick<RunReport, 'heldBack' | 'outcomes' | 'calls' | 'verification'> &
  Partial<Pick<RunReport, 'plan' | 'seconds' | 'timings'>>;

/**
 * The last run as a textfile of Prometheus' node_exporter reads it: gauges in base units, one registry, no default metrics.
 *
 * Of a run without a report there is its end alone: a figure of the night before would stand there as if it were of this one.
 */
export async function metricsText(measured: Measured): Promise<string> {
  const { report, exitCode } = measured;
  const registry = new Registry();
  registry.setDefaultLabels({ pipeline: measured.pipeline, account: measured.account });
  const gauge = (name: string, help: string, values: readonly Value[]): void => {
    if (values.length === 0) return;
    const labelNames = [...new Set(values.flatMap(([labels]) => Object.keys(labels)))];
    const made = new Gauge({ name: `jojka_sync_${name}`, help, labelNames, registers: [registry] });
    for (const [labels, value] of values) made.set(labels, value);
  };
  gauge('last_run_timestamp_seconds', 'When the last run ended, in seconds since 1970.', [
    [{ command: measured.command }, measured.endedAt.getTime() / 1000],
  ]);
  gauge(
    'last_success_timestamp_seconds',
    'When the last run that ended with exit code 0 ended, in seconds since 1970.',
    measured.lastSuccess === undefined ? [] : [[{}, measured.lastSuccess]],
  );
  gauge('last_run_exit_code', 'Exit code of the last run: 0 done, 3 held back or refused, 4 differences.', [
    [{}, exitCode],
  ]);
  gauge('last_run_success', 'Whether the last run ended with exit code 0.', [[{}, exitCode === 0 ? 1 : 0]]);
  if (report) reportGauges(report, gauge);
  return registry.metrics();
}

type Value = readonly [Readonly<Record<string, string>>, number];

function reportGauges(
  { plan, outcomes, calls, verification, heldBack, seconds, timings = [] }: MeasuredReport,
  gauge: (name: string, help: string, values: readonly Value[]) => void,
): void {
  gauge(
    'last_run_duration_seconds',
    'How long the last run took.',
    seconds === undefined ? [] : [[{}, seconds]],
  );
  gauge(
    'last_run_step_duration_seconds',
    'How long each step of the last run took.',
    timings.map(({ step, seconds: taken }) => [{ step }, taken]),
  );
  gauge('last_run_held_back', 'Whether guards held the last run back.', [[{}, heldBack ? 1 : 0]]);
  gauge(
    'last_run_calls',
    'Writing calls to Jojka of the last run, by endpoint and outcome; retries are not counted.',
    Object.entries(calls).flatMap(([endpoint, { done, failed }]): Value[] => [
      [{ endpoint, outcome: 'done' }, done],
      [{ endpoint, outcome: 'failed' }, failed],
    ]),
  );
  if (verification)
    gauge(
      'last_run_verified_contacts',
      'Contacts that the last run touched, by what the export showed afterwards.',
      (['confirmed', 'respelled', 'missing', 'altered'] as const).map((verdict) => [
        { verdict },
        verification[verdict],
      ]),
    );
  if (plan) planGauges(plan, outcomes, gauge);
}

function planGauges(
  { plan, records, rejections, warnings }: RunReport['plan'],
  outcomes: RunReport['outcomes'],
  gauge: (name: string, help: string, values: readonly Value[]) => void,
): void {
  const { summary, guards, changes } = plan;
  const kinds = Object.keys(summary.changes);
  const states = ['done', 'failed', 'unknown', 'skipped', 'pending'] as const;
  const counts = new Map<string, number>(
    kinds.flatMap((kind) => states.map((state) => [`${kind} ${state}`, 0] as const)),
  );
  for (const [index, { kind }] of changes.entries()) {
    const place = `${kind} ${outcomes[index] ?? 'pending'}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  gauge(
    'last_run_changes',
    'Changes that the last run planned, by kind and by what became of them.',
    [...counts].map(([place, count]): Value => {
      const [kind = '', outcome = ''] = place.split(' ');
      return [{ kind, outcome }, count];
    }),
  );
  gauge('last_run_guards_tripped', 'Guards that held the last run back, by guard.', [
    ...new Map(
      guards.map(({ guard }): [string, Value] => [
        guard,
        [{ guard }, guards.filter((other) => other.guard === guard).length],
      ]),
    ).values(),
  ]);
  gauge(
    'contacts',
    'Contacts as the last run found them: in Jojka, asked for by the sources, opted out there.',
    [
      [{ state: 'existing' }, summary.existing],
      [{ state: 'desired' }, summary.desired],
      [{ state: 'opted_out' }, summary.optedOut],
    ],
  );
  if (records)
    gauge('last_run_records', 'Records that the last run read of its sources, by what became of them.', [
      [{ result: 'read' }, records.read],
      [{ result: 'filtered' }, records.filtered],
      [{ result: 'without_number' }, records.withoutNumber],
      [{ result: 'rejected' }, records.rejected],
    ]);
  gauge('last_run_rejections', 'Rejections of the last run.', [[{}, rejections.length]]);
  gauge('last_run_crm_not_told', 'Whether the last run could not write back to the CRM.', [
    [{}, warnings.some(({ code }) => code === 'write-back-failed') ? 1 : 0],
  ]);
  gauge('last_run_warnings', 'Warnings of the last run.', [[{}, warnings.length]]);
}
