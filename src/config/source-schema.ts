import * as z from 'zod';
import { dateOrders } from '../transform/date-reading.ts';
import { fold } from '../transform/fold.ts';
import { refuseUnread } from './format-options.ts';

/** Where contacts and opt-outs come from, in a pipeline: the places, and which column is what. */

const text = z.string().min(1);
const texts = z.union([text, z.array(text).min(1)], {
  error: 'must be a text, or a list of texts, and none of them empty',
});
/** YAML makes numbers and truth values of `1` and `true`; a column holds text. */
const word = z
  .union([z.string(), z.number(), z.boolean()], { error: 'must be a text, a number, or true or false' })
  .transform(String);
const words = z.array(word).min(1);

const group = z.union(
  [
    text,
    z.strictObject({ column: text, is: words, group: text }),
    z.strictObject({ column: text, separator: text.optional() }),
  ],
  {
    error:
      'must be a text such as "Kunder" or "Ort {Ort}", or { column, separator }, or { column, is: [...], group }',
  },
);

const age = z
  .string({ error: 'must be a number of days such as "365d"' })
  .regex(/^\d{1,5}d$/, 'must be a number of days such as "365d"');

const dateCondition = z
  .strictObject({
    newerThan: age.describe('Not more days ago than this; a day that lies ahead is newer').optional(),
    olderThan: age.describe('More days ago than this').optional(),
  })
  .refine(
    ({ newerThan, olderThan }) => newerThan !== undefined || olderThan !== undefined,
    'must be { newerThan: "365d" } or { olderThan: "30d" }',
  );

const mapping = {
  label: text
    .describe('What the source is called in reports; the keys of its records belong to this name')
    .optional(),
  id: text.describe("Column of the record's key, for reports and holds").optional(),
  phone: texts.describe('Column or columns of the phone number; the first that passes wins'),
  name: texts.describe('Column or columns of the name, joined by a space').optional(),
  groups: z.array(group).describe('Constants, templates and columns that give groups').default([]),
  optOut: z
    .strictObject({
      column: text.describe('The column that says it'),
      is: words
        .describe('Words for yes, in place of the usual ones; "" says that an empty cell opts out')
        .optional(),
      not: words.describe('Words for no, in place of the usual ones').optional(),
      any: z
        .boolean()
        .describe('Any value that does not say no opts out: a date of unsubscription')
        .optional(),
    })
    .superRefine(({ is, not, any }, context) => {
      const both = (is ?? []).find((yes) => (not ?? []).some((no) => fold(yes) === fold(no)));
      if (both !== undefined)
        context.addIssue({
          code: 'custom',
          message: `${JSON.stringify(both)} stands both in "is" and in "not"`,
        });
      if (any && is)
        context.addIssue({ code: 'custom', message: '"any" and "is" exclude each other: give one of them' });
    })
    .describe('Column that says whether the person opted out (T5, T8)')
    .optional(),
  consent: z
    .strictObject({
      column: text.describe('The column that says yes; where left out, a day in "at" is the yes').optional(),
      is: words
        .refine(
          (given) => given.every((one) => one.trim() !== ''),
          'must hold no empty text: an empty cell is no consent',
        )
        .describe('Words for yes, in place of the usual ones')
        .optional(),
      not: words.describe('Words for no, in place of the usual ones').optional(),
      at: text.describe('The column of the day on which it was given').optional(),
      maxAge: age.describe('For so long a yes holds, such as "365d"; for ever, where left out').optional(),
      groups: z
        .array(text)
        .min(1)
        .describe('Groups that need it, such as "Nyhetsbrev" or "Kampanj *"; every group, where left out')
        .optional(),
    })
    .superRefine(({ column, is, not, at, maxAge }, context) => {
      const fault = (message: string) => context.addIssue({ code: 'custom', message });
      if (column === undefined && at === undefined) fault('must say where it stands: "column", "at" or both');
      if (column === undefined && (is || not))
        fault('"is" and "not" are words of a "column", and none is named');
      if (maxAge !== undefined && at === undefined) fault('"maxAge" needs "at": the column of the day');
      if (column !== undefined && at !== undefined && fold(column) === fold(at))
        fault('has one column as "column" and as "at": leave "column" out where a day is the yes');
      const both = (is ?? []).find((yes) => (not ?? []).some((no) => fold(yes) === fold(no)));
      if (both !== undefined) fault(`${JSON.stringify(both)} stands both in "is" and in "not"`);
    })
    .describe('Who has said yes to messages: nobody else is in the groups that need it (C1)')
    .optional(),
  where: z
    .record(
      z.string(),
      z.union([word, words, dateCondition], {
        error: 'must be a word, a list of words, or { newerThan: "365d" } or { olderThan: "30d" }',
      }),
    )
    .describe('Only rows whose column holds one of these values, or a date that is new or old enough (E8)')
    .optional(),
  dates: z
    .enum(['auto', ...dateOrders])
    .describe('In which order dates have year, month and day; auto finds it out (E8)')
    .optional(),
  empty: z
    .array(word)
    .describe('Words that stand for an empty cell, in place of the usual ones (NULL, \\N, -, saknas, ...)')
    .optional(),
};

const filePlace = {
  path: text
    .refine((path) => !path.includes('\0'), 'must not hold a NUL character')
    .describe('A path, or - for standard input; may be gzip'),
  skipRows: z
    .number()
    .int()
    .min(0)
    .max(1000)
    .describe('How many lines or rows stand above the header')
    .optional(),
  stallSeconds: z
    .number()
    .min(1)
    .max(86_400)
    .describe('A file or pipe that gives nothing for so long ends the run; 120 where left out')
    .optional(),
};

