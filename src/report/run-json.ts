import type { RunReport } from '../steps/run-report.ts';
import { jsonParts } from './json-parts.ts';
import { planJsonValue } from './plan-json.ts';

/** A finished run as one JSON document, for other programs; in parts. */
export function runJson(report: RunReport): Iterable<string> {
  return jsonParts({ version: 1, ...report, plan: planJsonValue(report.plan) });
}
