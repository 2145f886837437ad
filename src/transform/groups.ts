import type { SourceRecord } from '../contact/record.ts';
import { UsageError } from '../errors.ts';
import { cellLimits } from './cell-limits.ts';
import type { FindColumn } from './columns.ts';
import { oneOf } from './conditions.ts';
import { fieldValues } from './fields.ts';
import type { GroupNames } from './group-names.ts';
import type { GroupSpec } from './mapping.ts';
import { parseTemplate } from './template.ts';
import { cleanText } from './text.ts';

/** Told of a name that can be no group, with its column and why. */
type RejectGroup = (
  column: string,
  value: string,
  code: 'reserved-group' | 'cell-too-long' | 'too-many-groups',
) => void;

export interface GroupReader {
  /** Indexes of the columns that groups come from. */
  readonly indexes: readonly number[];
  /** Names that stand in the pipeline itself. */
  readonly constants: readonly string[];
  /** Reads the groups of a record; names that cannot be used go to `reject` with their column (T3). */
  read(record: SourceRecord, reject: RejectGroup): readonly string[];
}

/** One spec, compiled: raw names, and the columns that they come from. */
interface GroupPart {
  readonly column: string;
  readonly indexes: readonly number[];
  readonly values: (record: SourceRecord) => readonly string[];
}

const none: readonly string[] = [];

/**
 * Compiles the groups of a source (T5).
 *
 * @param most how many a record may have; none of more is taken
 * @throws UsageError when a column is not there, or a name that stands in the pipeline can be no group
 */
export function compileGroups(
  specs: readonly GroupSpec[],
  find: FindColumn,
  names: GroupNames,
  most = Number.POSITIVE_INFINITY,
): GroupReader {
  const parts = specs.map((spec) => compileSpec(spec, find));
  return {
    indexes: [...new Set(parts.flatMap(({ indexes }) => indexes))],
    constants: specs.filter((spec) => typeof spec === 'string' && !spec.includes('{')) as string[],
    read: (record, reject) => {
      const groups: string[] = [];
      for (const { column, values } of parts) {
        const given = values(record);
        if (given.length > most) {
          reject(column, `${given.length} groups`, 'too-many-groups');
          continue;
        }
        for (const value of given) {
          if (value.length > cellLimits.text) {
            reject(column, value, 'cell-too-long');
            continue;
          }
          const name = names.clean(value);
          if (isReserved(name)) reject(column, value, 'reserved-group');
          else if (name !== '') groups.push(name);
        }
      }
      return names.list(groups);
    },
  };
}

/** Jojka takes a group of this name for every contact (T3). */
function isReserved(name: string): boolean {
  return name.length === 3 && name.toLowerCase() === 'all';
}

function compileSpec(spec: GroupSpec, find: FindColumn): GroupPart {
  if (typeof spec === 'string') return compileText(spec, find);
  const { column } = spec;
  const index = find(column);
  if ('group' in spec) {
    const isYes = oneOf(spec.is);
    const given = [checkConstant(spec.group)];
    return {
      column,
      indexes: [],
      values: (record) => (fieldValues(record, index).some(isYes) ? given : none),
    };
  }
  const { separator } = spec;
  return {
    column,
    indexes: [index],
    values: (record) => {
      const value = record.fields[index] ?? '';
      if (value === '') return none;
      if (typeof value !== 'string') return value;
      return separator === undefined ? [value] : value.split(separator);
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
