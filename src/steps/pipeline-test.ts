import type { PipelineTest, TestRow } from '../config/pipeline-test.ts';
import type { Pipeline, PipelineOptOutSource, PipelineSource } from '../config/schema.ts';
import type { Desired } from '../contact/desired.ts';
import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';
import type { Source } from '../extract/source.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { fold } from '../transform/fold.ts';
import { parseTemplate } from '../transform/template.ts';
import { readSources, sourceNames } from './sources.ts';

/** What came of a test that should not have, or did not come. Codes and values; the words are the report's. */
export type Difference =
  | {
      readonly kind: 'missing-contact' | 'unexpected-contact';
      readonly number: string;
      readonly name: string;
      readonly groups: readonly string[];
    }
  | { readonly kind: 'name'; readonly number: string; readonly expected: string; readonly got: string }
  | {
      readonly kind: 'groups';
      readonly number: string;
      readonly expected: readonly string[];
      readonly got: readonly string[];
    }
  | {
      readonly kind: 'missing-rejection' | 'unexpected-rejection';
      readonly source: string;
      readonly row: number;
      readonly code: string;
      readonly field: string;
      readonly value: string;
    }
  | { readonly kind: 'missing-opt-out' | 'unexpected-opt-out'; readonly number: string };

/** A test, and how what came differs from what it expects; nothing where it does not. */
export interface TestOutcome {
  readonly name: string;
  readonly differences: readonly Difference[];
}

/** What came of a pipeline's tests. */
export interface Tested {
  readonly pipeline: string;
  readonly file: string;
  readonly tests: readonly TestOutcome[];
}

type Spec = PipelineSource | PipelineOptOutSource;

/**
 * Reads the rows of a test as the pipeline would read them, by the same steps, and compares.
 *
 * @throws UsageError when its rows are of no source of the pipeline, or of columns that it does not name
 */
export async function runPipelineTest(
  pipeline: Pipeline,
  test: PipelineTest,
  environment: RunEnvironment,
): Promise<TestOutcome> {
  const specs = [...pipeline.sources, ...pipeline.optOuts];
  const names = sourceNames(specs);
  const rowsOf = rowsBySource(pipeline, names, test);
  const open = (name: string, spec: Spec): Source =>
    rowsSource(name, columnsOf(spec), rowsOf.get(name) ?? [], test.name);
  const { today } = test;
  const then = today === undefined ? environment : { ...environment, now: () => new Date(today) };
  const { desired } = await readSources(pipeline, true, then, undefined, open);
  return { name: test.name, differences: differencesOf(desired, test) };
}

function rowsBySource(
  { sources }: Pipeline,
  names: readonly string[],
  { name, rows }: PipelineTest,
): ReadonlyMap<string, readonly TestRow[]> {
  if (Array.isArray(rows)) {
    if (sources.length !== 1)
      throw new UsageError(
        `The test ${JSON.stringify(name)} does not say which source its rows are of: the pipeline has ${sources.length}.`,
        {
          advice: `Give each source its rows, by its name: ${names.map((each) => JSON.stringify(each)).join(', ')}.`,
        },
      );
    return new Map([[names[0] as string, rows]]);
  }
  const unknown = Object.keys(rows).find((each) => !names.includes(each));
  if (unknown !== undefined) {
    const near = nearest(unknown, names);
    throw new UsageError(
      `The test ${JSON.stringify(name)} has rows of ${JSON.stringify(unknown)}, and the pipeline has no such source.`,
      {
        advice: `Its sources and lists of opt-outs are: ${names.map((each) => JSON.stringify(each)).join(', ')}.${near ? ` Did you mean ${JSON.stringify(near)}?` : ''}`,
      },
    );
  }
  return new Map(Object.entries(rows));
}

