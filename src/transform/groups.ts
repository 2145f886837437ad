import { further, type Path } from '../contact/paths.ts';
import type { SourceRecord } from '../contact/record.ts';
import { UsageError } from '../errors.ts';
import { ownText, usualCellCharacters } from './cell-limits.ts';
import type { FindColumn } from './columns.ts';
import { oneOf } from './conditions.ts';
import { fieldValues } from './fields.ts';
import { isGarbled } from './garbled.ts';
import type { GroupNames } from './group-names.ts';
import type { GroupSpec } from './mapping.ts';
import { parseTemplate } from './template.ts';
import { cleanText } from './text.ts';

/** Told of what cannot be a group, and of what may be several. */
export interface GroupsReport {
  /** A name that can be no group, with its column and why. */
  reject(
    column: string,
    value: string,
    code: 'reserved-group' | 'cell-too-long' | 'too-many-groups' | 'garbled-text',
  ): void;
  /** A cell that looks like several groups, in a column that the pipeline gives no separator. */
  unsplit(column: string): void;
}

export interface GroupReader {
  /** Indexes of the columns that groups come from. */
  readonly indexes: readonly number[];
  /** The same, and those of columns whose words decide. */
  readonly asked: readonly number[];
  /** Names that stand in the pipeline itself. */
  readonly constants: readonly string[];
  /** Reads the groups of a record; names that cannot be used are reported with their column (T3). */
  read(record: SourceRecord, report: GroupsReport): readonly string[];
}

/** One spec, compiled: raw names, and the columns that they come from. */
interface GroupPart {
  readonly column: string;
  readonly indexes: readonly number[];
  readonly values: (record: SourceRecord) => readonly string[];
  /** The column whose words decide; garbled, it says neither yes nor no (E7). */
  readonly decidedBy?: number;
  /** A column that is one group; with one of these signs it may be several. */
  readonly isWhole?: boolean;
}

/** What bounds the groups of a record. */
export interface GroupBounds {
  readonly most?: number | undefined;
  readonly longest?: number | undefined;
  readonly isNothing?: (text: string, index: number) => boolean;
}

const none: readonly string[] = [];

/**
 * Compiles the groups of a source (T5).
 *
 * @param bounds.most how many a record may have; none of more is taken
 * @param bounds.longest how many characters one may have
 * @param bounds.isNothing whether an element of a list is a word that stands for nothing (E7)
 * @throws UsageError when a column is not there, or a name that stands in the pipeline can be no group
 */
export function compileGroups(
  specs: readonly GroupSpec[],
  find: FindColumn,
  names: GroupNames,
  {
    most = Number.POSITIVE_INFINITY,
    longest = usualCellCharacters,
    isNothing = () => false,
  }: GroupBounds = {},
): GroupReader {
  const usable = ({ column, isWhole }: GroupPart, given: readonly string[], report: GroupsReport): string[] =>
    given.flatMap((value) => {
      if (value.length > longest) {
        report.reject(column, value, 'cell-too-long');
        return [];
      }
      if (isWhole && /[;|]/.test(value)) report.unsplit(column);
      const name = names.clean(value);
      if (isReserved(name)) report.reject(column, value, 'reserved-group');
      return name === '' || isReserved(name) ? [] : [name];
    });
  const parts = specs.map((spec) => compileSpec(spec, find, isNothing));
  const asked = [
    ...new Set(
      parts.flatMap((part) => [...part.indexes, ...(part.decidedBy === undefined ? [] : [part.decidedBy])]),
    ),
  ];
  return {
    indexes: [...new Set(parts.flatMap(({ indexes }) => indexes))],
    asked,
    constants: specs.filter((spec) => typeof spec === 'string' && !spec.includes('{')) as string[],
    read: remembered(asked, (record, report) => {
      const groups: string[] = [];
      for (const part of parts) {
        const given = part.values(record);
        if (given.length > most) report.reject(part.column, `${given.length} groups`, 'too-many-groups');
        else if (given.length === 0 && part.decidedBy !== undefined) tellGarbled(part, record, report);
        else for (const group of usable(part, given, report)) groups.push(group);
      }
      return names.list(groups);
    }),
  };
}

/** So many combinations of cells are remembered, of so many characters at most in each cell. */
const mostRemembered = 10_000;
const longestRemembered = 100;

