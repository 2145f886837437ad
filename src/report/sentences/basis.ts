import type { SourceRead } from '../../contact/source-read.ts';
import type { PlanReport } from '../../steps/plan-report.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { english } from '../language/en.ts';
import { minute } from './time.ts';

/** What of a plan or a run these sentences are made of. */
export interface BasisFacts extends Pick<PlanReport, 'basis' | 'records'> {
  readonly plan: { readonly summary: Pick<PlanReport['plan']['summary'], 'desired'> };
  readonly rejections: { readonly length: number };
}

/** A source in cells: what it is, when its file was written, its size, its rows, and its rows the last time. */
export function sourceCells(source: SourceRead, { basis }: BasisFacts, words: Catalogue = english): string[] {
  const { count, bytes } = words.figures;
  const before = lastTime(source, basis);
  return [
    placeOf(source, words),
    source.modifiedAt === undefined ? '–' : minute(source.modifiedAt),
    source.bytes === undefined ? '–' : bytes(source.bytes),
    count(source.rows),
    before ? `${count(before.rows)}${isSame(source, before) ? ` (${words.basis.sameFile})` : ''}` : '–',
  ];
}

/** The same in lines of text. @param at how a time is shown */
export function sourceLines({ basis }: PlanReport, at = minute, words: Catalogue = english): string[] {
  return (basis?.sources ?? []).map((source) => {
    const before = lastTime(source, basis);
    const parts = [
      words.basis.rows(source.rows),
      source.bytes === undefined ? '' : words.figures.bytes(source.bytes),
      source.modifiedAt === undefined ? '' : words.basis.written(at(source.modifiedAt)),
      before && isSame(source, before) ? words.basis.sameFile : '',
    ];
    return words.basis.from(
      placeOf(source, words),
      parts.filter((part) => part !== ''),
    );
  });
}

/** How tonight's figures stand against those of the last night that went through. @param at how a time is shown */
export function comparisonLines(
  { basis, plan, records, rejections }: BasisFacts,
  at = minute,
  words: Catalogue = english,
): string[] {
  const before = basis?.lastGood;
  if (!before) return basis ? [words.basis.noGoodRun] : [];
  const pairs: [what: string, then: number | undefined, now: number | undefined][] = [
    [words.basis.records, before.records, records?.read],
    [words.basis.desired, before.desired, plan.summary.desired],
    [words.basis.rejected, before.rejections, records ? rejections.length : undefined],
  ];
  const { count } = words.figures;
  const parts = pairs.flatMap(([what, then, now]) =>
    then === undefined || now === undefined
      ? []
      : [`${what} ${count(then)} → ${count(now)}${step(then, now, words)}`],
  );
  if (parts.length === 0) return [];
  return [words.basis.against(before.run, at(before.at), parts)];
}

function step(then: number, now: number, { basis, figures }: Catalogue): string {
  if (then === now) return '';
  const sign = now > then ? '+' : '-';
  const share = then === 0 ? '' : basis.stepShare(sign, (Math.abs(now - then) / then) * 100);
  return ` (${sign}${figures.count(Math.abs(now - then))}${share})`;
}

function lastTime({ name }: SourceRead, basis: PlanReport['basis']): SourceRead | undefined {
  return basis?.lastGood?.sources?.find((one) => one.name === name);
}

function isSame(now: SourceRead, before: SourceRead): boolean {
  return now.modifiedAt !== undefined && now.modifiedAt === before.modifiedAt && now.bytes === before.bytes;
}

function placeOf({ name, kind, type, path }: SourceRead, { basis }: Catalogue): string {
  const file = path === undefined || path === name ? '' : ` (${path})`;
  const what = path === undefined ? ` (${type})` : '';
  return `${kind === 'optOuts' ? `${basis.optOuts} ` : ''}${name}${file}${what}`;
}