/** The columns that a pipeline names: those that a test has, each empty where a row does not say otherwise. */
function columnsOf(spec: Spec): string[] {
  const listed = (one: string | readonly string[] | undefined) => [one ?? []].flat();
  const all = [...listed(spec.phone)];
  if ('groups' in spec) {
    all.push(...listed(spec.id), ...listed(spec.name), ...listed(spec.optOut?.column));
    all.push(...Object.keys(spec.where ?? {}), ...listed(spec.consent?.column), ...listed(spec.consent?.at));
    for (const group of spec.groups)
      if (typeof group !== 'string') all.push(group.column);
      else all.push(...parseTemplate(group).flatMap((piece) => ('column' in piece ? [piece.column] : [])));
  }
  return all.filter((name, index) => all.findIndex((other) => fold(other) === fold(name)) === index);
}

function rowsSource(
  name: string,
  columns: readonly string[],
  rows: readonly TestRow[],
  test: string,
): Source {
  const folded = columns.map(fold);
  const records = rows.map((row, index) => {
    const fields: (string | readonly string[])[] = columns.map(() => '');
    for (const [column, value] of Object.entries(row)) {
      const at = folded.indexOf(fold(column));
      if (at < 0) throw unknownColumn(test, name, index + 1, column, columns);
      fields[at] = value;
    }
    return { line: index + 1, fields };
  });
  return {
    name,
    open: async () => ({
      columns,
      empty: false,
      async *batches() {
        if (records.length > 0) yield records;
      },
      close: async () => {},
    }),
  };
}

function unknownColumn(
  test: string,
  source: string,
  row: number,
  column: string,
  columns: readonly string[],
): UsageError {
  const near = nearest(column, columns);
  return new UsageError(
    `The test ${JSON.stringify(test)} gives row ${row} a column ${JSON.stringify(column)}, which the pipeline does not read from ${source}.`,
    {
      advice: `It reads: ${columns.join(', ')}.${near ? ` Did you mean "${near}"?` : ''}`,
    },
  );
}

function differencesOf(desired: Desired, test: PipelineTest): Difference[] {
  return [...ofContacts(desired, test), ...ofRejections(desired, test), ...ofOptOuts(desired, test)];
}

function ofContacts(desired: Desired, { contacts }: PipelineTest): Difference[] {
  const expected = new Set(contacts.map(({ number }) => number));
  return [
    ...contacts.flatMap(({ number, name, groups }): Difference[] => {
      const got = desired.contacts.get(number);
      if (!got) return [{ kind: 'missing-contact', number, name: name ?? '', groups: groups ?? [] }];
      const isOther = groups !== undefined && !isSameSet(groups, got.groups);
      return [
        ...(name !== undefined && name !== got.name
          ? [{ kind: 'name' as const, number, expected: name, got: got.name }]
          : []),
        ...(isOther ? [{ kind: 'groups' as const, number, expected: groups, got: got.groups }] : []),
      ];
    }),
    ...[...desired.contacts.values()]
      .filter(({ msisdn }) => !expected.has(msisdn))
      .map(({ msisdn, name, groups }) => ({
        kind: 'unexpected-contact' as const,
        number: msisdn,
        name,
        groups,
      })),
  ];
}

/** Each expected rejection is met by one that came. */
function ofRejections(desired: Desired, { rejections }: PipelineTest): Difference[] {
  const left = [...desired.rejections];
  const missing = rejections.filter(({ row, code, field, source }) => {
    const at = left.findIndex(
      (got) =>
        got.line === row &&
        got.code === code &&
        (field ?? got.field) === got.field &&
        (source ?? got.source) === got.source,
    );
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map(({ row, code, field = '', source = '' }) => ({
      kind: 'missing-rejection' as const,
      ...{ source, row, code, field, value: '' },
    })),
    ...left.map(({ source, line, code, field, value }) => ({
      kind: 'unexpected-rejection' as const,
      ...{ source, row: line, code, field, value },
    })),
  ];
}

function ofOptOuts(desired: Desired, { optOuts }: PipelineTest): Difference[] {
  return [
    ...optOuts
      .filter((number) => !desired.optOuts.has(number))
      .map((number) => ({ kind: 'missing-opt-out' as const, number })),
    ...[...desired.optOuts]
      .filter((number) => !optOuts.includes(number))
      .map((number) => ({ kind: 'unexpected-opt-out' as const, number })),
  ];
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && [...one].sort().join('\n') === [...other].sort().join('\n');
}
