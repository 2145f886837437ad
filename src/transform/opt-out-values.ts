import type { Warning } from '../contact/rejection.ts';
import { fold, spelledAlike } from './fold.ts';
import type { OptOutReading } from './opt-out-column.ts';

/** How many values a warning names. */
const most = 10;

/** So many characters of a value are shown. */
const mostShown = 40;

function cut(value: string): string {
  return value.length > mostShown ? `${value.slice(0, mostShown)}…` : value;
}

/** How many words for yes and no are kept, for the line of configuration that would settle it. */
const mostWords = 100;

/** So many different values of a column are told apart; free text must not fill the memory. */
const mostKept = 1000;

/** What a pipeline says of a column's words. */
export interface OwnWords {
  readonly is?: readonly string[];
  readonly not?: readonly string[];
}

interface ColumnValues {
  readonly yes: Set<string>;
  readonly no: Set<string>;
  readonly odd: Map<string, number>;
  /** How many values were odd, and are not kept. */
  unkept: number;
  dates: number;
  firstDate: string;
}

/** What the cells of opt-out columns were read as, column by column: to tell which values want settling (T5). */
export function createOptOutValues(): {
  add(column: string, value: string, reading: OptOutReading): void;
  /** The words that a pipeline gives for a column. */
  own(column: string, words: OwnWords): void;
  warnings(): Warning[];
} {
  const columns = new Map<string, ColumnValues>();
  const own = new Map<string, OwnWords>();
  const ofColumn = (column: string): ColumnValues => {
    const known = columns.get(column);
    if (known) return known;
    const made = {
      yes: new Set<string>(),
      no: new Set<string>(),
      odd: new Map(),
      unkept: 0,
      dates: 0,
      firstDate: '',
    };
    columns.set(column, made);
    return made;
  };
  return {
    add: (column, value, reading) => {
      if (reading === 'none') return;
      const values = ofColumn(column);
      if (reading === 'date') {
        if (values.dates++ === 0) values.firstDate = value.slice(0, mostShown);
        return;
      }
      if (reading !== 'odd') {
        if (values[reading].size < mostWords && value.length <= mostShown) values[reading].add(fold(value));
        return;
      }
      // As words are compared: what cannot be seen in one would be shown as a code, which is no word when it is copied.
      const word = spelledAlike(value);
      const times = values.odd.get(word);
      if (times !== undefined || values.odd.size < mostKept) values.odd.set(word, (times ?? 0) + 1);
      else values.unkept++;
    },
    own: (column, words) => own.set(column, words),
    warnings: () => [...columns].flatMap(([column, values]) => warningsOf(column, values, own.get(column))),
  };
}

function warningsOf(
  column: string,
  { yes, no, odd, unkept, dates, firstDate }: ColumnValues,
  own: OwnWords | undefined,
): Warning[] {
  const warnings: Warning[] = [];
  const shown = [...odd].sort(([, a], [, b]) => b - a).slice(0, most);
  if (odd.size > 0)
    warnings.push({
      code: 'odd-opt-out',
      figures: {
        total: [...odd.values()].reduce((sum, times) => sum + times, unkept),
        examples: shown.map(([value, times]) => [cut(value), times]),
        more: Math.max(0, odd.size - most),
        // What is cut is no word that a line of configuration could name.
        ...(shown.some(([value]) => cut(value) === value) && { column }),
        yes: [...yes],
        no: [...no],
        ...(own && (own.is || own.not) && { own }),
      },
    });
  if (dates > 0)
    warnings.push({ code: 'date-opt-out', figures: { total: dates, column, example: firstDate } });
  return warnings;
}
