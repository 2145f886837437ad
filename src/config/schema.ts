import { z } from 'zod';
import { fold } from '../transform/fold.ts';
import { isRegion, numberTypes } from '../transform/msisdn.ts';
import { notifySchema } from './notify.ts';

/**
 * The pipeline format, one schema for `.ts`, `.js`, `.json` and `.yaml` files. The values of `.default()` are the
 * defaults of the contract; what has none must be given or may be left out.
 */

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
      column: text,
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
  where: z
    .record(z.string(), z.union([word, words], { error: 'must be a word, or a list of words' }))
    .describe('Only rows whose column holds one of these values')
    .optional(),
  empty: z
    .array(word)
    .describe('Words that stand for an empty cell, in place of the usual ones (NULL, \\N, -, saknas, ...)')
    .optional(),
};

const csvPlace = {
  type: z.literal('csv'),
  path: text.describe('A path, or - for standard input; may be gzip'),
  encoding: text.default('auto'),
  delimiter: z.string().min(1).max(4).default('auto'),
  quote: z
    .enum(['auto', 'none'])
    .describe('"none": quotation marks are characters like any other')
    .optional(),
  skipRows: z
    .number()
    .int()
    .nonnegative()
    .max(1000)
    .describe('How many lines stand above the header')
    .optional(),
  stallSeconds: z
    .number()
    .min(1)
    .max(86_400)
    .describe('A file or pipe that gives nothing for so long ends the run; 120 where left out')
    .optional(),
};

const postgresPlace = {
  type: z.literal('postgres'),
  url: text,
  query: text,
  timeoutSeconds: z.number().min(1).max(86_400).default(300),
};

const source = z.discriminatedUnion('type', [
  z.strictObject({ ...csvPlace, ...mapping }),
  z.strictObject({ ...postgresPlace, ...mapping }),
]);

const optOutMapping = { label: mapping.label, phone: mapping.phone, empty: mapping.empty };

const optOutSource = z.discriminatedUnion('type', [
  z.strictObject({ ...csvPlace, ...optOutMapping }),
  z.strictObject({ ...postgresPlace, ...optOutMapping }),
]);

const limit = z.union(
  [
    z.int().nonnegative(),
    z
      .string()
      .regex(/^(off|\d+(\.\d+)?\s*%)$/, 'must be a number, a percentage such as "5%", or "off"')
      .refine(
        (text) => text === 'off' || Number.parseFloat(text) <= 100,
        'must be a percentage from 0 to 100',
      ),
  ],
  { error: 'must be a whole number from 0 up, a percentage such as "5%", or "off"' },
);

