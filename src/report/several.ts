import type { PipelineOutcome } from '../fleet/several.ts';
import { changesText, rejectionsText } from './history-text.ts';
import type { Catalogue } from './language/catalogue.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { jsonText } from './printable.ts';
import { tableText } from './table.ts';

/** What became of several pipelines, as a table and a line about them all. */
export function severalText(
  outcomes: readonly PipelineOutcome[],
  options: Pick<TextOptions, 'lang'>,
): string {
  const words = wordsOf(options.lang);
  const { fleet, figures } = words;
  const table = tableText(
    fleet.severalHead,
    outcomes.map((outcome) => [
      outcome.pipeline,
      resultText(outcome.exitCode, words),
      outcome.run ? changesText(outcome.run, words) : '-',
      outcome.run ? rejectionsText(outcome.run, words) : '-',
      outcome.seconds === undefined ? '-' : figures.seconds(outcome.seconds),
    ]),
  );
  const good = outcomes.filter(({ exitCode }) => exitCode === 0).length;
  return `${table}${fleet.ended(outcomes.length, good)}\n`;
}

/** What an exit code of a sync says; undefined: it was not begun. */
function resultText(exitCode: number | undefined, { fleet, history }: Catalogue): string {
  if (exitCode === undefined) return fleet.notBegun;
  return fleet.results[exitCode] ?? `${fleet.results[1]} (${history.exitCode(exitCode)})`;
}

/** The same as one JSON document. */
export function severalJson(outcomes: readonly PipelineOutcome[], exitCode: number): string {
  const pipelines = outcomes.map(({ pipeline, account, exitCode: code, seconds, run }) => ({
    pipeline,
    account: account ?? null,
    exitCode: code ?? null,
    run: run?.id ?? null,
    state: run?.state ?? null,
    changes: run?.summary?.plan?.changes ?? null,
    rejections: run?.summary?.rejections ?? null,
    seconds: seconds === undefined ? null : Math.round(seconds * 10) / 10,
  }));
  return `${jsonText({ version: 1, exitCode, pipelines })}\n`;
}
