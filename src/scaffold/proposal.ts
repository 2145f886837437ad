import { UsageError } from '../errors.ts';
import { fold } from '../transform/fold.ts';
import { type Absent, type Choices, columnsNamed } from './choices.ts';
import type { ColumnLook, TableLook } from './column-look.ts';
import {
  firstNames,
  idNames,
  lastNames,
  mobileNames,
  notTheirPhone,
  phoneNames,
  plainName,
  wholeNames,
} from './column-names.ts';
import { proposeConditions } from './conditions.ts';
import { type GroupProposal, groupCandidates, proposeGroup } from './group-proposal.ts';
import { type OptOutProposal, optOutCandidates, proposeOptOut } from './opt-out-proposal.ts';

/** How a source is to be read: what somebody has chosen, and for the rest what its first rows suggest. */
export interface Proposal {
  readonly id?: string;
  readonly phone: readonly string[];
  readonly names: readonly string[];
  readonly groups: readonly GroupProposal[];
  /** The group that everybody is in. */
  readonly everybody?: string;
  readonly optOut?: OptOutProposal;
  /** Columns whose values say which rows are contacts. */
  readonly where: readonly { readonly column: string; readonly words: readonly string[] }[];
  readonly absent: Absent;
  readonly unused: readonly string[];
}

/**
 * Proposes how the columns of a source are to be read.
 *
 * @param source what messages call it
 * @throws UsageError when a column that was chosen is not there, no column holds phone numbers, or several may say who has
 *   opted out: that is not to be guessed
 */
export function propose(look: TableLook, source: string, choices: Choices): Proposal {
  const named = (names: readonly string[]) => columnsNamed(look, source, names);
  const phone = choices.phone ? named(choices.phone) : proposePhone(look, source);
  const optOut = optOutOf(look, source, phone, choices);
  const free = look.columns.filter(({ name }) => !phone.includes(name) && name !== optOut?.column);
  const id = choices.id ? named([choices.id])[0] : choices.id === false ? undefined : proposeId(free);
  const names = choices.names ? named(choices.names) : proposeNames(free);
  const groupLooks = choices.groupColumns
    ? looksOf(look, named(choices.groupColumns))
    : groupCandidates(free.filter(({ name }) => name !== id && !names.includes(name)));
  const groups = groupLooks.map(proposeGroup);
  const everybody = choices.everybody === false ? undefined : (choices.everybody ?? proposeEverybody(look));
  const where = [
    ...(optOut?.where ? [{ column: optOut.column, words: optOut.where }] : []),
    ...proposeConditions(free),
  ];
  const used = new Set([
    ...[id, ...phone, ...names, optOut?.column],
    ...[...groups, ...where].map(({ column }) => column),
  ]);
  return {
    ...(id !== undefined && { id }),
    phone,
    names,
    groups,
    ...(everybody && { everybody }),
    ...(optOut && { optOut }),
    where,
    absent: choices.absent ?? 'remove-managed',
    unused: look.columns.flatMap(({ name }) => (used.has(name) || name === '' ? [] : [name])),
  };
}

function looksOf({ columns }: TableLook, names: readonly string[]): ColumnLook[] {
  return names.flatMap((name) => columns.filter((look) => look.name === name));
}

/** Columns of phone numbers: by their names, mobiles first; where none is called so, by what they hold. */
export function phoneCandidates({ columns }: TableLook): string[] {
  const theirs = columns.filter(({ name }) => !notTheirPhone.test(plainName(name)));
  const byName = [...mobileNames, ...phoneNames].flatMap((known) =>
    theirs.filter(({ name, filled, numbers }) => plainName(name) === known && (filled === 0 || numbers > 0)),
  );
  const found =
    byName.length > 0 ? byName : theirs.filter(({ filled, mobiles }) => filled > 0 && mobiles > filled / 2);
  return found.map(({ name }) => name);
}

function proposePhone(look: TableLook, source: string): string[] {
  const found = phoneCandidates(look);
  if (found.length > 0) return found;
  const there = look.columns.map(({ name }) => name).join(', ');
  throw new UsageError(`No column of ${source} looks like one of phone numbers.`, {
    advice: `Nothing was written. Say which one: --phone COLUMN. Columns there are: ${there}.`,
  });
}

/** A key is there in every row, and never twice. */
function proposeId(columns: readonly ColumnLook[]): string | undefined {
  const key = columns.find(({ isKey }) => isKey);
  if (key) return key.name;
  const keys = columns.filter(({ filled, isUnique }) => isUnique && filled > 0);
  for (const known of idNames) {
    const found = keys.find(({ name }) => plainName(name) === known);
    if (found) return found.name;
  }
  return undefined;
}

function proposeNames(columns: readonly ColumnLook[]): string[] {
  const pick = (names: readonly string[]) =>
    names.flatMap((known) => columns.filter(({ name }) => plainName(name) === known)).at(0)?.name;
  const [first, last, whole] = [pick(firstNames), pick(lastNames), pick(wholeNames)];
  if (first !== undefined && last !== undefined) return [first, last];
  const only = whole ?? first ?? last;
  return only === undefined ? [] : [only];
}

/** A constant that is called like a column would look like its template. */
function proposeEverybody({ columns }: TableLook): string {
  const taken = new Set(columns.map(({ name }) => fold(name)));
  return ['Kunder', 'Kontakter', 'CRM'].find((group) => !taken.has(fold(group))) ?? 'jojka-sync';
}

function optOutOf(
  look: TableLook,
  source: string,
  phone: readonly string[],
  choices: Choices,
): OptOutProposal | undefined {
  if (choices.optOut === false) return undefined;
  const candidates = optOutCandidates(look, phone);
  if (!choices.optOut && candidates.length > 1)
    throw new UsageError(
      `Several columns of ${source} may say who has opted out: ${candidates.map(({ column }) => column).join(', ')}.`,
      {
        advice:
          'Nothing was written: that is not to be guessed. Say which one: --opt-out COLUMN where yes means no SMS, --opt-in COLUMN where yes means that SMS are welcome.',
      },
    );
  const chosen = choices.optOut ?? candidates[0];
  if (!chosen) return undefined;
  const [column] = columnsNamed(look, source, [chosen.column]);
  const found = look.columns.find(({ name }) => name === column) as ColumnLook;
  return proposeOptOut(found, chosen.means, choices, look.rows);
}
