import type { SourceRead } from '../../contact/source-read.ts';
import type { PlanReport } from '../../steps/plan-report.ts';
import { formatCount, formatQuantity } from '../numbers.ts';
import { minute } from './time.ts';

/** What a plan was made from, as reports say it: every word of that is here. */
export const basisWords = {
  title: 'Where it comes from',
  head: ['Source', 'Written', 'Size', 'Rows', 'Last time'],
  optOuts: 'opt-outs',
  sameFile: 'the same file as last time: nothing has written it since',
} as const;

/** A source in cells: what it is, when its file was written, its size, its rows, and its rows the last time. */
export function sourceCells(source: SourceRead, { basis }: PlanReport): string[] {
  const before = lastTime(source, basis);
  return [
    placeOf(source),
    source.modifiedAt === undefined ? '–' : minute(source.modifiedAt),
    source.bytes === undefined ? '–' : formatBytes(source.bytes),
    formatCount(source.rows),
    before ? `${formatCount(before.rows)}${isSame(source, before) ? ` (${basisWords.sameFile})` : ''}` : '–',
  ];
}

/** The same in lines of text. @param at how a time is shown */
export function sourceLines({ basis }: PlanReport, at = minute): string[] {
  return (basis?.sources ?? []).map((source) => {
    const before = lastTime(source, basis);
    const parts = [
      formatQuantity(source.rows, 'row'),
      source.bytes === undefined ? '' : formatBytes(source.bytes),
      source.modifiedAt === undefined ? '' : `written ${at(source.modifiedAt)}`,
      before && isSame(source, before) ? basisWords.sameFile : '',
    ];
    return `From ${placeOf(source)}: ${parts.filter((part) => part !== '').join(', ')}.`;
  });
}

/** How tonight's figures stand against those of the last night that went through. @param at how a time is shown */
export function comparisonLines({ basis, plan, records, rejections }: PlanReport, at = minute): string[] {
  const before = basis?.lastGood;
  if (!before)
    return basis ? ['No sync of this pipeline has gone through yet: there is nothing to compare with.'] : [];
  const pairs: [what: string, then: number | undefined, now: number | undefined][] = [
    ['records read', before.records, records?.read],
    ['contacts desired', before.desired, plan.summary.desired],
    ['rejected', before.rejections, records ? rejections.length : undefined],
  ];
  const parts = pairs.flatMap(([what, then, now]) =>
    then === undefined || now === undefined
      ? []
      : [`${what} ${formatCount(then)} → ${formatCount(now)}${step(then, now)}`],
  );
  if (parts.length === 0) return [];
  return [`Against the last good run (${before.run}, ${at(before.at)}): ${parts.join(', ')}.`];
}

function step(then: number, now: number): string {
  if (then === now) return '';
  const sign = now > then ? '+' : '-';
  const share = then === 0 ? '' : `, ${sign}${Math.round((Math.abs(now - then) / then) * 1000) / 10} %`;
  return ` (${sign}${formatCount(Math.abs(now - then))}${share})`;
}

function lastTime({ name }: SourceRead, basis: PlanReport['basis']): SourceRead | undefined {
  return basis?.lastGood?.sources?.find((one) => one.name === name);
}

function isSame(now: SourceRead, before: SourceRead): boolean {
  return now.modifiedAt !== undefined && now.modifiedAt === before.modifiedAt && now.bytes === before.bytes;
}

function placeOf({ name, kind, type, path }: SourceRead): string {
  const file = path === undefined || path === name ? '' : ` (${path})`;
  const what = path === undefined ? ` (${type})` : '';
  return `${kind === 'optOuts' ? `${basisWords.optOuts} ` : ''}${name}${file}${what}`;
}

/** `412 kB`, as file managers count. */
function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${formatCount(Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
