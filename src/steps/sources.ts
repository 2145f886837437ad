import type { Pipeline, PipelineOptOutSource, PipelineSource } from '../config/schema.ts';
import { todayAt } from '../contact/day.ts';
import type { Desired } from '../contact/desired.ts';
import type { SourceRecord } from '../contact/record.ts';
import type { Warning } from '../contact/rejection.ts';
import type { SourceRead } from '../contact/source-read.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { csvSource } from '../extract/csv.ts';
import { swallowedRows } from '../extract/csv-record.ts';
import type { MysqlSourceOptions } from '../extract/mysql/mysql.ts';
import { postgresSource } from '../extract/postgres.ts';
import type { OpenSource, Source } from '../extract/source.ts';
import type { XlsxSourceOptions } from '../extract/xlsx/xlsx.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { plainTables, type Tables } from '../table/tables.ts';
import { createTransform, type SourceIntake } from '../transform/transform.ts';
import { type Bounds, type Counted, withinBounds } from './bounds.ts';
import { createOrdinaryRecords } from './ordinary-records.ts';
import { isStandardInput, refuseReadTwice } from './standard-input.ts';

/** What the sources ask for, with warnings that concern whole sources. */
export interface Extracted {
  readonly desired: Desired;
  readonly warnings: readonly Warning[];
  /** The columns of each source, by its name. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** Each source as it was read. */
  readonly read: readonly SourceRead[];
}

/**
 * Reads every source of a pipeline to its end, one after the other, into one desired state (E1, E2).
 *
 * @param allowEmpty a source that is empty is no error (E5)
 * @param tables what the contacts are kept in; those of a run are compact
 * @param open what gives the records of a source; of a test, its rows
 * @throws SourceError when a source cannot be read to its end: nothing is planned from half a source
 * @throws RefusedError when a source is empty, counted after `where` (E5)
 * @throws UsageError when a configured column is not there, or two sources are the same pipe
 */
export async function readSources(
  pipeline: Pipeline,
  allowEmpty: boolean,
  environment: RunEnvironment,
  tables: Tables = plainTables,
  open: typeof sourceOf = sourceOf,
): Promise<Extracted> {
  const { bounds } = pipeline;
  refuseReadTwice(pipeline, environment.cwd);
  const transform = createTransform({
    ...pipeline.transform,
    mostGroups: bounds.groupsPerRecord,
    longestCell: bounds.cellCharacters,
    today: todayAt(environment.now()),
    tables,
  });
  const warnings: Warning[] = [];
  const names = sourceNames([...pipeline.sources, ...pipeline.optOuts]);
  const columns: Record<string, readonly string[]> = {};
  const allRead: SourceRead[] = [];

  const read = async (
    what: Pick<SourceRead, 'name' | 'kind' | 'type' | 'path'>,
    source: Source,
    makeIntake: (opened: OpenSource) => SourceIntake,
  ) => {
    const { intake, file } = await readInto(source, environment, makeIntake, (counted) =>
      withinBounds(source.name, { ...counted, groups: transform.groups() }, bounds),
    );
    allRead.push({
      ...what,
      rows: intake?.counts().read ?? 0,
      ...(file && { modifiedAt: file.modifiedAt.toISOString(), bytes: file.bytes }),
    });
    return intake;
  };

  for (const [index, spec] of pipeline.sources.entries()) {
    const name = names[index] as string;
    const { label: _label, type, ...mapping } = spec;
    const what = { name, kind: 'source', ...placeOf(spec) } as const;
    const source = open(name, spec, bounds, environment);
    const intake = await read(what, source, ({ columns: found, otherDelimiter }) => {
      columns[name] = found;
      return transform.source(
        { ...mapping, source: name, shown: source.name, isWorkbook: type === 'xlsx', otherDelimiter },
        found,
      );
    });
    if (!allowEmpty) refuseEmpty(source.name, intake);
  }
  /** Lists of opt-outs without a number: all who were in them are lost. */
  let lists = 0;
  for (const [index, spec] of pipeline.optOuts.entries()) {
    const name = names[pipeline.sources.length + index] as string;
    const what = { name, kind: 'optOuts', ...placeOf(spec) } as const;
    const source = open(name, spec, bounds, environment);
    const intake = await read(what, source, ({ columns: found, otherDelimiter }) => {
      columns[name] = found;
      const { phone, empty } = spec;
      return transform.optOuts({ source: name, shown: source.name, phone, empty, otherDelimiter }, found);
    });
    if (intake?.hasNumbers()) continue;
    lists++;
    const rows = intake?.counts().read ?? 0;
    warnings.push({ code: 'empty-opt-outs', figures: { source: source.name, ...(rows > 0 && { rows }) } });
  }
  if (pipeline.sources.length === 0 && lists === pipeline.optOuts.length && !allowEmpty)
    throw new RefusedError('The lists of opt-outs hold not one number, and the pipeline has no sources.', {
      advice:
        'Nothing was changed. Look at the exports that make them. If they are meant to be empty: --allow-empty',
    });
  const desired = transform.finish();
  return {
    desired: { ...desired, lostOptOuts: desired.lostOptOuts + lists },
    warnings,
    columns,
    read: allRead,
  };
}

