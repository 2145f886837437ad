import type { RunReport } from '../steps/run-report.ts';
import { planJsonValue } from './plan-json.ts';

/** A finished run as one JSON document, for other programs. */
export function runJson(report: RunReport): string {
  return `${JSON.stringify({ version: 1, ...report, plan: planJsonValue(report.plan) }, null, 2)}\n`;
}
