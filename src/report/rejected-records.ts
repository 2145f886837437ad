import { localTime } from '../contact/local-time.ts';
import type { RejectedRecord } from '../state/find-rejected.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { jsonText, printable } from './printable.ts';
import { storyRejectionText } from './sentences/rejections.ts';

/** Rejected records that somebody asks about, newest first, each with its run. */
export function rejectedText(
  records: readonly RejectedRecord[],
  more: boolean,
  options: TextOptions,
): string {
  const words = wordsOf(options.lang);
  const { story } = words;
  const lines = records.map((one) => {
    const key = one.key === null ? '' : ` ${words.plan.record(one.key.split('\t').slice(1).join('\t'))}`;
    const what = story.rejected(`${one.source}:${one.line}${key}`, one.code, one.value);
    return `  ${localTime(one.at, options)}  ${printable(`${what}  ${storyRejectionText(one, words)}  ${words.run.runId(one.run)}`)}`;
  });
  return `${[story.onlyRejected, ...lines, ...(more ? [story.andMore] : [])].join('\n')}\n`;
}

/** The same as one JSON document. */
export function rejectedJson(records: readonly RejectedRecord[], more: boolean): string {
  const told = records.map((one) => {
    const { figures: _, told: __, ...rest } = one;
    return { ...rest, message: storyRejectionText(one) };
  });
  return `${jsonText({ rejected: told, more })}\n`;
}
