/** What may have become of a change, in the order of the table's indexes. */
export const outcomeCodes = ['done', 'failed', 'unknown', 'skipped', 'pending'] as const;

/**
 * Changes as the page's table reads them: lists by column, and everything that repeats by its index, so that a hundred
 * thousand changes take few bytes.
 */
export interface TableData {
  /** Names of the kinds, of groups, of outcomes, and reasons; what stands below are indexes into them. */
  readonly kinds: readonly string[];
  readonly groups: readonly string[];
  readonly outcomes: readonly string[];
  /** Of a run that was held back: changes that are pending wait for somebody's word. */
  readonly isHeld?: true;
  readonly reasons: readonly string[];
  /** By contact: number, name before and after (0: not there), groups before and after. */
  readonly msisdn: readonly string[];
  readonly before: readonly (string | 0)[];
  readonly after: readonly (string | 0)[];
  readonly groupsBefore: readonly (readonly number[])[];
  readonly groupsAfter: readonly (readonly number[])[];
  /** How many rows are changes; those behind them are contacts that are left alone, and of the last kind. */
  readonly changes: number;
  /** By row. */
  readonly kind: readonly number[];
  readonly contact: readonly number[];
  /** The group that is joined or left; -1 for other kinds. */
  readonly group: readonly number[];
  /** Why a number is blocked; -1 for other kinds. */
  readonly reason: readonly number[];
  /** Empty for a plan; -1 for rows that are no changes. */
  readonly outcome: readonly number[];
}
