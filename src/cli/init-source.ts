import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';
import { type LookedAt, listTables, lookAtFile, lookAtTable, lookAtUrl } from '../jobs/init.ts';
import { hasPhones, type Table, tableLabel } from '../scaffold/tables.ts';
import type { Cli } from './context.ts';
import type { InitOptions } from './init-options.ts';
import type { Questions } from './questions.ts';

/** Finds out where the records come from, and looks at their beginning. */
export async function lookAtSource(
  cli: Cli,
  given: string | undefined,
  options: InitOptions,
  questions: Questions | undefined,
): Promise<LookedAt> {
  const { encoding, delimiter, skipRows } = options;
  // A number is a position, as in a pipeline.
  const sheet = /^\d+$/.test(options.sheet ?? '') ? Number(options.sheet) : options.sheet;
  if (given !== undefined && /^(postgres(ql)?|socket):/.test(given))
    return lookAtDatabase(cli, given, options, questions);
  if (given !== undefined && /^https?:/.test(given)) return lookAtUrl(given, listVariable(options), cli);
  if (given !== undefined && options.table !== undefined)
    throw new UsageError('A file and a table were given: a new pipeline has one source.', {
      advice: 'Nothing was written. Leave one of them out; a second source is added to the file by hand.',
    });
  if (given !== undefined) return lookAtFile({ path: given, encoding, delimiter, sheet, skipRows }, cli);
  if (options.table !== undefined || (await isDatabase(cli, options, questions)))
    return lookAtDatabase(cli, cli.env[options.urlVariable], options, questions);
  const path = await questions?.write('Which file (CSV or .xlsx)?', '', (text) =>
    text !== '' && existsSync(resolve(cli.cwd, text)) ? undefined : 'There is no such file.',
  );
  if (path !== undefined) return lookAtFile({ path, encoding, delimiter, sheet, skipRows }, cli);
  throw new UsageError('init needs a source to look at.', {
    advice: `Nothing was written. Name a CSV file or a workbook (jojka-sync init crm.csv), or a table of the database of ${options.urlVariable} (jojka-sync init --table customers).`,
  });
}

/** Where the URL of a list goes, whose default is that of a database. */
function listVariable({ urlVariable }: InitOptions): string {
  return urlVariable === 'CRM_DATABASE_URL' ? 'CRM_LIST_URL' : urlVariable;
}

async function isDatabase(cli: Cli, options: InitOptions, questions: Questions | undefined) {
  return questions?.choose(
    'Where do contacts come from?',
    [
      { value: false, label: 'a CSV file or an Excel workbook' },
      {
        value: true,
        label: 'a table of a Postgres database',
        hint: `${options.urlVariable} is ${cli.env[options.urlVariable] ? '' : 'not '}set`,
      },
    ],
    Boolean(cli.env[options.urlVariable]),
  );
}

async function lookAtDatabase(
  cli: Cli,
  url: string | undefined,
  options: InitOptions,
  questions: Questions | undefined,
): Promise<LookedAt> {
  if (!url)
    throw new UsageError(`${options.urlVariable} is not set: it says where the CRM's database is.`, {
      advice: `Nothing was written. Set it in the environment or in .env, such as ${options.urlVariable}=postgres://reader:password@localhost:5432/crm.`,
    });
  const tables = await listTables(url, cli);
  const table = await chooseTable(tables, options.table, questions);
  return lookAtTable({ url, variable: options.urlVariable }, table, tables, cli);
}

async function chooseTable(
  tables: readonly Table[],
  wanted: string | undefined,
  questions: Questions | undefined,
): Promise<Table> {
  const names = tables.map(tableLabel);
  const likely = names.filter((_, index) => hasPhones(tables[index] as Table));
  const advice = `Nothing was written. ${
    likely.length > 0
      ? `Tables with columns of phone numbers: ${likely.slice(0, 20).join(', ')}.`
      : 'No table that this user may read has a column of phone numbers.'
  }`;
  if (wanted !== undefined) {
    const found = tables.filter(
      (table) => tableLabel(table) === wanted || `${table.schema}.${table.name}` === wanted,
    );
    const byName = found.length > 0 ? found : tables.filter(({ name }) => name === wanted);
    if (byName.length === 1) return byName[0] as Table;
    if (byName.length > 1)
      throw new UsageError(
        `There are ${byName.length} tables "${wanted}": ${byName.map(tableLabel).join(', ')}.`,
        {
          advice: 'Nothing was written. Give the one that is meant with its schema: --table SCHEMA.TABLE',
        },
      );
    const near = nearest(wanted, names);
    throw new UsageError(`There is no table "${wanted}" that this user may read.`, {
      advice: near ? `${advice} Did you mean "${near}"?` : advice,
    });
  }
  if (!questions)
    throw new UsageError('Which table holds the contacts is not to be guessed: --table TABLE.', { advice });
  return questions.find(
    'Which table holds the contacts?',
    tables.map((table) => ({
      value: table,
      label: tableLabel(table),
      ...(hasPhones(table) && { hint: 'has phone numbers' }),
    })),
  );
}
