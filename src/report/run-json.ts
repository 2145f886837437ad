import type { RunReport } from '../steps/run-report.ts';
import { planJsonValue } from './plan-json.ts';
import { jsonText } from './printable.ts';

/** A finished run as one JSON document, for other programs. */
export function runJson(report: RunReport): string {
  return `${jsonText({ version: 1, ...report, plan: planJsonValue(report.plan) })}\n`;
}
