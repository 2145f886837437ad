import { userInfo } from 'node:os';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { loadPipeline } from '../config/load-file.ts';
import { type PipelineInput, pipelineSchema } from '../config/schema.ts';
import { accountVariable } from '../contact/account-variable.ts';
import { UsageError } from '../errors.ts';
import { csvSource } from '../extract/csv.ts';
import { postgresSource } from '../extract/postgres.ts';
import { lookAtRows, type TableLook } from '../scaffold/column-look.ts';
import { recipeFor } from '../scaffold/known-crms.ts';
import { type PipelineDraft, pipelineText } from '../scaffold/pipeline-text.ts';
import type { Proposal } from '../scaffold/proposal.ts';
import { type ScheduleName, type ScheduleSettings, schedules } from '../scaffold/schedule.ts';
import { envExample, gitIgnore, missingLines, type NeededVariable } from '../scaffold/side-files.ts';
import type { SourceDraft } from '../scaffold/source-draft.ts';
import type { NextSteps } from '../scaffold/summary.ts';
import { columnsFor, tableQuery } from '../scaffold/table-query.ts';
import { type Table, tableLabel, tablesOf, tablesQuery } from '../scaffold/tables.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { firstRows } from '../steps/first-rows.ts';
import { firstRowsOfUrl } from '../steps/first-rows-of-url.ts';
import type { NewFile } from '../steps/new-files.ts';
import { ownPackage, schemaReference } from '../steps/own-package.ts';
import { lookAtSources } from '../steps/source-looks.ts';
import { workbookSource } from '../steps/sources.ts';
import { canBeReadOnce } from '../steps/standard-input.ts';

/** So many rows of a source are looked at. */
const mostRows = 1000;

/** A source that was looked at: what its first rows show, and how a pipeline reads it. Each kind of source gives one. */
export interface LookedAt {
  /** What messages call it. */
  readonly name: string;
  /** What a pipeline of it may be called, as far as its signs allow it. */
  readonly title: string;
  readonly look: TableLook;
  /** Where its records come from, once it is known which of its columns are used. */
  readonly draft: (proposal: Proposal) => SourceDraft;
  /** What the environment must hold for it. */
  readonly variables: readonly NeededVariable[];
}

/** A file, and how it is to be read. */
export interface SourceFile {
  readonly path: string;
  /** Of a CSV file, as is the delimiter. */
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  /** Of a workbook: the name of the sheet, or its position. */
  readonly sheet?: string | number | undefined;
  readonly skipRows?: number | undefined;
}

/** Names of workbooks, and of what is mistaken for one: that it is none is told by whoever reads it. */
const workbookNames = /\.(xls|xls[xmb]|xlt[xm]|ods|numbers)$/i;

/**
 * Looks at the header and the first rows of a CSV file or a workbook.
 *
 * @throws SourceError when it cannot be read, or has no rows
 */
export async function lookAtFile(file: SourceFile, { cwd, signal }: RunEnvironment): Promise<LookedAt> {
  const { path, encoding, delimiter, sheet, skipRows } = file;
  if (path === '-')
    throw new UsageError('A pipeline begins with a file that can be looked at, not with standard input.', {
      advice: 'Nothing was written. Name the file; later, --input - reads standard input in its place.',
    });
  const place = { name: path, path: resolve(cwd, path), ...(skipRows !== undefined && { skipRows }) };
  if (canBeReadOnce(place.path))
    throw new UsageError(`${path} is a pipe, a device or a socket, not a file.`, {
      advice:
        'Nothing was written. Name a file that can be looked at; later, --input reads a pipe in its place.',
    });
  const isWorkbook = workbookNames.test(path) || sheet !== undefined;
  const source = isWorkbook
    ? workbookSource({ ...place, sheet })
    : csvSource({
        ...place,
        ...(encoding !== undefined && { encoding }),
        ...(delimiter !== undefined && { delimiter }),
      });
  const { columns, records } = await firstRows(source, mostRows, signal);
  if (records.length === 0) throw noRows(path);
  return {
    name: path,
    title: basename(path).replace(/(\.(csv|txt|tsv|gz|xlsx|xlsm))+$/i, ''),
    look: lookAtRows(columns, records),
    draft: () =>
      isWorkbook
        ? { type: 'xlsx', path, sheet, skipRows }
        : { type: 'csv', path, encoding, delimiter, skipRows },
    variables: [],
  };
}

/**
 * Looks at the first rows of a list by URL. What asks for headers, or has its list within an answer, is written by hand.
 *
 * @param variable the environment variable that will hold the URL: whoever has it may have the list
 */
export async function lookAtUrl(
  text: string,
  variable: string,
  environment: RunEnvironment,
): Promise<LookedAt> {
  if (!URL.canParse(text))
    throw new UsageError('The URL of the list is none.', { advice: 'Nothing was written.' });
  const url = new URL(text);
  const { columns, records, format, allowPrivate } = await firstRowsOfUrl(url, mostRows, environment);
  const label = url.hostname;
  if (records.length === 0) throw noRows(label);
  return {
    name: label,
    title: label,
    look: lookAtRows(columns, records),
    draft: () => ({ type: 'http', variable, label, format, allowPrivate }),
    variables: [
      { name: variable, what: "The URL of the CRM's list: a secret, as it is.", example: `${url.origin}/` },
    ],
  };
}

function noRows(place: string): UsageError {
  return new UsageError(`${place} has no rows to look at.`, {
    advice: 'Nothing was written. Name one with a header and a few rows, as the nightly one will have them.',
  });
}