function placeOf(spec: PipelineSource | PipelineOptOutSource): Pick<SourceRead, 'type' | 'path'> {
  return { type: spec.type, ...('path' in spec && spec.path !== '-' && { path: spec.path }) };
}

/** @throws RefusedError for a source without rows, or whose rows hold not one number (E5) */
function refuseEmpty(name: string, intake: SourceIntake | undefined): void {
  const { read = 0, filtered = 0 } = intake?.counts() ?? {};
  if (read > filtered && intake?.hasNumbers()) return;
  const advice =
    'Nothing was changed. Look at the export that makes it. If it is meant to be empty: --allow-empty';
  if (read > filtered)
    throw new RefusedError(`The source ${name} has rows (${read - filtered}) and not one phone number.`, {
      advice,
    });
  const why = filtered > 0 ? `all of its ${filtered} rows are left out by "where"` : 'it has no rows';
  throw new RefusedError(`The source ${name} is empty: ${why}.`, { advice });
}

async function readInto(
  source: Source,
  { signal, emit }: RunEnvironment,
  makeIntake: (opened: OpenSource) => SourceIntake,
  check: (counted: Counted) => void,
): Promise<{ readonly intake: SourceIntake | undefined; readonly file: OpenSource['file'] }> {
  const opened = await source.open({ signal });
  const { file } = opened;
  try {
    if (opened.empty) return { intake: undefined, file };
    check({ columns: opened.columns.length });
    const intake = makeIntake(opened);
    const refuseSwallowed = ({ line, spans = [] }: SourceRecord): never => {
      throw swallowedRows(source.name, line, line + spans.length - 1);
    };
    if (opened.header && intake.headerSwallows(opened.header)) refuseSwallowed(opened.header);
    const records =
      intake.ordinary && !opened.offersRows
        ? createOrdinaryRecords(intake.ordinary, opened.columns.length)
        : undefined;
    for await (const batch of opened.batches(intake.ordinary)) {
      for (const [index, record] of batch.entries()) {
        if (records?.take(record, batch[index + 1])) continue;
        if (record.spans && intake.swallows(record)) refuseSwallowed(record);
        intake.add(record);
      }
      check({ rows: intake.counts().read });
      emit({ kind: 'progress', step: 'source', name: source.name, done: intake.counts().read });
    }
    intake.end();
    check({ rows: intake.counts().read });
    return { intake, file };
  } finally {
    await opened.close();
  }
}

