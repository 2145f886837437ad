import type { Result } from './in-turns.ts';
import { markdownTable } from './markdown-table.ts';
import { shownNumber, shownSpread, spread } from './spread.ts';

/**
 * What each took, and how that compares with the first. Ratios are made round by round, since it is the runs of one round
 * that had the same machine.
 */
export function comparison(results: readonly Result[]): string {
  const [base] = results;
  const header = ['', 'wall s', 'CPU s', 'peak MB', `times as fast as ${base?.name}`, 'by CPU', 'its memory'];
  const rows = results.map(({ name, runs }) => {
    const against = (ratio: (at: number) => number) => shownSpread(runs.map((_, at) => ratio(at)));
    return [
      name,
      shownSpread(runs.map(({ seconds }) => seconds)),
      shownSpread(runs.map(({ cpuSeconds }) => cpuSeconds)),
      shownNumber(spread(runs.map(({ peakMb }) => peakMb)).median),
      against((at) => (base?.runs[at]?.seconds ?? 0) / (runs[at]?.seconds ?? 1)),
      against((at) => (base?.runs[at]?.cpuSeconds ?? 0) / (runs[at]?.cpuSeconds ?? 1)),
      against((at) => (runs[at]?.peakMb ?? 0) / (base?.runs[at]?.peakMb ?? 1)),
    ];
  });
  return markdownTable(header, rows);
}