/** The tables of a database. @throws SourceError when it cannot be read */
export async function listTables(url: string, { signal }: RunEnvironment): Promise<Table[]> {
  const source = postgresSource({ name: 'the database', url, query: tablesQuery, timeoutSeconds: 60 });
  const { records } = await firstRows(source, 200_000, signal);
  return tablesOf(records);
}

/**
 * Looks at the first rows of a table.
 *
 * @param variable the environment variable that will hold the URL
 * @param all the database's tables, since those of a CRM that is known belong together
 */
export async function lookAtTable(
  { url, variable }: { readonly url: string; readonly variable: string },
  table: Table,
  all: readonly Table[],
  { signal }: RunEnvironment,
): Promise<LookedAt> {
  const recipe = recipeFor(table, all);
  const facts = new Map(columnsFor(table, recipe).map((column) => [column.name, column]));
  const label = tableLabel(table);
  const query = (names?: readonly string[]) => tableQuery(table, recipe, names);
  const source = postgresSource({
    name: label,
    url,
    query: query(),
    timeoutSeconds: 60,
    batchRows: mostRows,
  });
  const { columns, records } = await firstRows(source, mostRows, signal);
  return {
    name: label,
    title: table.name,
    look: lookAtRows(columns, records, facts),
    draft: ({ id, phone, names, groups, optOut, where }) => ({
      type: 'postgres',
      variable,
      label,
      query: query([
        ...[...phone, ...names, id, optOut?.column].filter((name) => name !== undefined),
        ...[...groups, ...where].map(({ column }) => column),
      ]),
      remarks: recipe.remarks,
      optOuts: recipe.optOuts,
    }),
    variables: [
      {
        name: variable,
        what: "The CRM's database; a user that may read this table and nothing else is enough.",
        example: 'postgres://reader:password@localhost:5432/crm',
      },
    ],
  };
}

/** What a new pipeline is to be, beside its columns. */
export interface NewPipeline {
  readonly name: string;
  readonly account: string;
  readonly schedules: readonly ScheduleName[];
  readonly at: { readonly hour: number; readonly minute: number; readonly timeZone: string };
}

/** What is wrong with the name of a pipeline, as a question's answer; undefined where nothing is. */
export function pipelineNameFault(name: string): string | undefined {
  return pipelineSchema.shape.name.safeParse(name).error?.issues[0]?.message;
}

/** A new pipeline's files, and what to do with them. */
export interface NewPipelineFiles {
  readonly draft: PipelineDraft;
  /** The pipeline's first. */
  readonly files: readonly NewFile[];
  readonly next: readonly NextSteps[];
}

/**
 * Makes the files of a new pipeline, and checks that it is one, with the columns that it names. Writes nothing.
 *
 * @throws UsageError when it is none: its name has signs that none may have, or a column is there twice
 */
export async function newPipeline(
  { name, account, schedules: wanted, at }: NewPipeline,
  source: LookedAt,
  proposal: Proposal,
  environment: RunEnvironment,
): Promise<NewPipelineFiles> {
  const { cwd } = environment;
  const draft: PipelineDraft = {
    name,
    account,
    source: source.draft(proposal),
    proposal,
    rows: source.look.rows,
    schema: schemaReference(cwd),
  };
  const text = pipelineText(draft);
  await mustBeRight(text, draft.source, environment);
  const key = accountVariable(account, 'API_KEY');
  const variables = [
    {
      name: key,
      what: `The API key of the Jojka account${account === 'default' ? '' : ` ${account}`}.`,
      example: '',
    },
    ...source.variables,
  ];
  const settings: ScheduleSettings = {
    name,
    folder: cwd,
    nodeFolder: dirname(process.execPath),
    user: userInfo().username,
    ...at,
    variables: variables.map((variable) => variable.name),
    version: ownPackage().version,
  };
  const lists = [
    envExample(variables, accountVariable(account, 'API_URL')),
    gitIgnore(ofPeople(draft.source, cwd)),
  ];
  return {
    draft,
    files: [
      { path: `pipelines/${name}.yaml`, text },
      ...lists.map((file) => ({ ...file, lacking: (there: string) => missingLines(there, file.text) })),
      ...wanted.flatMap((word) => schedules[word].files(settings)),
    ],
    next: [
      {
        what: `Put ${variables.map((variable) => variable.name).join(' and ')} into .env:`,
        commands: ['cp -n .env.example .env && chmod 600 .env'],
      },
      {
        what: 'Look at what would happen; neither changes anything:',
        commands: [
          `npx --no-install jojka-sync validate ${name}`,
          `npx --no-install jojka-sync plan ${name}`,
        ],
      },
      ...wanted.map((word) => ({
        what: `To run it every night by ${word}, when the plan is as it should be:`,
        commands: schedules[word].next(settings),
      })),
    ],
  };
}

/** What is written must run as it is. */
async function mustBeRight(text: string, source: SourceDraft, environment: RunEnvironment): Promise<void> {
  // The URL is none of the pipeline's text, and nothing of the database is asked.
  const urls = { postgres: 'postgres://localhost/crm', http: 'https://localhost/' };
  const env = 'variable' in source ? { [source.variable]: urls[source.type] } : {};
  const pipeline = await loadPipeline(parse(text) as PipelineInput, { ...environment, env });
  await lookAtSources(pipeline, environment);
}

/** Files of people that lie where git would find them. */
function ofPeople(source: SourceDraft, cwd: string): string[] {
  if (!('path' in source)) return [];
  const path = relative(cwd, resolve(cwd, source.path));
  return path.startsWith('..') || isAbsolute(path) ? [] : [path.replaceAll('\\', '/')];
}
