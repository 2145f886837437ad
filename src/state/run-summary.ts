import * as z from 'zod';
import type { PlanBasis } from '../plan/basis.ts';
import type { TrippedGuard } from '../plan/guard.ts';

/**
 * What is kept of a run in `runs.summary`: counts, limits and outcome, no numbers and no names. The one description of
 * it; every reader goes through it. Rows of earlier versions have less, and a field that is not of its form is left out
 * rather than that the history could not be read.
 */

const count = z.number();
const inDoubt = z.object({ contacts: z.int(), memberships: z.int() });
const counts = z.record(z.string(), count);

// Made once: a history has thousands of runs.
const guardForm = z.looseObject({ rule: z.string(), guard: z.string(), count, of: count });
const basisForm = z.looseObject({ sources: z.array(z.looseObject({ name: z.string(), rows: count })) });

const guard = z.custom<TrippedGuard>((value) => guardForm.safeParse(value).success);

const basis = z.custom<PlanBasis>((value) => basisForm.safeParse(value).success);

function maybe<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

const runSummarySchema = z.looseObject({
  version: maybe(z.literal(1)),
  /** What was planned. */
  plan: maybe(z.looseObject({ desired: maybe(count), changes: maybe(counts), inDoubt: maybe(inDoubt) })),
  fingerprint: maybe(z.string()),
  /** Rejected records. */
  rejections: maybe(count),
  /** The limits of load and guards, as the pipeline had them; checked by whoever goes by them. */
  limits: z.unknown().optional(),
  guardLimits: z.unknown().optional(),
  /** Each number was asked about before it was blocked (P7). */
  checksBlocks: maybe(z.boolean()),
  /** Whom it may remove, and which groups are its own (P11). */
  removes: maybe(z.enum(['managed', 'all'])),
  managedGroups: maybe(z.array(z.string()).readonly()),
  /** A part of the night (`--only`, `--exclude`, `--limit`): no measure of what a night is. */
  part: maybe(z.literal(true)),
  /** What names the pipeline's file on the command line, where its name does not. */
  called: maybe(z.string()),
  /** Guards held the run back, so that its blocks alone were sent. */
  heldBack: maybe(z.boolean()),
  /** Blocks that guards held back too, so that they were not sent. */
  heldBlocks: maybe(count),
  guards: maybe(z.array(guard).readonly()),
  /** The columns of each source, by its name. */
  columns: maybe(z.record(z.string(), z.array(z.string()).readonly()).readonly()),
  /** When its sources had been read (ISO 8601, UTC): plans of before know less. */
  readAt: maybe(z.string()),
  /** The plan that it applied, the run that it took back. */
  applies: maybe(z.string()),
  undoes: maybe(z.string()),
  /** Who accepted, in the console, what its guards say, and why. */
  approval: maybe(z.object({ by: z.string(), reason: z.string() })),
  /** Records that were read, by what became of them. */
  records: maybe(counts),
  /** Its sources as they were read, and the last night that went through before it. */
  basis: maybe(basis),
  /** STOPs that were seen to. */
  replies: maybe(z.looseObject({})),
  /** Calls by endpoint, and what came of them. */
  calls: maybe(z.record(z.string(), z.object({ done: count, failed: count }).readonly()).readonly()),
  failures: maybe(count),
  /** Changes that no call was made for, by index: blocks that were there already, and by why the others were not sent. */
  doneBefore: maybe(z.array(count).readonly()),
  withheld: maybe(z.record(z.string(), z.array(count).readonly()).readonly()),
  verification: maybe(z.looseObject({ differences: count })),
  timings: maybe(z.array(z.object({ step: z.string(), seconds: count }).readonly()).readonly()),
  /** What `adopt` took over. */
  adopted: maybe(counts),
  dryRun: maybe(z.boolean()),
  /** Numbers that `blocklist add` or `remove` changed; that `blocklist import` asked about. */
  blocklist: maybe(counts),
  blockImport: maybe(z.object({ asked: count, found: count })),
  /** A message by hand: each call as it ended, with the id that Jojka gave it (no numbers). */
  message: maybe(
    z.looseObject({
      endpoint: z.enum(['send', 'add_campaign']),
      name: maybe(z.string()),
      /** ISO 8601, UTC; undefined: at once. */
      scheduled: maybe(z.string()),
      batches: z
        .array(
          z.looseObject({
            numbers: count,
            outcome: z.enum(['sent', 'failed', 'unknown', 'not-tried', 'sending']),
            id: maybe(z.string()),
          }),
        )
        .readonly(),
    }),
  ),
  /** Changes of people who were forgotten since, and are in its counts alone. */
  forgotten: maybe(count),
  /** What `forget` took out: rows by table, and saved plans that it has looked through and that name nobody whom it forgot (G5). */
  forget: maybe(z.object({ rows: counts, plansWithout: z.array(z.string()).readonly() })),
  /** The CRM was told what became of its changes, and of those of runs before it. */
  toldCrm: maybe(z.boolean()),
  /** It was left unfinished on purpose. */
  dismissed: maybe(z.boolean()),
});

export type RunSummary = z.output<typeof runSummarySchema>;

/** A message by hand, as the history has it. */
export type MessageRun = NonNullable<RunSummary['message']>;

/** Reads a summary as the database has it; `null` where a run has none. */
export function parseRunSummary(value: unknown): RunSummary | null {
  const result = runSummarySchema.safeParse(value);
  if (!result.success) return null;
  // What was left out for its form is not told as if it had been there.
  return Object.fromEntries(
    Object.entries(result.data).filter(([, field]) => field !== undefined),
  ) as RunSummary;
}
