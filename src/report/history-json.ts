import type { Rejection, Warning } from '../contact/rejection.ts';
import type { RejectedRecord } from '../state/find-rejected.ts';
import type { RunRecord } from '../state/runs.ts';
import type { Evidence, Story } from '../state/story.ts';
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
  const found = rejected && { rejected: rejected.records.map(rejectedRecordJson) };
  return `${jsonText({ msisdn, stories: storiesJson(stories), ...found })}\n`;
}

/** What is known of a number, to be handed over, as one JSON document. */
export function evidenceJson({ msisdn, at, pipeline, stories }: Evidence): string {
  return `${jsonText({ msisdn, at, ...(pipeline !== undefined && { pipeline }), stories: storiesJson(stories) })}\n`;
}

function storiesJson(stories: readonly Story[]): object[] {
  return stories.map((story) => ({
    ...story,
    rejections: story.rejections.map((one) => {
      const { figures: _, told: __, ...rest } = one;
      return { ...rest, message: storyRejectionText(one) };
    }),
  }));
}

function runRecordJson(run: RunRecord): object {
  const guards = run.summary?.guards;
  return guards ? { ...run, summary: { ...run.summary, guards: guards.map(guardJson) } } : run;
}
