import type { SourceRecord } from '../contact/record.ts';
import type { RejectionCode, Warning } from '../contact/rejection.ts';
import { type FindColumn, fieldText, fold, type GroupSpec } from './columns.ts';
import { cleanText } from './text.ts';

/** A group name that cannot be used, with the column it comes from. */
export interface RejectedGroup {
  readonly field: string;
  readonly code: RejectionCode;
  readonly value: string;
}

export interface GroupReader {
  /** Groups of a record: a shared list where another record has the same ones. Rejected names go to `reject`. */
  read(record: SourceRecord, reject: (group: RejectedGroup) => void): readonly string[];
}

/** What is known of group names over all sources: cleaned once each, and watched for look-alikes (T4). */
export interface GroupNames {
  clean(raw: string): string;
  /** The one list that stands for these names, so that equal lists are the same object. */
  list(names: readonly string[]): readonly string[];
  warnings(): Warning[];
}

/** Keeps group names and lists once each, however many contacts have them. */
export function createGroupNames(): GroupNames {
  const cleaned = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  return {
    clean: (raw) => {
      let name = cleaned.get(raw);
      if (name === undefined) {
        name = cleanText(raw);
        cleaned.set(raw, name);
      }
      return name;
    },
    list: (names) => {
      const key = names.join('\n');
      const known = lists.get(key);
      if (known) return known;
      const list = Object.freeze([...names]);
      lists.set(key, list);
      return list;
    },
    warnings: () => spellingWarnings(cleaned),
  };
}

/** T4: names that become one, or differ only in case, with every spelling that came up. */
function spellingWarnings(cleaned: ReadonlyMap<string, string>): Warning[] {
  const alike = new Map<string, { raw: Set<string>; names: Set<string> }>();
  for (const [raw, name] of cleaned) {
    if (name === '') continue;
    const entry = alike.get(fold(name)) ?? { raw: new Set(), names: new Set() };
    // White space at the ends is no other spelling.
    entry.raw.add(raw.trim());
    entry.names.add(name);
    alike.set(fold(name), entry);
  }
  return [...alike.values()]
    .filter(({ raw }) => raw.size > 1)
    .map(({ raw, names }) => {
      const spellings = [...raw].map((text) => JSON.stringify(text)).join(' and ');
      return names.size > 1
        ? {
            code: 'group-case',
            message: `The groups ${spellings} differ only in case; they are kept apart (T4).`,
          }
        : {
            code: 'group-spelling',
            message: `The groups ${spellings} become one: ${JSON.stringify([...names][0])} (T4).`,
          };
    });
}

/**
 * Compiles the groups of a source (T5).
 *
 * @throws UsageError when a column is not there
 */
export function compileGroups(specs: readonly GroupSpec[], find: FindColumn, names: GroupNames): GroupReader {
  const parts = specs.map((spec) => compileSpec(spec, find));
  return {
    read: (record, reject) => {
      const groups: string[] = [];
      for (const { field, values } of parts)
        for (const value of values(record)) {
          const name = names.clean(value);
          if (name === '' || groups.includes(name)) continue;
          if (name.toLowerCase() === 'all') reject({ field, code: 'reserved-group', value });
          else groups.push(name);
        }
      return names.list(groups);
    },
  };
}

interface GroupPart {
  readonly field: string;
  readonly values: (record: SourceRecord) => readonly string[];
}

function compileSpec(spec: GroupSpec, find: FindColumn): GroupPart {
  if (typeof spec === 'string') return compileTemplate(spec, find);
  const index = find(spec.column);
  if ('group' in spec) {
    const yes = new Set(spec.is.map(fold));
    const given = [spec.group];
    return { field: spec.column, values: (record) => (yes.has(fold(fieldText(record, index))) ? given : []) };
  }
  const { separator } = spec;
  return {
    field: spec.column,
    values: (record) => {
      const value = record.fields[index] ?? '';
      if (typeof value !== 'string') return value;
      if (value === '') return [];
      return separator === undefined ? [value] : value.split(separator);
    },
  };
}

/** `Ort {Ort}`: a template with an empty column gives no group. */
function compileTemplate(template: string, find: FindColumn): GroupPart {
  const columns = [...template.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name as string);
  if (columns.length === 0) {
    const constant = [template];
    return { field: template, values: () => constant };
  }
  const indexes = new Map(columns.map((column) => [column, find(column)]));
  return {
    field: columns.join(', '),
    values: (record) => {
      let isEmpty = false;
      const text = template.replace(/\{([^{}]+)\}/g, (_, column: string) => {
        const value = cleanText(fieldText(record, indexes.get(column) as number));
        if (value === '') isEmpty = true;
        return value;
      });
      return isEmpty ? [] : [text];
    },
  };
}
