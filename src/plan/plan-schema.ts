import * as z from 'zod';
import { consentStates } from '../contact/consent.ts';
import { faultText } from '../contact/fault-text.ts';
import { guardNames, guardRules } from '../contact/guard-rules.ts';
import type { PlanAbout } from './basis.ts';
import { changeKinds } from './change.ts';
import type { Plan } from './plan.ts';

/**
 * The one description of a saved plan, version 1 (P9). A file is read through it: what is not of this form is no plan,
 * whatever its checksum says. Parts that only reports show are looked at less closely than those that calls are made of.
 */

/** As Jojka spells it; ours are digits alone. */
const msisdn = z.string().regex(/^\S(?:.*\S)?$/);
const name = z.string();
const groups = z.array(z.string());
const count = z.number().int().nonnegative();
const time = z.iso.datetime();
const origin = z.enum(['source', 'reply', 'manual', 'found', 'carried']);

const carried = z.array(
  z.strictObject({ from: msisdn, keys: z.array(z.string()), origins: z.array(origin) }),
);

const change = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('block'),
    msisdn,
    origins: z.array(origin).min(1),
    carried: carried.optional(),
    unsaid: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal('removeMembership'), msisdn, group: z.string() }),
  z.strictObject({ kind: z.literal('remove'), msisdn }),
  z.strictObject({ kind: z.literal('create'), msisdn, name, groups }),
  z.strictObject({ kind: z.literal('rename'), msisdn, from: name, to: name }),
  z.strictObject({ kind: z.literal('addMembership'), msisdn, group: z.string() }),
  z.strictObject({ kind: z.literal('unblock'), msisdn }),
]);

const state = z.strictObject({ name, groups }).nullable();

const want = z.strictObject({
  name,
  groups,
  keys: z.array(z.string()),
  absentRuns: count,
  absentAt: time.optional(),
  since: time,
  held: z.literal(true).optional(),
  optedOut: z.literal(true).optional(),
});

const limit = z.union([z.number().nonnegative(), z.string()]);

const planSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[\w-]+$/),
  account: z.string().min(1),
  pipeline: z.string().min(1),
  changes: z.array(change),
  contacts: z.array(z.strictObject({ msisdn, before: state, after: state, byImport: z.boolean() })),
  fingerprint: z.string().regex(/^[0-9a-f]{20}$/),
  createdAt: time,
  url: z.url(),
  keyMark: z.string().regex(/^[0-9a-f]{12}$/),
  load: z.looseObject({
    importRows: z.number().int().positive(),
    singleAdds: count,
    requestsPerSecond: z.number().positive(),
  }),
  guards: z.array(
    z.looseObject({
      rule: z.enum([...new Set(Object.values(guardRules))]),
      guard: z.enum(guardNames),
      group: z.string().optional(),
      count,
      of: count,
      inDoubt: count.optional(),
      limit,
      floor: count,
    }),
  ),
  summary: z.looseObject({
    existing: count,
    desired: count,
    optedOut: count,
    changes: z.record(z.enum(changeKinds), count),
    groups: z.array(z.looseObject({ group: z.string(), before: count, after: count })),
    calls: z.record(z.string(), count),
    seconds: z.number().nonnegative(),
  }),
  wants: z.strictObject({
    upserts: z.array(z.tuple([msisdn, want])),
    drops: z.array(msisdn),
  }),
  consents: z
    .strictObject({
      upserts: z.array(
        z.strictObject({
          source: z.string(),
          msisdn,
          state: z.enum(consentStates),
          at: z.number().int().optional(),
          until: z.number().int().optional(),
          since: time,
          groups,
          value: z.string().optional(),
          line: count.optional(),
        }),
      ),
      drops: z.array(
        z.union([z.tuple([z.string(), msisdn]), z.tuple([z.string(), msisdn, z.literal('renamed')])]),
      ),
      moves: z.array(z.strictObject({ from: msisdn, to: msisdn })).optional(),
    })
    .optional(),
  owed: z.array(z.union([z.tuple([msisdn, origin]), z.tuple([msisdn, origin, z.string()])])),
  blockReleases: z.array(msisdn),
  blockOrigins: z.array(z.tuple([msisdn, origin])),
  blockWithdrawals: z.array(msisdn),
  heldBlocks: z.array(msisdn),
  moves: z.array(z.strictObject({ from: msisdn, to: msisdn, keys: z.array(z.string()), name })),
  checksBlocks: z.boolean(),
  removes: z.enum(['managed', 'all']),
  managedGroups: z.array(z.string()),
  warnings: z.array(z.looseObject({ code: z.string(), figures: z.looseObject({}) })),
  undoes: z.string().optional(),
  called: z.string().optional(),
});

const sourceRead = z.looseObject({
  name: z.string(),
  kind: z.enum(['source', 'optOuts']),
  type: z.string(),
  rows: count,
  path: z.string().optional(),
  modifiedAt: time.optional(),
  bytes: count.optional(),
});

const aboutSchema = z.looseObject({
  basis: z
    .looseObject({
      sources: z.array(sourceRead),
      lastGood: z
        .looseObject({
          run: z.string(),
          at: time,
          records: count.optional(),
          desired: count.optional(),
          rejections: count.optional(),
          sources: z.array(sourceRead).optional(),
        })
        .optional(),
    })
    .optional(),
  records: z.record(z.string(), count).optional(),
  rejections: z.array(
    z.looseObject({
      source: z.string(),
      line: count,
      field: z.string(),
      code: z.string(),
      value: z.string(),
      row: z.array(z.unknown()),
    }),
  ),
  warnings: z.array(z.looseObject({ code: z.string(), figures: z.looseObject({}) })),
});

/** Reads what a plan was made from. It is shown and nothing is done by it: what is not of its form is left out. */
export function parseAbout(value: unknown): PlanAbout | undefined {
  return aboutSchema.safeParse(value).success ? (value as PlanAbout) : undefined;
}

/**
 * Checks what a file holds.
 *
 * @returns the plan, or what is wrong with the first part that is not of its form
 */
export function parsePlan(value: unknown): { plan: Plan } | { problem: string } {
  const result = planSchema.safeParse(value, { error: faultText });
  // What is looked at loosely is of the types that the plan was made with.
  if (result.success) return { plan: value as Plan };
  const [issue] = result.error.issues;
  return { problem: `${issue?.path.join('.') || 'the plan'}: ${issue?.message ?? 'of another form'}` };
}