/** Reads each combination of cells once: most rows have one of a few hundred. What something is to be told of is read again. */
function remembered(indexes: readonly number[], read: GroupReader['read']): GroupReader['read'] {
  const root: Path<readonly string[]> = {};
  let count = 0;

  const keep = (value: string): string | undefined => {
    if (value.length > longestRemembered || count >= mostRemembered) return undefined;
    count++;
    return ownText(value);
  };
  /** The place of a record's combination; made where there is room for it. */
  const placeOf = ({ fields }: SourceRecord): Path<readonly string[]> | undefined => {
    let place: Path<readonly string[]> | undefined = root;
    for (const index of indexes) {
      const value = fields[index];
      if (typeof value !== 'string') return undefined;
      place = further(place, value, keep);
      if (place === undefined) return undefined;
    }
    return place;
  };

  return (record, report) => {
    const place = placeOf(record);
    if (place?.value) return place.value;
    let isTold = false;
    const groups = read(record, {
      reject: (...args) => {
        isTold = true;
        report.reject(...args);
      },
      unsplit: (column) => {
        isTold = true;
        report.unsplit(column);
      },
    });
    if (place && !isTold) place.value = groups;
    return groups;
  };
}

/** Jojka takes a group of this name for every contact (T3). */
function isReserved(name: string): boolean {
  return name.length === 3 && name.toLowerCase() === 'all';
}

function tellGarbled(
  { column, decidedBy = -1 }: GroupPart,
  record: SourceRecord,
  report: GroupsReport,
): void {
  const value = fieldValues(record, decidedBy).find(isGarbled);
  if (value !== undefined) report.reject(column, value, 'garbled-text');
}

function compileSpec(
  spec: GroupSpec,
  find: FindColumn,
  isNothing: (text: string, index: number) => boolean,
): GroupPart {
  if (typeof spec === 'string') return compileText(spec, find);
  const { column } = spec;
  const index = find(column);
  if ('group' in spec) {
    const isYes = oneOf(spec.is);
    const given = [checkConstant(spec.group)];
    return {
      column,
      indexes: [],
      decidedBy: index,
      values: (record) => (fieldValues(record, index).some(isYes) ? given : none),
    };
  }
  const { separator } = spec;
  return {
    column,
    indexes: [index],
    isWhole: separator === undefined,
    values: (record) => {
      const value = record.fields[index] ?? '';
      if (value === '') return none;
      if (typeof value !== 'string') return value;
      if (separator === undefined) return [value];
      return value.split(separator).filter((one) => !isNothing(one, index));
    },
  };
}

/** A constant or a template. An empty column gives no group, a list one for each element. */
function compileText(text: string, find: FindColumn): GroupPart {
  const pieces = parseTemplate(text);
  const columns = pieces.flatMap((piece) => ('column' in piece ? [piece.column] : []));
  if (columns.length === 0) {
    const given = [checkConstant(pieces.map((piece) => ('text' in piece ? piece.text : '')).join(''))];
    return { column: text, indexes: [], values: () => given };
  }
  const fillers = pieces.map((piece) => ('text' in piece ? piece.text : find(piece.column)));
  const indexes = fillers.filter((filler) => typeof filler === 'number');
  return { column: columns.join(', '), indexes, values: (record) => fill(fillers, record) };
}

/** Puts a record's values in the place of column indexes. */
function fill(pieces: readonly (string | number)[], record: SourceRecord): readonly string[] {
  let text = '';
  for (const piece of pieces) {
    const value = typeof piece === 'string' ? piece : (record.fields[piece] ?? '');
    if (typeof value !== 'string') {
      const rest = pieces.slice(pieces.indexOf(piece) + 1);
      return value
        .filter((one) => cleanText(one) !== '')
        .flatMap((one) => fill([text, one, ...rest], record));
    }
    if (typeof piece === 'number' && cleanText(value) === '') return none;
    text += value;
  }
  return [text];
}

function checkConstant(group: string): string {
  const name = cleanText(group);
  if (name !== '' && !isReserved(name)) return group;
  throw new UsageError(`The group "${group}" of the pipeline cannot be used.`, {
    advice:
      name === ''
        ? 'Nothing is left of it without the characters that Jojka cannot take. Give it a name.'
        : 'Jojka takes the name "all" for every contact. Choose another one.',
  });
}
