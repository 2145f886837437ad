import * as z from 'zod';
import { isRegion, numberTypes } from '../transform/msisdn.ts';
import { notifySchema } from './notify.ts';
import { scheduleSchema, tagsSchema } from './schedule.ts';
import { databaseUrl, optOutSource, source } from './source-schema.ts';
import { writeBackSchema } from './write-back-schema.ts';

/**
 * The pipeline format, one schema for `.ts`, `.js`, `.json` and `.yaml` files. The values of `.default()` are the
 * defaults of the contract; what has none must be given or may be left out.
 */

const limit = z.union(
  [
    z.int().min(0).max(1_000_000_000),
    z
      .string()
      .regex(/^(off|\d+(\.\d+)?\s*%)$/, 'must be a number, a percentage such as "5%", or "off"')
      .refine(
        (text) => text === 'off' || Number.parseFloat(text) <= 100,
        'must be a percentage from 0 to 100',
      ),
  ],
  { error: 'must be a whole number from 0 to 1000000000, a percentage such as "5%", or "off"' },
);

export const pipelineSchema = z
  .strictObject({
    $schema: z.string().describe('Where editors find this schema; the sync does not read it').optional(),
    name: z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u, 'must be letters, digits, dots, dashes and underscores')
      .describe('What the ledger knows the pipeline by; renamed with: jojka-sync pipelines rename'),
    account: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'must be letters, digits, dashes and underscores')
      .describe('Whose key is JOJKA_<ACCOUNT>_API_KEY; of "default" it is JOJKA_API_KEY')
      .default('default'),
    tags: tagsSchema.optional(),
    schedule: scheduleSchema.optional(),
    sources: z
      .array(source)
      .describe(
        'Read one after the other into one desired state; [] where there are lists of opt-outs alone',
      ),
    optOuts: z.array(optOutSource).describe('Lists of numbers that want no SMS').default([]),
    transform: z
      .strictObject({
        region: z
          .string()
          .refine(isRegion, 'must be a country code of two letters such as "SE"')
          .transform((code) => code.toUpperCase())
          .describe('Country of numbers without a country code; SE, where left out')
          .default('SE'),
        numberTypes: z
          .array(z.enum(numberTypes))
          .min(1)
          .describe('Which numbers pass (T1)')
          .default(['mobile']),
        countries: z
          .array(
            z
              .string()
              .refine(isRegion, 'must be a country code of two letters such as "SE"')
              .transform((code) => code.toUpperCase()),
          )
          .min(1)
          .describe('Numbers of these countries pass; of all, where left out')
          .optional(),
        duplicates: z
          .enum(['merge', 'first', 'last', 'reject'])
          .describe('What becomes of several records of one number (T6)')
          .default('merge'),
      })
      .prefault({}),
    contacts: z.strictObject({
      absent: z
        .enum(['keep', 'remove-managed', 'remove-all'], {
          error:
            'must say what happens to contacts that Jojka holds and the sources do not: "keep", "remove-managed" or "remove-all"',
        })
        .describe('What happens to contacts that Jojka holds and the sources do not (P3)'),
      absentRuns: z
        .number()
        .int()
        .min(1)
        .max(1000)
        .describe('Absent from so many complete extracts in a row before anything happens (P3)')
        .default(1),
      absentHours: z
        .number()
        .min(0)
        .max(1000)
        .describe('So many hours lie between two extracts that count for absentRuns (P3)')
        .default(12),
      names: z.enum(['overwrite', 'keep']).describe('keep: nobody is renamed').default('overwrite'),
      optedOut: z
        .enum(['keep', 'no-groups', 'remove'])
        .describe('What happens to the contact of who opts out, besides the block (P7)')
        .default('keep'),
    }),
    groups: z
      .strictObject({
        mode: z
          .enum(['mirror', 'add'])
          .describe('mirror: memberships that are ours and no longer desired go; add: none goes (P4)')
          .default('mirror'),
        managedGroups: z
          .array(z.string().min(1))
          .describe('Groups that are ours whoever added the members, such as "Ort *"')
          .default([]),
      })
      .prefault({}),
    blocklist: z
      .strictObject({
        unblock: z
          .enum(['never', 'managed'])
          .describe('managed: whom nothing but the source had blocked, and whose record says no now (P7)')
          .default('never'),
        replies: z.boolean().describe('Answers are fetched first, and a STOP blocks (S1)').default(false),
        recheck: z
          .number()
          .int()
          .min(0)
          .max(1_000_000)
          .describe('How many blocks each run asks about, those asked longest ago first (P12)')
          .default(50),
        optOutWords: z
          .array(z.string().min(1))
          .min(1)
          .describe('Words by which an answer opts out, in place of the default ones')
          .optional(),
        writeBack: z
          .strictObject({
            url: databaseUrl.describe("The CRM's Postgres"),
            statement: z
              .string()
              .min(1)
              .describe('Run once for each new STOP; should set a value rather than add one'),
          })
          .describe('SQL that tells the CRM of a STOP, with :msisdn, :origin and :at')
          .optional(),
      })
      .prefault({}),
    guards: z
      .strictObject({
        removals: limit.describe('Contacts removed').default('5%'),
        memberships: limit.describe('Memberships taken away, of a group and of all').default('5%'),
        renames: limit.describe('Contacts renamed').default('30%'),
        blocks: limit.describe('Numbers blocked').default('5%'),
        unblocks: limit.describe('Numbers unblocked').default('5%'),
        rejections: limit.describe('Records that cannot be read, or have no usable number').default('10%'),
        optOutValues: limit.describe('Opt-out values that are neither yes nor no').default('5%'),
        creates: limit.describe('Contacts created that were not wanted last time').default('25%'),
        joins: limit.describe('Memberships added to a group that was filled before').default('50%'),
        moves: limit.describe('Keys that belong to another number than before').default('5%'),
        consentValues: limit
          .describe('Consents that are neither yes nor no, or of a day that cannot be read')
          .default('5%'),
        consents: limit
          .describe('Consents of last time that are none now, and not for their age')
          .default('5%'),
        missing: limit
          .describe(
            'Of the contacts that the ledger knows, or of the managed ones, how many an export may lack before it is refused (P13)',
          )
          .default('20%'),
        floor: z
          .number()
          .int()
          .min(0)
          .max(1_000_000)
          .describe('A percentage trips only above so many')
          .default(10),
      })
      .describe('What one night may change: a number, a percentage such as "5%", or "off"; 0 forbids')
      .prefault({}),
    load: z
      .strictObject({
        concurrency: z.number().int().min(1).max(64).describe('Calls at once (L5)').default(4),
        requestsPerSecond: z
          .number()
          .min(0.1)
          .max(1000)
          .describe('Calls a second, retries included (L5)')
          .default(10),
        importRows: z.number().int().min(1).max(100_000).describe('Rows of an import (L4)').default(1000),
        singleAdds: z
          .number()
          .int()
          .min(0)
          .max(100_000)
          .describe('Up to so many memberships are added one by one, more by import (P6)')
          .default(50),
        canary: z
          .number()
          .int()
          .min(0)
          .max(100_000)
          .describe('A large import begins with so many rows, which are verified first (V2)')
          .default(25),
        retries: z.number().int().min(0).max(20).describe('How often a call is tried again (L3)').default(5),
        timeoutSeconds: z.number().min(0.1).max(3600).describe('How long a call may take').default(30),
        maxConsecutiveFailures: z
          .number()
          .int()
          .min(1)
          .max(1_000_000)
          .describe('After so many failed calls in a row the run stops (L6)')
          .default(20),
        maxMinutes: z
          .number()
          .min(0.01)
          .max(1440)
          .describe('After so long no new call is sent; the rest is planned again by the next sync (L3)')
          .default(240),
        mostContacts: z
          .number()
          .int()
          .min(1)
          .max(1_000_000_000)
          .describe("Contacts in Jojka's export; more end the run")
          .default(20_000_000),
        answerMegabytes: z
          .number()
          .min(1)
          .max(400)
          .describe(
            'Megabytes of a list that Jojka gives; more end the run. 64 where left out, or what JOJKA_ANSWER_MEGABYTES says',
          )
          .optional(),
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
        cellCharacters: z
          .number()
          .int()
          .min(100)
          .max(20_000)
          .describe('Characters of a phone cell, a name or a group; more reject that field')
          .default(1000),
        rowCharacters: z
          .number()
          .int()
          .min(100_000)
          .max(16_777_216)
          .describe('Characters of a row of CSV; more end the run')
          .default(1_048_576),
        jsonMegabytes: z
          .number()
          .min(1)
          .max(500)
          .describe('Of a list of JSON by URL, all pages together, unpacked: it is held in memory')
          .default(256),
        megabytes: z.number().min(1).max(10_000_000).describe('Size of a file, unpacked').default(20_000),
        timesUnpacked: z
          .number()
          .min(1)
          .max(100_000)
          .describe('So many times its size a gzip file or a workbook may unpack to, beyond 16 MB')
          .default(100),
      })
      .describe('What is more than any list has ends the run: a bomb, or the wrong file')
      .prefault({}),
    notify: notifySchema.describe('Who is told how a run went').optional(),
    writeBack: writeBackSchema
      .describe("SQL that tells the CRM's database what became of each record, and which were rejected")
      .optional(),
  })
  .superRefine(({ sources, optOuts, contacts }, context) => {
    if (sources.length > 0) return;
    if (optOuts.length === 0)
      context.addIssue({
        code: 'custom',
        path: ['sources'],
        message: 'must have at least one entry, or "optOuts" must: nothing would be read',
      });
    else if (contacts.absent !== 'keep')
      context.addIssue({
        code: 'custom',
        path: ['contacts', 'absent'],
        message:
          'must be "keep" where there are no sources: a pipeline of opt-outs alone blocks, and knows of nobody who is absent',
      });
  });

/** A pipeline as its author writes it: everything that has a default may be left out. */
export type PipelineInput = z.input<typeof pipelineSchema>;

/** A pipeline with every default filled in. */
export type Pipeline = Omit<z.output<typeof pipelineSchema>, '$schema'>;

export type PipelineSource = Pipeline['sources'][number];
export type PipelineOptOutSource = Pipeline['optOuts'][number];
