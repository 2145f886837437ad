import { createColors } from 'picocolors';
import { localTime } from '../contact/local-time.ts';
import type { ChangeKind } from '../plan/change.ts';
import type { RunRecord } from '../state/runs.ts';
import { changesText, colorState, duration, rejectionsText, secondsOf, standingOf } from './history-text.ts';
import type { Catalogue } from './language/catalogue.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { tableLines } from './table.ts';
import { wrapText } from './wrap.ts';

/** Runs as a table, newest first; where the terminal is too narrow for it, as some lines each. */
export function historyText(runs: readonly RunRecord[], options: TextOptions): string {
  const words = wordsOf(options.lang);
  if (runs.length === 0) return `${words.history.none}\n`;
  const colors = createColors(options.color);
  const width = options.width ?? Number.POSITIVE_INFINITY;
  const [title = '', ...lines] = table(runs, options, words);
  const fits = [title, ...lines].every((line) => line.length <= width);
  const body = fits
    ? [
        colors.bold(title),
        ...lines.map((line, index) =>
          colorState(line, runs[index]?.isGone ? 'interrupted' : (runs[index]?.state ?? ''), colors),
        ),
      ]
    : runs.flatMap((run) => stacked(run, options, colors, words));
  return `${[...body, ...trendLines(runs, width, words)].join('\n')}\n`;
}

function table(runs: readonly RunRecord[], options: TextOptions, words: Catalogue): string[] {
  return tableLines(
    words.history.head,
    runs.map((run) => [
      run.id,
      localTime(run.startedAt, options),
      run.pipeline,
      run.command,
      standingOf(run, words),
      duration(run, words),
      changesText(run, words),
      rejectionsText(run, words),
    ]),
  );
}

/** A run in lines of its own: which and when, then what. */
function stacked(
  run: RunRecord,
  options: TextOptions,
  colors: ReturnType<typeof createColors>,
  words: Catalogue,
): string[] {
  const { history } = words;
  const head = `${colors.bold(run.id)}  ${localTime(run.startedAt, options)}  ${colorState(standingOf(run, words), run.isGone ? 'interrupted' : run.state, colors)}`;
  const what = run.pipeline === '-' ? run.command : `${run.command} ${run.pipeline}`;
  const rejected = rejectionsText(run, words);
  const parts = [
    history.tookTime(duration(run, words)),
    changesText(run, words),
    rejected === '-' || rejected === '0' ? '' : history.nRejected(rejected),
  ];
  const told = `  ${what}: ${parts.filter((part) => part !== '' && part !== '-').join('; ')}`;
  return [head, ...wrapText(told, options.width).split('\n')];
}

const bars = '▁▂▃▄▅▆▇█';

/** How figures went from run to run, oldest first, for each pipeline that has synced more than once. */
function trendLines(runs: readonly RunRecord[], width: number, { history, figures }: Catalogue): string[] {
  const byPipeline = new Map<string, RunRecord[]>();
  for (const run of [...runs].reverse()) {
    if (run.command !== 'sync' || !run.summary?.plan || run.summary.part) continue;
    const name = `${run.pipeline}${run.account === 'default' ? '' : ` (${run.account})`}`;
    byPipeline.set(name, [...(byPipeline.get(name) ?? []), run]);
  }
  const rows = [...byPipeline].flatMap(([name, own]) => {
    if (own.length < 2) return [];
    const trend = (title: string, of: (run: RunRecord) => number | undefined, format = figures.count) => {
      const values = own.flatMap((run) => of(run) ?? []);
      const [last = 0, before = 0] = [values.at(-1), values.at(-2)];
      const step = last === before ? '' : ` (${last > before ? '+' : '-'}${format(Math.abs(last - before))})`;
      return values.length < 2 ? [] : [[name, title, sparkline(values), `${format(last)}${step}`]];
    };
    return [
      ...trend(history.desired, ({ summary }) => summary?.plan?.desired),
      ...trend(history.changes, ({ summary }) => sumOf(summary?.plan?.changes)),
      ...trend(history.rejected, ({ summary }) => summary?.rejections),
      ...trend(history.took, (run) => wholeSeconds(secondsOf(run)), figures.seconds),
    ];
  });
  if (rows.length === 0) return [];
  return ['', ...tableLines(history.trendHead, narrowed(rows, width))];
}

/** The same rows with as many of the newest bars as there is room for. */
function narrowed(rows: readonly string[][], width: number): string[][] {
  const [name, title, , last] = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  ) as [number, number, number, number];
  const room = Math.max(15, width - name - Math.max(title, 2) - last - 6);
  return rows.map(([first = '', second = '', line = '', fourth = '']) => [
    first,
    second,
    line.slice(-Math.min(room, line.length)),
    fourth,
  ]);
}

/** One bar a value, between the least and the greatest of them. */
function sparkline(values: readonly number[]): string {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  return values
    .map((value) => bars[range === 0 ? 0 : Math.round(((value - least) / range) * (bars.length - 1))])
    .join('');
}

function sumOf(counts: Partial<Record<ChangeKind, number>> | undefined): number | undefined {
  return counts && Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** As a duration is written: what is under a second is none, also in the step from the run before. */
function wholeSeconds(seconds: number | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  return seconds < 1 ? 0 : Math.round(seconds);
}
