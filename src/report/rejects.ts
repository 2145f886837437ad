import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import type { FieldValue } from '../contact/record.ts';
import type { Rejection } from '../contact/rejection.ts';
import { csvText } from './csv-text.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { jsonText, printable } from './printable.ts';
import { placeOf } from './rejections-text.ts';
import { rejectionIn, rejectionText } from './sentences/rejections.ts';
import { rejectionJson } from './told-json.ts';
import { wrapText } from './wrap.ts';

/** Rejections as one JSON document. */
export function rejectsJson(rejections: readonly Rejection[]): string {
  return `${jsonText(rejections.map(rejectionJson))}\n`;
}

/** Rejections for a person: each with its place, its value and what is wrong with it; where that is too wide, below its place. */
export function rejectsText(rejections: readonly Rejection[], options: TextOptions): string {
  const words = wordsOf(options.lang);
  if (rejections.length === 0) return `${words.rejections.none}\n`;
  const { color, width = Number.POSITIVE_INFINITY } = options;
  const colors = createColors(color);
  return rejections
    .map((one) => {
      const value = printable(one.value.replace(/\s+/g, ' ').trim());
      const place = placeOf(one, words);
      const what = `${colors.dim(one.code)} "${value}"  ${rejectionIn(words, one)}`;
      const fits = stringWidth(`${place}  ${what}`) <= width;
      return fits ? `${place}  ${what}\n` : `${place}\n${wrapText(`    ${what}`, options.width)}\n`;
    })
    .join('');
}

/** What is said of a rejected record, after its own columns. */
const verdictColumns = ['source', 'line', 'field', 'code', 'value', 'message'];

/**
 * Rejections as CSV that somebody can mend: the rejected rows with their own columns, then where each stood and what is
 * wrong with it. Rows of several sources share columns of the same name; what a row has too much of comes last.
 *
 * @param columns the columns of each source, by its name; of a source that is not in it, rows come without columns
 */
export function rejectsCsv(
  rejections: readonly Rejection[],
  columns: Readonly<Record<string, readonly string[]>>,
): string {
  const named = new Map(Object.entries(columns).map(([source, names]) => [source, distinct(names)]));
  const own: string[] = [];
  let excess = 0;
  for (const { source, row } of rejections) {
    const names = named.get(source) ?? [];
    excess = Math.max(excess, row.length - names.length);
    for (const name of names) if (!own.includes(name)) own.push(name);
  }
  const taken = new Set(own.map((column) => column.toLowerCase()));
  const head = [
    ...own,
    ...[...verdictColumns, ...Array.from({ length: excess }, (_, index) => `extra ${index + 1}`)].map(
      (name) => (taken.has(name) ? `rejected ${name}` : name),
    ),
  ];
  return csvText(head, rows());

  function* rows(): Generator<string[]> {
    for (const rejection of rejections) {
      const { source, line, field, code, value, row } = rejection;
      const names = named.get(source) ?? [];
      const cells = own.map((column) => {
        const index = names.indexOf(column);
        return index < 0 ? '' : text(row[index]);
      });
      const rest = row.slice(names.length).map(text);
      yield [...cells, source, String(line), field, code, value, rejectionText(rejection), ...rest];
    }
  }
}

/** Column names of which none comes twice. */
function distinct(names: readonly string[]): string[] {
  return names.map((name, index) => {
    const earlier = names.slice(0, index).filter((other) => other === name).length;
    return earlier === 0 ? name : `${name} (${earlier + 1})`;
  });
}

function text(value: FieldValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : value.join('|');
}
