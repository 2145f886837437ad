import * as z from 'zod';
import { faultText } from '../contact/fault-text.ts';
import { UsageError } from '../errors.ts';
import { endpoints } from '../jojka/endpoints.ts';

const endpointNames = ['*', 'check_if_on_blocklist', ...Object.keys(endpoints)];

/** What the client gets instead of the answer, or late. */
const action = z
  .strictObject({
    /** Waits first; alone, the true answer follows. */
    delayMs: z.number().int().nonnegative().optional(),
    status: z.number().int().min(200).max(599).optional(),
    body: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    /** The connection is reset. */
    drop: z.literal(true).optional(),
    /** The connection is reset, and for so many milliseconds nobody listens: connections are refused. */
    refuseMs: z.number().int().positive().max(600_000).optional(),
    /** The connection stays open, and no answer ever comes. */
    hang: z.literal(true).optional(),
    /** The answer comes byte by byte, so many milliseconds apart. */
    dripMs: z.number().int().positive().optional(),
    /** The true answer, cut off after so many bytes. */
    cutAt: z.number().int().nonnegative().optional(),
    /** A Retry-After header with the date so many seconds from now. */
    retryAfterDateSeconds: z.number().int().nonnegative().optional(),
    /** A page of HTML, as a proxy in between gives it. */
    notJson: z.literal(true).optional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'must say what happens');

const rule = z.strictObject({
  /** As the caller spells it; any, with `*` or where left out. */
  endpoint: z.enum(endpointNames).default('*'),
  /** Only calls that are about this number, or imports with a row of it. */
  msisdn: z.string().optional(),
  /** Only the n-th of the calls that the rule concerns (from 1), or those of a list. */
  nth: z
    .union([z.number().int().positive(), z.array(z.number().int().positive())], {
      error: 'must be a whole number above 0, or a list of such',
    })
    .optional(),
  /** Only every n-th of them. */
  every: z.number().int().positive().optional(),
  /** Only so often, by chance: 0.05 is every twentieth on average; `seed` decides which. */
  probability: z.number().min(0).max(1).optional(),
  /** So many times at most. */
  times: z.number().int().positive().optional(),
  /** The call is carried out before it fails. */
  after: z.boolean().default(false),
  action,
});

const faultsSchema = z.strictObject({
  /** The first that applies is used. */
  rules: z.array(rule).default([]),
  /** For everything that happens by chance: the same seed and the same calls give the same faults. */
  seed: z.number().int().default(1),
  /** Imports of more rows are refused. */
  maxRows: z.number().int().positive().optional(),
  /** Each row of an import is passed over in silence by this chance. */
  swallowProbability: z.number().min(0).max(1).default(0),
  /** Larger bodies get a 413. */
  maxBodyBytes: z.number().int().positive().optional(),
  /** An import with a row of one of these numbers fails whole, with HTTP 500. */
  poison: z.array(z.string()).default([]),
  /** Rows that an import passes over in silence; with `times`, only so often. */
  swallow: z
    .array(z.union([z.string(), z.strictObject({ msisdn: z.string(), times: z.number().int().positive() })]))
    .default([]),
  /** Names are cut to so many characters as they are stored. */
  cutNames: z.number().int().positive().optional(),
  /** How names are stored. */
  names: z.enum(['as-given', 'upper', 'nfd', 'latin1', 'question-marks', 'three-bytes']).default('as-given'),
  lowerCaseGroups: z.boolean().default(false),
  /** `Kunder` and `kunder` are one group, called as the first of them was. */
  foldGroups: z.boolean().default(false),
  /** What is wrong with the export. */
  exported: z
    .strictObject({
      /** Calls, from 1, that show an empty list; `all` of them. */
      emptyCalls: z.union([z.literal('all'), z.array(z.number().int().positive())]).default([]),
      /** Rows of a page at most, whatever is asked for. */
      pageRows: z.number().int().positive().optional(),
      /** Numbers that are left out; that come a second time at the end. */
      missing: z.array(z.string()).default([]),
      repeated: z.array(z.string()).default([]),
      msisdnAs: z.enum(['text', 'number']).default('text'),
      withoutGroups: z.boolean().default(false),
    })
    .prefault({}),
  /** Somebody else at work: what happens just before the n-th call of an endpoint. */
  somebody: z
    .array(
      z.strictObject({
        before: z.enum(endpointNames),
        nth: z.number().int().positive().default(1),
        does: z.enum(['add', 'rename', 'remove', 'join', 'leave', 'unblock', 'block']),
        msisdn: z.string(),
        name: z.string().optional(),
        group: z.string().optional(),
      }),
    )
    .default([]),
  /** Which key says whether a number is blocked: sources disagree (notes). */
  blocklistAnswer: z.enum(['both', 'in_blocklist', 'on_blocklist']).default('both'),
  /** How ids of campaigns and messages are written: digits, or 24 hexadecimal ones (notes). */
  ids: z.enum(['decimal', 'hexadecimal']).default('decimal'),
  /** What removing or joining something that is not there answers. */
  absent: z.enum(['error', 'done']).default('error'),
  /** An order that changes with each page read; for so many calls, or for good. */
  export: z
    .strictObject({ order: z.enum(['shuffled', 'rotating']), calls: z.number().int().positive().optional() })
    .optional(),
});

/** Faults that a sandbox is to show, as the file that `--faults` names holds them. */
export type FaultsInput = z.input<typeof faultsSchema>;
export type Faults = z.output<typeof faultsSchema>;
export type FaultRule = Faults['rules'][number];
export type FaultAction = FaultRule['action'];

/** Checks faults; throws a UsageError that names the first thing wrong. */
export function checkFaults(value: unknown, where: string): Faults {
  const result = faultsSchema.safeParse(value, { error: faultText });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UsageError(
    `${where} is no list of faults: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? ''}`,
    {
      advice: 'Its form is in docs/sandbox.md.',
    },
  );
}

/** Whether an import passes over a row of this number, and how often it still will. */
export function createSwallow(
  { swallow: rows, swallowProbability }: Pick<Faults, 'swallow' | 'swallowProbability'>,
  chance: () => number,
): (msisdn: string) => boolean {
  const left = new Map(
    rows.map((row) => (typeof row === 'string' ? [row, Number.POSITIVE_INFINITY] : [row.msisdn, row.times])),
  );
  return (msisdn) => {
    const times = left.get(msisdn) ?? 0;
    if (times > 0) left.set(msisdn, times - 1);
    return times > 0 || (swallowProbability > 0 && chance() < swallowProbability);
  };
}

/** Chooses the rule that a call gets, if any; counts the calls that each rule concerns. */
export function createFaultChooser(
  rules: readonly FaultRule[],
  chance: () => number,
): (call: { endpoint: string; msisdns: () => ReadonlySet<string> }) => FaultRule | undefined {
  const counts = rules.map((rule) => ({ rule, seen: 0, used: 0 }));
  return ({ endpoint, msisdns }) => {
    let chosen: FaultRule | undefined;
    for (const count of counts) {
      const { rule } = count;
      if (rule.endpoint !== '*' && rule.endpoint !== endpoint) continue;
      if (rule.msisdn !== undefined && !msisdns().has(rule.msisdn)) continue;
      count.seen += 1;
      if (
        chosen ||
        !isTurn(rule, count.seen, chance) ||
        count.used >= (rule.times ?? Number.POSITIVE_INFINITY)
      )
        continue;
      count.used += 1;
      chosen = rule;
    }
    return chosen;
  };
}

function isTurn({ nth, every, probability }: FaultRule, seen: number, chance: () => number): boolean {
  if (probability !== undefined && chance() >= probability) return false;
  if (nth === undefined && every === undefined) return true;
  return [nth ?? []].flat().includes(seen) || (every !== undefined && seen % every === 0);
}
