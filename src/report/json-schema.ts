import * as z from 'zod';
import { guardNames, guardRules } from '../contact/guard-rules.ts';

/**
 * The JSON documents that `plan --format json` and `sync --json` print, for other programs. Within a version, keys are
 * added and never taken away or given another meaning.
 */

const msisdn = z.string().describe('Digits only, country code first; masked in a redacted report');
const count = z.int().nonnegative();
const time = z.string().describe('ISO 8601, UTC');
const limit = z.union([z.number(), z.string()]).describe('A number, a percentage such as "5%", or "off"');

const state = z.strictObject({ name: z.string(), groups: z.array(z.string()) });

const change = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('block'),
    msisdn,
    origins: z.array(z.string()).describe('Why'),
    unsaid: z
      .literal(true)
      .optional()
      .describe('The source opts the number out no more; what it once said stands'),
    carried: z
      .array(z.strictObject({ from: msisdn, keys: z.array(z.string()), origins: z.array(z.string()) }))
      .describe('Former numbers whose opt-out follows, the keys that say so, and why those are opted out')
      .optional(),
  }),
  z.strictObject({ kind: z.literal('removeMembership'), msisdn, group: z.string() }),
  z.strictObject({ kind: z.literal('remove'), msisdn }),
  z.strictObject({ kind: z.literal('create'), msisdn, name: z.string(), groups: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('rename'), msisdn, from: z.string(), to: z.string() }),
  z.strictObject({ kind: z.literal('addMembership'), msisdn, group: z.string() }),
  z.strictObject({ kind: z.literal('unblock'), msisdn }),
]);

const guard = z.strictObject({
  rule: z.enum([...new Set(Object.values(guardRules))]),
  guard: z.enum(guardNames),
  group: z.string().optional().describe('Set when it is about the members of one group'),
  count,
  of: count.describe('What a percentage is of'),
  inDoubt: count
    .optional()
    .describe('Of count: what stays all the same, since rejected records may be theirs'),
  limit,
  message: z.string(),
});

const warning = z.strictObject({ code: z.string(), message: z.string() });

const rejection = z.strictObject({
  source: z.string(),
  line: z.int(),
  key: z.string().optional().describe("The source's name, a tab, and the value of its id column"),
  field: z.string(),
  code: z.string(),
  value: z.string(),
  message: z.string(),
  row: z.array(z.union([z.string(), z.array(z.string())])).describe('Left out in a redacted report'),
});

const kinds = z.strictObject({
  block: count,
  removeMembership: count,
  remove: count,
  create: count,
  rename: count,
  addMembership: count,
  unblock: count,
});

const summary = z.strictObject({
  existing: count.describe('Contacts in Jojka'),
  desired: count,
  optedOut: count,
  changes: kinds,
  absent: z
    .strictObject({
      removed: count,
      kept: count,
      unmanaged: count,
      foreign: count,
      wantedElsewhere: count,
      held: count,
      waiting: count,
    })
    .describe('Contacts that Jojka holds and the sources do not: what becomes of them'),
  inDoubt: z
    .strictObject({ contacts: count, memberships: count })
    .optional()
    .describe(
      'What would be taken away, were it not in doubt whose a rejected record is; left out where nothing is',
    ),
  wantedBy: z.array(z.string()).describe('Pipelines that want contacts which this one does not'),
  unmanaged: z.strictObject({ contacts: count, memberships: count }),
  standingBlocks: z
    .strictObject({ manual: count, reply: count, found: count, carried: count })
    .optional()
    .describe('Numbers that stay blocked whatever the source says, by why'),
  consent: z
    .strictObject({
      yes: count,
      no: count.describe('All without a yes, for whatever reason'),
      expired: count.describe('Of those: whose yes is too old'),
      expiredThisMonth: count,
      expiredNow: count.describe('Since the last night'),
      unsaid: count.describe('Of those: the cell is empty'),
      odd: count.describe('Of those: neither yes nor no, or a yes of a day that cannot be read'),
      expiring: count.describe('Yeses that will be too old within 30 days'),
      elsewhere: count.describe('Contacts that another pipeline of the account keeps out of groups'),
    })
    .optional()
    .describe('Desired contacts by consent; left out where no source asks for it'),
  groups: z.array(
    z.strictObject({ group: z.string(), before: count, after: count, added: count, removed: count }),
  ),
  calls: z.record(z.string(), count).describe('Calls that it takes, by endpoint'),
  seconds: z.number().describe('What those calls take at the configured rate'),
});

const sourceRead = z.strictObject({
  name: z.string(),
  kind: z.enum(['source', 'optOuts']),
  type: z.string(),
  rows: count,
  path: z.string().optional(),
  modifiedAt: time.optional().describe('When the file was last written'),
  bytes: count.optional(),
});

