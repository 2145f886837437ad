import type { Rejection, Warning } from '../contact/rejection.ts';
import type { RejectedRecord } from '../state/find-rejected.ts';
import type { RunRecord } from '../state/runs.ts';
import type { Story } from '../state/story.ts';
import { jsonText } from './printable.ts';
import { rejectedRecordJson } from './rejected-records.ts';
import { storyRejectionText } from './sentences/rejections.ts';
import { guardJson, rejectionJson, warningJson } from './told-json.ts';

/** Runs as one JSON document, newest first. */
export function historyJson(runs: readonly RunRecord[]): string {
  return `${jsonText(runs.map(runRecordJson))}\n`;
}

/** Everything about one run as one JSON document. */
export function runDetailJson(detail: {
  readonly run: RunRecord;
  readonly warnings: readonly Warning[];
  readonly rejections: readonly Rejection[];
}): string {
  const { run, warnings, rejections, ...rest } = detail;
  const told = {
    run: runRecordJson(run),
    ...rest,
    warnings: warnings.map(warningJson),
    rejections: rejections.map(rejectionJson),
  };
  return `${jsonText(told)}\n`;
}

/** A number's story, account by account, as one JSON document. */
export function storyJson(
  msisdn: string,
  stories: readonly Story[],
  rejected?: { readonly records: readonly RejectedRecord[] },
): string {
  const told = stories.map((story) => ({
    ...story,
    rejections: story.rejections.map((one) => {
      const { figures: _, told: __, ...rest } = one;
      return { ...rest, message: storyRejectionText(one) };
    }),
  }));
  return `${jsonText({ msisdn, stories: told, ...(rejected && { rejected: rejected.records.map(rejectedRecordJson) }) })}\n`;
}

function runRecordJson(run: RunRecord): object {
  const guards = run.summary?.guards;
  return guards ? { ...run, summary: { ...run.summary, guards: guards.map(guardJson) } } : run;
}
