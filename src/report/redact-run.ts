import { maskMsisdn, maskNumbersIn } from '../contact/mask.ts';
import type { RunReport } from '../steps/run-report.ts';
import { redactPlanReport } from './redact.ts';

/** A run's report with numbers masked and names left out, so that it can be passed on (K2). */
export function redactRunReport(report: RunReport): RunReport {
  const { verification, stopped } = report;
  return {
    ...report,
    plan: redactPlanReport(report.plan),
    failures: report.failures.map((failure) => ({
      ...failure,
      msisdns: failure.msisdns.map(maskMsisdn),
      message: maskNumbersIn(failure.message),
    })),
    withheld: report.withheld.map((withheld) => ({ ...withheld, msisdn: maskMsisdn(withheld.msisdn) })),
    verification: verification && {
      ...verification,
      differences: verification.differences.map(({ msisdn, verdict }) => ({
        msisdn: maskMsisdn(msisdn),
        verdict,
        // What it says besides is what the contact is called.
        message: verdict === 'missing' ? 'is not as it was to be' : 'is not as asked for',
      })),
    },
    stopped: stopped && maskNumbersIn(stopped.replace(/".*"/g, '"…"')),
  };
}
