import { UsageError } from '../errors.ts';
import { fold } from '../transform/fold.ts';
import { compileOptOut, type OptOutReading } from '../transform/opt-out-column.ts';
import type { Choices, EmptyMeans, OptOutMeans } from './choices.ts';
import type { ColumnLook, TableLook } from './column-look.ts';
import { plainName } from './column-names.ts';
import { optInNames, optOutNames, perhapsOptInNames } from './opt-out-names.ts';
import {
  isTick,
  noWords,
  readingOf,
  saysOnlyDates,
  saysYesOrNo,
  usualReading,
  yesWords,
} from './opt-out-words.ts';

/** What becomes of a person by a value of the opt-out column. `odd` counts as opted out, and many of them hold a night back (G6). */
export type ValueMeaning = 'opted out' | 'gets SMS' | 'left out' | 'odd';

/** How the opt-out column is read, and what its values mean. */
export interface OptOutProposal {
  readonly column: string;
  readonly means: OptOutMeans;
  /** As the pipeline has them; undefined: the usual words. */
  readonly is?: readonly string[];
  readonly not?: readonly string[];
  readonly any?: true;
  /** Values whose rows are contacts at all: where an empty cell is no consent. */
  readonly where?: readonly string[];
  /** Its values in the first rows; '' is an empty cell. */
  readonly values: readonly {
    readonly value: string;
    readonly times: number;
    readonly meaning: ValueMeaning;
  }[];
}

/** Columns that may be it. More than one that is sure of its name is nothing to guess about. */
export function optOutCandidates(
  { columns }: TableLook,
  phones: readonly string[],
): { readonly column: string; readonly means: OptOutMeans }[] {
  const free = columns.filter((look) => !phones.includes(look.name) && !isMostlyPhones(look));
  const named = (names: readonly string[]) => free.filter(({ name }) => names.includes(plainName(name)));
  const sure = [
    ...named(optOutNames).map(({ name }) => ({ column: name, means: 'opt-out' as const })),
    ...named(optInNames).map(({ name }) => ({ column: name, means: 'opt-in' as const })),
  ];
  if (sure.length > 0) return sure;
  return named(perhapsOptInNames)
    .filter(saysYesOrNo)
    .map(({ name }) => ({ column: name, means: 'opt-in' as const }));
}

/**
 * How a column is to be read, by what is in it and what somebody has said about it.
 *
 * @throws UsageError where no pipeline can read it as it is meant
 */
export function proposeOptOut(
  look: ColumnLook,
  means: OptOutMeans,
  choices: Pick<Choices, 'optedOut' | 'notOptedOut' | 'empty'>,
  rows: number,
): OptOutProposal {
  const hasDates = saysOnlyDates(look) || look.values.some(([value]) => usualReading(value) === 'date');
  if (hasDates && means === 'opt-in')
    throw new UsageError(
      `The column "${look.name}" holds dates: a pipeline cannot read on which day somebody agreed.`,
      {
        advice:
          'Nothing was written. Give a column that says yes or no (--opt-in COLUMN), or say that there is none (--no-opt-out) and leave the others out by "where".',
      },
    );
  const empty = choices.empty ?? 'left-out';
  const spec = { column: look.name, means, ...wordsOf(look, means, choices, hasDates, empty) };
  const reads = compileOptOut(spec, () => 0, 1);
  const meaningOf = (value: string): ValueMeaning => {
    const reading = reads?.read({ line: 0, fields: [value] }) ?? 'none';
    if (reading === 'yes' || reading === 'date') return 'opted out';
    if (reading === 'odd') return 'odd';
    return reading === 'none' && spec.where ? 'left out' : 'gets SMS';
  };
  const values = look.values.map(([value, times]) => ({ value, times, meaning: meaningOf(value) }));
  const without = rows - look.filled;
  return {
    ...spec,
    values: without > 0 ? [...values, { value: '', times: without, meaning: meaningOf('') }] : values,
  };
}

function wordsOf(
  look: ColumnLook,
  means: OptOutMeans,
  { optedOut = [], notOptedOut = [] }: Pick<Choices, 'optedOut' | 'notOptedOut'>,
  hasDates: boolean,
  empty: EmptyMeans,
): Pick<OptOutProposal, 'is' | 'not' | 'any' | 'where'> {
  const given = new Set([...optedOut, ...notOptedOut].map(fold));
  const found = (wanted: OptOutReading) =>
    look.values.flatMap(([value]) => (readingOf(value) === wanted && !given.has(fold(value)) ? [value] : []));
  const list = (words: readonly string[], more: readonly string[], besides: readonly string[]) => {
    const others = new Set(besides.map(fold));
    return once([...words.filter((word) => !others.has(fold(word))), ...more]);
  };
  if (means === 'opt-in') {
    const not = list(yesWords, [...found('yes'), ...notOptedOut], optedOut);
    const is = list(noWords, [...found('no'), ...optedOut], notOptedOut);
    if (empty === 'opted-out') return { is: ['', ...is], not };
    return { is, not, ...(empty === 'left-out' && { where: not }) };
  }
  const ticked = look.values.some(([value]) => isTick(value));
  const not =
    notOptedOut.length > 0 ? { not: list(noWords, [...found('no'), ...notOptedOut], optedOut) } : {};
  if (hasDates) return { any: true, ...not };
  const is =
    ticked || optedOut.length > 0 ? { is: list(yesWords, [...found('yes'), ...optedOut], notOptedOut) } : {};
  return { ...is, ...not };
}

function once(words: readonly string[]): string[] {
  const seen = new Set<string>();
  return words
    .map((word) => word.toLowerCase())
    .filter((word) => !seen.has(fold(word)) && seen.add(fold(word)));
}

function isMostlyPhones({ filled, numbers }: ColumnLook): boolean {
  return filled > 0 && numbers > filled / 2;
}
