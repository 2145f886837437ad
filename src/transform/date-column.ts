import type { Day } from '../contact/day.ts';
import type { Warning } from '../contact/rejection.ts';
import { type DateOrder, type DateReading, dateOrders, readDate } from './date-reading.ts';

/**
 * What a cell says as a date, once its column was looked at. `doubt`: it is one of several days, and the column does not tell which.
 */
export type CellDate =
  | { readonly kind: 'day'; readonly day: Day }
  | { readonly kind: 'doubt'; readonly days: readonly Day[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' };

/**
 * The dates of one column. `3/4/2026` is two days; which one, the other cells of its column tell: where one says `25/4/2026` the
 * day comes first. So the column is looked at before its first cell is read, as a file's bytes are before its encoding is known.
 * Where its cells do not tell, nothing is guessed: such a cell is in doubt, and whoever asks takes the stricter side.
 */
export interface DateColumn {
  readonly name: string;
  /** Looks at a cell; all of them before any is read. */
  see(text: string): void;
  read(text: string): CellDate;
  /** Whether a cell that was read is of an order that was ruled out: then cells before it were not read as they were meant. */
  isContradicted(): boolean;
  warnings(): Warning[];
}

const few = 5;

/** How many different texts are kept with what they say. */
const mostKept = 5000;

/**
 * @param column what it is called, and its source as messages call it
 * @param options.order as the pipeline names it, in place of what is found
 * @param options.serials it is a column of a workbook
 */
export function createDateColumn(
  { name, shown }: { readonly name: string; readonly shown: string },
  { order: given, serials }: { readonly order?: DateOrder | undefined; readonly serials: boolean },
): DateColumn {
  const votes = createVotes();
  const known = new Map<string, CellDate>();
  const unclear = { doubts: 0, unreadable: 0, examples: [] as string[] };
  let orders: readonly DateOrder[] | undefined = given && [given];
  let isContradicted = false;
  const contradicts = (text: string): boolean =>
    given === undefined && readDate(text, { serials }).kind === 'by-order';
  const decide = (): readonly DateOrder[] => {
    orders ??= votes.orders();
    return orders;
  };
  const read = (text: string): CellDate => {
    const before = known.get(text);
    if (before) return before;
    const found = ofColumn(readDate(text, { serials }), decide);
    if (known.size < mostKept) known.set(text, found);
    return found;
  };
  return {
    name,
    see: (text) => votes.add(readDate(text, { serials })),
    read: (text) => {
      const found = read(text);
      if (found.kind === 'doubt') unclear.doubts++;
      else if (found.kind === 'unreadable') {
        unclear.unreadable++;
        isContradicted ||= contradicts(text);
      } else return found;
      if (unclear.examples.length < few && !unclear.examples.includes(text.slice(0, 40)))
        unclear.examples.push(text.slice(0, 40));
      return found;
    },
    isContradicted: () => isContradicted,
    warnings: () => {
      const { doubts, unreadable, examples } = unclear;
      if (doubts + unreadable === 0) return [];
      return [
        {
          code: 'unclear-dates',
          figures: { source: shown, column: name, doubts, unreadable, examples, orders: [...decide()] },
        },
      ];
    },
  };
}

/** What a cell is in a column whose dates are of these orders. */
function ofColumn(reading: DateReading, decide: () => readonly DateOrder[]): CellDate {
  if (reading.kind !== 'by-order') return reading;
  const days = new Set<Day>();
  for (const order of decide()) {
    const day = reading.days[order];
    if (day !== undefined) days.add(day);
  }
  const [only] = days;
  if (only === undefined) return { kind: 'unreadable' };
  return days.size === 1 ? { kind: 'day', day: only } : { kind: 'doubt', days: [...days] };
}

/** Counts how many cells speak for each order, and how many cannot be of it. */
function createVotes(): { add(reading: DateReading): void; orders(): readonly DateOrder[] } {
  const misfits: Record<DateOrder, number> = { ymd: 0, dmy: 0, mdy: 0 };
  return {
    add: (reading) => {
      if (reading.kind !== 'by-order') return;
      for (const order of dateOrders) if (reading.days[order] === undefined) misfits[order]++;
    },
    orders: () => {
      const fitting = dateOrders.filter((order) => misfits[order] === 0);
      // One cell that is of another order than the rest: which of them are, nobody knows.
      return fitting.length > 0 ? fitting : dateOrders;
    },
  };
}
