import { localTime } from '../contact/local-time.ts';
import { printedFor } from '../contact/printed-commands.ts';
import type { RejectedRecord } from '../state/find-rejected.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { jsonText, printable } from './printable.ts';
import { storyRejectionText } from './sentences/rejections.ts';

/**
 * Rejected records that somebody asks about, newest first, each with its run.
 *
 * @param which whether they are all that is known, or stand beside numbers
 */
export function rejectedText(
  { records, more }: { readonly records: readonly RejectedRecord[]; readonly more: boolean },
  options: TextOptions,
  which: 'only' | 'also',
): string {
  const words = wordsOf(options.lang);
  const { story } = words;
  const lines = records.map((one) => {
    const key = one.key === null ? '' : ` ${words.plan.record(one.key.split('\t').slice(1).join('\t'))}`;
    const what = story.rejected(`${one.source}:${one.line}${key}`, one.code, one.value);
    return `  ${localTime(one.at, options)}  ${printable(`${what}  ${printedFor(storyRejectionText(one, words), one)}  ${words.run.runId(one.run)}`)}`;
  });
  return `${[which === 'only' ? story.onlyRejected : story.alsoRejected, ...lines, ...(more ? [story.andMore] : [])].join('\n')}\n`;
}

/** The same as one JSON document. */
export function rejectedJson({
  records,
  more,
}: {
  readonly records: readonly RejectedRecord[];
  readonly more: boolean;
}): string {
  return `${jsonText({ rejected: records.map(rejectedRecordJson), more })}\n`;
}

/** One of them, for a document of others too. */
export function rejectedRecordJson(record: RejectedRecord): object {
  const { figures: _, told: __, ...rest } = record;
  return { ...rest, message: printedFor(storyRejectionText(record), record) };
}
