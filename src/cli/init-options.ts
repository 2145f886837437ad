import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { absentChoices, type Choices, emptyMeanings } from '../scaffold/choices.ts';
import { type ScheduleName, scheduleNames } from '../scaffold/schedule.ts';
import { accountOption, textOrJson } from './options.ts';

/** Declares the argument and the options of `init`. */
export function withInitOptions(command: Command) {
  return withColumnOptions(command)
    .argument(
      '[source]',
      'a CSV file, a workbook (.xlsx) or the URL of a list; without it, a table of a Postgres database',
    )
    .option('--name <name>', 'name of the pipeline; by default that of the file or table')
    .addOption(accountOption('the account it is for'))
    .option('--encoding <encoding>', 'of the file, where it cannot be found out')
    .option('--delimiter <delimiter>', 'of the file, where it cannot be found out')
    .option('--sheet <sheet>', 'of the workbook: its name, or its position from 1 on')
    .option('--skip-rows <n>', 'lines that stand above the header', wholeNumber)
    .option('--table <table>', 'table or view of the database, with its schema where that is not public')
    .option(
      '--url-variable <name>',
      'environment variable with the URL of the database, or of the list (CRM_LIST_URL)',
      'CRM_DATABASE_URL',
    )
    .addOption(
      new Option('--schedule <kind>', 'files to run it every night; again for further ones')
        .choices(scheduleNames)
        .argParser(scheduleName),
    )
    .addOption(
      new Option('--at <time>', 'when that is').argParser(clockTime).default(clockTime('03:00'), '03:00'),
    )
    .option('--time-zone <zone>', 'in which zone', timeZone, 'Europe/Stockholm')
    .option('--yes', 'take what is proposed, ask nothing')
    .option('--force', 'overwrite files that are there')
    .addOption(textOrJson());
}

function withColumnOptions(command: Command) {
  return command
    .option(
      '--phone <column>',
      'column of phone numbers; again for further ones, the first that passes wins',
      collected,
    )
    .option('--id <column>', "column of the record's key")
    .option('--no-id', 'no column is a key')
    .option('--name-column <column>', 'column of the name; again for further ones', collected)
    .option('--group-column <column>', 'column of groups; again for further ones', collected)
    .option('--no-group-column', 'no column gives groups')
    .option('--group <name>', 'group that everybody is in')
    .option('--no-group', 'no such group')
    .option('--opt-out <column>', 'column in which a yes means: no SMS')
    .option('--no-opt-out', 'no column says who has opted out')
    .addOption(
      new Option(
        '--opt-in <column>',
        'column in which a yes means: SMS are welcome; a no opts out',
      ).conflicts('optOut'),
    )
    .option('--opted-out <value>', 'value by which somebody is opted out; again for further ones', collected)
    .option('--not-opted-out <value>', 'value by which nobody is; again for further ones', collected)
    .addOption(
      new Option(
        '--empty <meaning>',
        'what an empty cell means with --opt-in: neither contact nor blocked, blocked, or a contact',
      ).choices(emptyMeanings),
    )
    .addOption(
      new Option('--absent <what>', 'what happens to contacts that the source no longer has').choices(
        absentChoices,
      ),
    );
}

/** Options of `init`. */
export type InitOptions = ReturnType<ReturnType<typeof withInitOptions>['opts']>;

/** What the options say of columns. */
export function choicesOf(options: InitOptions): Choices {
  const { id, phone, nameColumn, groupColumn, group, optOut, optIn } = options;
  return {
    id: textOrNone(id),
    phone,
    names: nameColumn,
    groupColumns: groupColumn === false ? [] : Array.isArray(groupColumn) ? groupColumn : undefined,
    everybody: textOrNone(group),
    optOut: optIn !== undefined ? { column: optIn, means: 'opt-in' } : optOutOf(textOrNone(optOut)),
    optedOut: options.optedOut,
    notOptedOut: options.notOptedOut,
    empty: options.empty,
    absent: options.absent,
  };
}

function optOutOf(column: string | false | undefined): Choices['optOut'] {
  return typeof column === 'string' ? { column, means: 'opt-out' } : column;
}

/** An option that `--no-…` takes away: its text, false where it was taken away, undefined where nothing was said. */
function textOrNone(value: string | boolean | undefined): string | false | undefined {
  return value === true ? undefined : value;
}

function collected(value: string, before: readonly string[] | boolean | undefined): readonly string[] {
  return [...(Array.isArray(before) ? before : []), value];
}

function scheduleName(value: string, before: readonly ScheduleName[] = []): readonly ScheduleName[] {
  const known = scheduleNames.find((name) => name === value);
  if (!known) throw new InvalidArgumentError(`Known ones: ${scheduleNames.join(', ')}.`);
  return [...before, known];
}

function wholeNumber(value: string): number {
  if (!/^\d{1,4}$/.test(value)) throw new InvalidArgumentError('It must be a number.');
  return Number(value);
}

function clockTime(value: string): { readonly hour: number; readonly minute: number } {
  const [, hour, minute] = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/.exec(value) ?? [];
  if (hour === undefined) throw new InvalidArgumentError('It must be a time such as 03:00.');
  return { hour: Number(hour), minute: Number(minute) };
}

function timeZone(value: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError('It must be a zone such as Europe/Stockholm.');
  }
}
