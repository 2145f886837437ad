import { findColumns } from '../transform/columns.ts';
import type { TableLook } from './column-look.ts';

/** What somebody has said already, by options or by answers; what is left out is proposed. False: none of it. */
export interface Choices {
  readonly id?: string | false | undefined;
  readonly phone?: readonly string[] | undefined;
  /** Columns of the name, in the order in which they are joined. */
  readonly names?: readonly string[] | undefined;
  readonly groupColumns?: readonly string[] | undefined;
  /** The group that everybody is in. */
  readonly everybody?: string | false | undefined;
  readonly optOut?: { readonly column: string; readonly means: OptOutMeans } | false | undefined;
  /** Values of the opt-out column by which somebody is opted out, beyond the usual ones. */
  readonly optedOut?: readonly string[] | undefined;
  /** Values by which he is not. */
  readonly notOptedOut?: readonly string[] | undefined;
  /** What an empty cell means in a column whose yes allows SMS. */
  readonly empty?: EmptyMeans | undefined;
  readonly absent?: Absent | undefined;
}

/** What a yes in the column means: that the person is opted out, or that he may get SMS. */
export type OptOutMeans = 'opt-out' | 'opt-in';

/** Of an empty cell where consent is asked for: no contact and not blocked, blocked, or a contact like those who said yes. */
export const emptyMeanings = ['left-out', 'opted-out', 'texted'] as const;
export type EmptyMeans = (typeof emptyMeanings)[number];

/** What happens to contacts that the source no longer has (P3). */
export const absentChoices = ['remove-managed', 'keep', 'remove-all'] as const;
export type Absent = (typeof absentChoices)[number];

/**
 * The names of columns as the source writes them.
 *
 * @throws UsageError that lists the columns there are (E3)
 */
export function columnsNamed(look: TableLook, source: string, names: readonly string[]): string[] {
  const there = look.columns.map(({ name }) => name);
  const find = findColumns(source, there);
  return names.map((name) => there[find(name)] as string);
}