/** What `plan --format json` prints. */
export const planDocument = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  fingerprint: z.string().describe('What `apply --accept` takes'),
  createdAt: time,
  account: z.string(),
  url: z.string(),
  pipeline: z.string(),
  summary,
  guards: z.array(guard).describe('Guards that hold the plan back'),
  changes: z.array(change).describe('In the order in which they are carried out'),
  contacts: z
    .array(
      z.strictObject({
        msisdn,
        before: state.nullable(),
        after: state.nullable(),
        byImport: z.boolean(),
      }),
    )
    .describe('Every contact that is touched, before and after; null: not there'),
  moves: z
    .array(z.strictObject({ from: msisdn, to: msisdn, keys: z.array(z.string()), name: z.string() }))
    .describe('Records whose number changed; their changes are among the others'),
  checksBlocks: z.boolean().describe('Each number is asked about before it is blocked'),
  load: z.record(z.string(), z.number()).describe('The limits that it is carried out by'),
  records: z
    .strictObject({
      read: count,
      filtered: count,
      withoutNumber: count,
      rejected: count,
      unusable: count,
      optOutValues: count.describe('Rows that have a value in the opt-out column'),
      oddOptOutValues: count.describe('Of those, values that are neither yes nor no'),
      dateOptOutValues: count.describe('Of those, values that are dates: they count as yes'),
      garbled: count.describe('Records with a name or group that was encoded twice or has lost letters'),
      duplicates: count,
    })
    .optional()
    .describe('Left out where no source was read'),
  basis: z
    .strictObject({
      sources: z.array(sourceRead),
      lastGood: z
        .strictObject({
          run: z.string(),
          at: time,
          records: count.optional(),
          desired: count.optional(),
          rejections: count.optional(),
          sources: z.array(sourceRead).optional(),
        })
        .optional()
        .describe('The last sync of this pipeline that went through'),
    })
    .optional()
    .describe('What the plan was made from'),
  undoes: z.string().optional().describe('The run that it takes back'),
  warnings: z.array(warning),
  rejections: z.array(rejection),
  duplicates: z.array(
    z.strictObject({
      msisdn,
      records: z.array(z.strictObject({ source: z.string(), line: z.int(), key: z.string().optional() })),
    }),
  ),
});

/** What `sync --json` and `apply --json` print. */
export const runDocument = z.strictObject({
  version: z.literal(1),
  run: z.string(),
  exitCode: z.int(),
  plan: planDocument,
  replies: z
    .strictObject({
      new: count,
      blocked: count,
      failures: count,
      never: count.optional().describe('Of those, senders that can never be blocked: words, or none at all'),
      gap: z.boolean(),
      unsure: count.optional().describe('Replies that may be meant as an opt-out, for a person to decide'),
    })
    .optional()
    .describe('What was fetched of answers first'),
  heldBack: z.boolean().describe('Guards held the plan back: at most its blocks were sent'),
  savedAs: z.string().optional().describe('Where such a plan is saved'),
  outcomes: z
    .array(z.enum(['pending', 'done', 'failed', 'unknown', 'skipped']))
    .describe('What became of each change of the plan, by its index'),
  doneBefore: z
    .array(count)
    .optional()
    .describe('Indexes of blocks that stood already: no call was made for them in this run'),
  calls: z.record(z.string(), z.strictObject({ done: count, failed: count })),
  failures: z.array(
    z.strictObject({
      endpoint: z.string(),
      msisdns: z.array(msisdn),
      changes: z.array(count),
      state: z.enum(['failed', 'unknown']),
      message: z.string(),
    }),
  ),
  skipped: count,
  withheld: z
    .array(
      z.strictObject({
        msisdn,
        kind: kinds.keyof(),
        reason: z.enum([
          'block-failed',
          'guard',
          'block-owed',
          'not-ours',
          'wanted-elsewhere',
          'named-elsewhere',
          'blocked-otherwise',
          'replies-missing',
          'no-consent',
          'together',
        ]),
      }),
    )
    .describe('Changes that were not sent since the facts did not permit it, with why'),
  verification: z
    .strictObject({
      confirmed: count,
      respelled: count,
      missing: count,
      altered: count,
      repaired: count,
      changedMeanwhile: count,
      differences: z.array(z.strictObject({ msisdn, verdict: z.string(), message: z.string() })),
    })
    .optional()
    .describe('What the export said afterwards; left out when nothing was written'),
  stopped: z.string().optional().describe('Why the run stopped before its end'),
  startedAt: time,
  seconds: z.number(),
  timings: z.array(
    z.strictObject({
      step: z.enum(['replies', 'sources', 'export', 'plan', 'load', 'verify']),
      seconds: z.number(),
    }),
  ),
});

/** Both documents, as a JSON Schema. */
export const reportDocument = z.union([planDocument, runDocument]);
