import type { createColors } from 'picocolors';
import type { Rejection } from '../contact/rejection.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { printable } from './printable.ts';
import { rejectionIn } from './sentences/rejections.ts';

type Colors = ReturnType<typeof createColors>;

/** So many of each kind are named. */
const examples = 3;

/**
 * Rejections by what is wrong with them, most frequent first: the sentence once, then some of the records by their key.
 *
 * @param limit how many kinds are told
 */
export function rejectionGroups(
  rejections: readonly Rejection[],
  limit: number,
  colors: Colors,
  words: Catalogue,
): string[] {
  const groups = new Map<string, Rejection[]>();
  for (const rejection of rejections) {
    const kind = `${rejection.code} ${rejectionIn(words, rejection)}`;
    groups.set(kind, [...(groups.get(kind) ?? []), rejection]);
  }
  const sorted = [...groups].sort((a, b) => b[1].length - a[1].length);
  const lines = sorted.slice(0, limit).flatMap(([, group]) => groupLines(group, colors, words));
  if (sorted.length > limit) lines.push(colors.dim(`  ${words.plan.moreRejections(sorted.length - limit)}`));
  return lines;
}

function groupLines(group: readonly Rejection[], colors: Colors, words: Catalogue): string[] {
  const [first] = group;
  if (!first) return [];
  const rest = group.length - examples;
  return [
    `  ${colors.yellow('!')} ${colors.bold(first.code)} ${colors.dim(`(${words.figures.count(group.length)})`)} ${rejectionIn(words, first)}`,
    ...group.slice(0, examples).map((one) => `      ${placeOf(one, words)}`),
    ...(rest > 0 ? [colors.dim(`      ${words.plan.moreOfKind(rest)}`)] : []),
  ];
}

/** Where a record stands, and the key that it is known by at its source. */
export function placeOf(
  { source, line, key }: Pick<Rejection, 'source' | 'line' | 'key'>,
  { plan }: Catalogue,
): string {
  const named = key === undefined ? '' : `  ${plan.record(printable(key.slice(key.indexOf('\t') + 1)))}`;
  return `${printable(source)}:${line}${named}`;
}

/** How many rejections of each code, most first. */
export function rejectionCounts(rejections: readonly Rejection[], { figures }: Catalogue = english): string {
  const byCode = new Map<string, number>();
  for (const { code } of rejections) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  return [...byCode]
    .sort((a, b) => b[1] - a[1])
    .map(([code, count]) => `${code} ${figures.count(count)}`)
    .join(', ');
}

/**
 * How many records could not go on, and how many values of others were left out; the two add up to the rejections.
 *
 * @param records of which nothing went on; undefined where that is not known
 */
export function rejectionTotals(
  rejections: readonly Rejection[],
  records: number | undefined,
  { plan, figures }: Catalogue = english,
): string {
  const values = rejections.length - (records ?? rejections.length);
  if (records === undefined || values < 0) return figures.count(rejections.length);
  const parts = [records > 0 ? plan.records(records) : '', values > 0 ? plan.values(values) : ''];
  return plan.joined(parts.filter((part) => part !== ''));
}
