import { z } from 'zod';
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
  nth: z.union([z.number().int().positive(), z.array(z.number().int().positive())]).optional(),
  /** Only every n-th of them. */
  every: z.number().int().positive().optional(),
  /** So many times at most. */
  times: z.number().int().positive().optional(),
  /** The call is carried out before it fails. */
  after: z.boolean().default(false),
  action,
});

const faultsSchema = z.strictObject({
  /** The first that applies is used. */
  rules: z.array(rule).default([]),
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
  lowerCaseGroups: z.boolean().default(false),
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
  const result = faultsSchema.safeParse(value);
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
export function createSwallow(rows: Faults['swallow']): (msisdn: string) => boolean {
  const left = new Map(
    rows.map((row) => (typeof row === 'string' ? [row, Number.POSITIVE_INFINITY] : [row.msisdn, row.times])),
  );
  return (msisdn) => {
    const times = left.get(msisdn) ?? 0;
    if (times > 0) left.set(msisdn, times - 1);
    return times > 0;
  };
}

/** Chooses the rule that a call gets, if any; counts the calls that each rule concerns. */
export function createFaultChooser(
  rules: readonly FaultRule[],
): (call: { endpoint: string; msisdns: () => ReadonlySet<string> }) => FaultRule | undefined {
  const counts = rules.map((rule) => ({ rule, seen: 0, used: 0 }));
  return ({ endpoint, msisdns }) => {
    let chosen: FaultRule | undefined;
    for (const count of counts) {
      const { rule } = count;
      if (rule.endpoint !== '*' && rule.endpoint !== endpoint) continue;
      if (rule.msisdn !== undefined && !msisdns().has(rule.msisdn)) continue;
      count.seen += 1;
      if (chosen || !isTurn(rule, count.seen) || count.used >= (rule.times ?? Number.POSITIVE_INFINITY))
        continue;
      count.used += 1;
      chosen = rule;
    }
    return chosen;
  };
}

function isTurn({ nth, every }: FaultRule, seen: number): boolean {
  if (nth === undefined && every === undefined) return true;
  return [nth ?? []].flat().includes(seen) || (every !== undefined && seen % every === 0);
}