/** A source as a pipeline says of it, to be opened. */
export function sourceOf(
  name: string,
  spec: PipelineSource | PipelineOptOutSource,
  { megabytes, timesUnpacked, columns, rowCharacters, jsonMegabytes }: Bounds,
  { stdin, cwd, env }: RunEnvironment,
): Source {
  if (spec.type === 'postgres')
    return postgresSource({ name, url: spec.url, query: spec.query, timeoutSeconds: spec.timeoutSeconds });
  if (spec.type === 'mysql' || spec.type === 'sqlserver') {
    const { type, url, query, timeoutSeconds } = spec;
    return driverSource(type, { name, url, query, timeoutSeconds });
  }
  if (spec.type === 'http')
    return {
      name,
      open: async (openOptions) =>
        (await import('../extract/http/http-source.ts'))
          .httpSource({
            ...spec,
            name,
            ...{ headers: spec.headers ?? {}, env, megabytes, jsonMegabytes, timesUnpacked, rowCharacters },
            mostColumns: columns,
          })
          .open(openOptions),
    };
  const file = {
    name: shownName(name, spec),
    path: isStandardInput(spec.path, cwd) ? '-' : spec.path,
    limits: { stallSeconds: spec.stallSeconds, megabytes, timesUnpacked, cwd },
    ...(spec.skipRows !== undefined && { skipRows: spec.skipRows }),
    stdin,
  };
  if (spec.type === 'xlsx') return workbookSource({ ...file, sheet: spec.sheet, mostColumns: columns });
  return csvSource({
    ...file,
    encoding: spec.encoding,
    delimiter: spec.delimiter,
    rowCharacters,
    ...(spec.quote && { quote: spec.quote }),
  });
}

/** A driver is loaded by those alone who have such a database. */
function driverSource(type: 'mysql' | 'sqlserver', options: MysqlSourceOptions): Source {
  return {
    name: options.name,
    open: async (openOptions) => {
      const source =
        type === 'mysql'
          ? (await import('../extract/mysql/mysql.ts')).mysqlSource(options)
          : (await import('../extract/sqlserver/sqlserver.ts')).sqlServerSource(options);
      return source.open(openOptions);
    },
  };
}

/** What reads workbooks is loaded by those alone who have one. */
export function workbookSource(options: XlsxSourceOptions): Source {
  return {
    name: options.name,
    open: async (openOptions) =>
      (await import('../extract/xlsx/xlsx.ts')).xlsxSource(options).open(openOptions),
  };
}

/** A source as messages name it: with the file that is read, where it is called otherwise; by that alone, where it stands in. */
function shownName(name: string, spec: FileSpec): string {
  const read = spec.path === '-' ? 'standard input' : spec.path;
  if (standsInFor(spec) !== undefined && !spec.label) return read;
  if (name === spec.path || name.startsWith(`${spec.path}#`) || (spec.path === '-' && !spec.label))
    return name;
  return `${name} (${read})`;
}

type FileSpec = Extract<PipelineSource | PipelineOptOutSource, { readonly path: string }>;

/** The path that a source's keys are known by, where another file is read in its place (`--input`). */
function standsInFor(spec: PipelineSource | PipelineOptOutSource): string | undefined {
  return 'inPlaceOf' in spec && typeof spec.inPlaceOf === 'string' ? spec.inPlaceOf : undefined;
}

/** What sources are called: their label, else the path, else the position; each once. */
export function sourceNames(sources: readonly (PipelineSource | PipelineOptOutSource)[]): string[] {
  const names = sources.map((spec, index) => {
    if (spec.label) return spec.label;
    if (!('path' in spec)) return `${spec.type}-${index + 1}`;
    const path = standsInFor(spec) ?? spec.path;
    return path === '-' ? 'stdin' : path;
  });
  const twice = sources.find((spec, index) => spec.label && names.indexOf(spec.label) !== index);
  if (twice)
    throw new UsageError(`Two sources have the label "${twice.label}": their keys could not be told apart.`);
  return names.map((name, index) => (names.indexOf(name) === index ? name : `${name}#${index + 1}`));
}

/**
 * The pipeline with its one file read from somewhere else (`--input`).
 *
 * @throws UsageError when it has not exactly one, or two of its sources are the same pipe then
 */
export function withInput(pipeline: Pipeline, input: string | undefined, cwd: string): Pipeline {
  const read = input === undefined ? pipeline : readFrom(pipeline, input);
  refuseReadTwice(read, cwd);
  return read;
}

function readFrom(pipeline: Pipeline, input: string): Pipeline {
  const places = pipeline.sources.flatMap((spec, index) => ('path' in spec ? [index] : []));
  if (places.length !== 1)
    throw new UsageError(
      `--input needs a pipeline with exactly one source that is a file (csv, xlsx); ${pipeline.name} has ${places.length}.`,
    );
  const sources = pipeline.sources.map((spec, index) =>
    index === places[0] && 'path' in spec ? { ...spec, inPlaceOf: spec.path, path: input } : spec,
  );
  return { ...pipeline, sources };
}