export const pipelineSchema = z.strictObject({
  $schema: z.string().describe('Where editors find this schema; the sync does not read it').optional(),
  name: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u, 'must be letters, digits, dots, dashes and underscores'),
  account: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'must be letters, digits, dashes and underscores')
    .default('default'),
  sources: z.array(source).min(1),
  optOuts: z.array(optOutSource).default([]),
  transform: z
    .strictObject({
      region: z
        .string()
        .refine(isRegion, 'must be a country code of two letters such as "SE"')
        .transform((code) => code.toUpperCase())
        .default('SE'),
      numberTypes: z.array(z.enum(numberTypes)).min(1).default(['mobile']),
      countries: z
        .array(
          z
            .string()
            .refine(isRegion, 'must be a country code of two letters such as "SE"')
            .transform((code) => code.toUpperCase()),
        )
        .min(1)
        .optional(),
      duplicates: z.enum(['merge', 'first', 'last', 'reject']).default('merge'),
    })
    .prefault({}),
  contacts: z.strictObject({
    absent: z.enum(['keep', 'remove-managed', 'remove-all'], {
      error:
        'must say what happens to contacts that Jojka holds and the sources do not: "keep", "remove-managed" or "remove-all"',
    }),
    absentRuns: z.number().int().min(1).max(1000).default(1),
    absentHours: z
      .number()
      .nonnegative()
      .max(1000)
      .describe('So many hours lie between two extracts that count for absentRuns (P3)')
      .default(12),
    names: z.enum(['overwrite', 'keep']).default('overwrite'),
    optedOut: z.enum(['keep', 'no-groups', 'remove']).default('keep'),
  }),
  groups: z
    .strictObject({
      mode: z.enum(['mirror', 'add']).default('mirror'),
      managedGroups: z.array(text).default([]),
    })
    .prefault({}),
  blocklist: z
    .strictObject({
      unblock: z.enum(['never', 'managed']).default('never'),
      replies: z.boolean().default(false),
      recheck: z
        .number()
        .int()
        .nonnegative()
        .describe('How many blocks each run asks about, those asked longest ago first (P12)')
        .default(50),
      optOutWords: z
        .array(text)
        .min(1)
        .describe('Words by which an answer opts out, in place of the default ones')
        .optional(),
      writeBack: z
        .strictObject({ url: text, statement: text })
        .describe('SQL that tells the CRM of a STOP, with :msisdn, :origin and :at')
        .optional(),
    })
    .prefault({}),
  guards: z
    .strictObject({
      removals: limit.default('5%'),
      memberships: limit.default('5%'),
      renames: limit.default('30%'),
      blocks: limit.default('5%'),
      unblocks: limit.default('5%'),
      rejections: limit.default('10%'),
      optOutValues: limit.default('5%'),
      creates: limit.default('25%'),
      joins: limit.default('50%'),
      moves: limit.default('5%'),
      missing: limit
        .describe('Of the managed contacts, how many an export may lack before it is refused (P13)')
        .default('20%'),
      floor: z.number().int().nonnegative().default(10),
    })
    .prefault({}),
  load: z
    .strictObject({
      concurrency: z.number().int().min(1).max(64).default(4),
      requestsPerSecond: z.number().min(0.1).max(1000).default(10),
      importRows: z.number().int().min(1).max(100_000).default(1000),
      singleAdds: z.number().int().nonnegative().default(50),
      canary: z.number().int().nonnegative().default(25),
      retries: z.number().int().min(0).max(20).default(5),
      timeoutSeconds: z.number().positive().max(3600).default(30),
      maxConsecutiveFailures: z.number().int().min(1).default(20),
      maxMinutes: z
        .number()
        .positive()
        .max(1440)
        .describe('After so long no new call is sent; the rest is planned again by the next sync (L3)')
        .default(240),
    })
    .prefault({}),
  bounds: z
    .strictObject({
      rows: z.number().int().min(1).max(1_000_000_000).describe('Rows of a source').default(20_000_000),
      columns: z.number().int().min(1).max(1_000_000).describe('Columns of a source').default(10_000),
      groups: z
        .number()
        .int()
        .min(1)
        .max(10_000_000)
        .describe('Different groups of all sources together')
        .default(100_000),
      groupsPerRecord: z
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .describe('Groups of one record; more reject its groups')
        .default(20_000),
      megabytes: z.number().min(1).max(10_000_000).describe('Size of a file, unpacked').default(20_000),
      timesUnpacked: z
        .number()
        .min(1)
        .max(100_000)
        .describe('So many times its size a gzip file may unpack to, beyond 16 MB')
        .default(100),
    })
    .describe('What is more than any list has ends the run: a bomb, or the wrong file')
    .prefault({}),
  notify: notifySchema.describe('Who is told how a run went').optional(),
});

/** A pipeline as its author writes it: everything that has a default may be left out. */
export type PipelineInput = z.input<typeof pipelineSchema>;

/** A pipeline with every default filled in. */
export type Pipeline = Omit<z.output<typeof pipelineSchema>, '$schema'>;

export type PipelineSource = Pipeline['sources'][number];
export type PipelineOptOutSource = Pipeline['optOuts'][number];