const csvPlace = {
  type: z.literal('csv').describe('A CSV file'),
  path: filePlace.path,
  encoding: text.describe('auto finds it out; or utf-8, windows-1252, utf-16le, …').default('auto'),
  delimiter: z.string().min(1).max(4).describe('auto finds it out; or ; , tab |').default('auto'),
  quote: z
    .enum(['auto', 'none'])
    .describe('"none": quotation marks are characters like any other')
    .optional(),
  skipRows: filePlace.skipRows,
  stallSeconds: filePlace.stallSeconds,
};

const xlsxPlace = {
  type: z.literal('xlsx').describe('A sheet of an Excel workbook'),
  path: filePlace.path,
  sheet: z
    .union([text, z.int().min(1).max(10_000)], {
      error: 'must be the name of a sheet, or its position from 1 to 10000',
    })
    .describe('Name of the sheet, or its position from 1 on; the first that is shown, where left out')
    .optional(),
  skipRows: filePlace.skipRows,
  stallSeconds: filePlace.stallSeconds,
};

/** The value is in no message: it holds a password. */
export const databaseUrl = text.refine(
  (url) => /^(?:postgres(?:ql)?|socket):|^\//.test(url),
  'must be the URL of a Postgres database: it must begin with postgres:',
);

const postgresPlace = {
  type: z.literal('postgres').describe('A query of a Postgres database'),
  url: databaseUrl.describe('Such as ${CRM_DATABASE_URL}, so that the password stands in no file'),
  query: text.describe('One select; the sync reads, and writes nothing'),
  timeoutSeconds: z
    .number()
    .min(1)
    .max(86_400)
    .describe('After so long the query is given up, and the run with it')
    .default(300),
};

const timeoutSeconds = postgresPlace.timeoutSeconds;

const mysqlPlace = {
  type: z.literal('mysql').describe('A query of a MySQL or MariaDB database; needs the package mysql2'),
  url: text
    .refine(
      (url) => /^(?:mysql|mariadb):/.test(url),
      'must be the URL of a MySQL or MariaDB database: it must begin with mysql: or mariadb:',
    )
    .describe('Such as ${CRM_DATABASE_URL}, so that the password stands in no file'),
  query: postgresPlace.query,
  timeoutSeconds,
};

const sqlServerPlace = {
  type: z
    .literal('sqlserver')
    .describe('A query of a Microsoft SQL Server database; needs the package tedious'),
  url: text
    .refine(
      (url) => /^(?:sqlserver|mssql):/.test(url),
      'must be the URL of a SQL Server database: it must begin with sqlserver:',
    )
    .describe('Such as ${CRM_DATABASE_URL}, so that the password stands in no file'),
  query: postgresPlace.query,
  timeoutSeconds,
};

const httpPlace = {
  type: z.literal('http').describe('A list by URL'),
  url: text
    .refine((url) => /^https?:/.test(url), 'must be a URL that begins with https:')
    .describe('Such as the CSV export of a sheet, or the report of a CRM'),
  format: z.enum(['csv', 'json', 'jsonl']).describe('What it gives').default('csv'),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header'), z.string())
    .describe('Such as { authorization: "Bearer ${CRM_TOKEN}" }, so that the token stands in no file')
    .optional(),
  records: text.describe('Of json: where the list stands, such as data.items').optional(),
  next: z
    .union([z.literal('link'), z.strictObject({ cursor: text, parameter: text })], {
      error: 'must be "link", or { cursor, parameter }',
    })
    .describe(
      'Of json, and link of jsonl: how a page tells the next, by a Link header, or by a cursor in the answer that goes into a parameter',
    )
    .optional(),
  nextMayBeAbsent: z
    .boolean()
    .describe(
      'A first page may say nothing of a next, or count more records than it has, and is the whole list',
    )
    .optional(),
  encoding: text.describe('Of csv; auto finds it out').optional(),
  delimiter: z.string().min(1).max(4).describe('Of csv; auto finds it out').optional(),
  quote: csvPlace.quote,
  skipRows: filePlace.skipRows,
  timeoutSeconds: z
    .number()
    .min(1)
    .max(86_400)
    .describe('After so long it is given up, and the run with it')
    .default(300),
  allowPrivate: z
    .boolean()
    .describe('The host may be this machine or one of its network, and http: is allowed')
    .default(false),
};

export const source = z.discriminatedUnion('type', [
  z.strictObject({ ...csvPlace, ...mapping }),
  z.strictObject({ ...xlsxPlace, ...mapping }),
  z.strictObject({ ...httpPlace, ...mapping }).superRefine(refuseUnread),
  z.strictObject({ ...postgresPlace, ...mapping }),
  z.strictObject({ ...mysqlPlace, ...mapping }),
  z.strictObject({ ...sqlServerPlace, ...mapping }),
]);

const optOutMapping = { label: mapping.label, phone: mapping.phone, empty: mapping.empty };

export const optOutSource = z.discriminatedUnion('type', [
  z.strictObject({ ...csvPlace, ...optOutMapping }),
  z.strictObject({ ...xlsxPlace, ...optOutMapping }),
  z.strictObject({ ...httpPlace, ...optOutMapping }).superRefine(refuseUnread),
  z.strictObject({ ...postgresPlace, ...optOutMapping }),
  z.strictObject({ ...mysqlPlace, ...optOutMapping }),
  z.strictObject({ ...sqlServerPlace, ...optOutMapping }),
]);
