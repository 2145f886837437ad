import * as z from 'zod';

/**
 * What Jojka's answers look like: what the API document says, and the variants that real answers were seen to have
 * (notes). Further keys are tolerated everywhere; what is missing is an error and never taken for a "no" or "done".
 */

/** JSON numbers beyond 2^53 lose digits when they are read: they are no id or number that can be used. */
const text = z.union([z.string(), z.int().transform(String)]);

/** An id of a campaign or message: opaque; digits in the document, hexadecimal elsewhere. */
const id = z.union([z.string().min(1), z.int().transform(String)]);

const msisdn = text.transform((number) => number.trim());

const isDone = 'is neither "done" nor a number from 1';

/** What says "carried out": the documented word, or how many were. `no` and `failed` are words too. */
const done = z.union([z.string().regex(/^\s*done\s*$/, isDone), z.number().min(1, isDone)], isDone);

/** The number that the call was about. */
const ownNumber = z.union(
  [z.string().regex(/^\s*\+?\d+\s*$/, 'is no number'), z.int().positive()],
  'is no number',
);

/** `{"successes": "done"}`, or the number that the call was about. */
export const doneAnswer = z
  .union(
    [z.object({ successes: done }), z.object({ msisdn: ownNumber, group: z.unknown().optional() })],
    'has neither "successes": "done" nor "msisdn"',
  )
  .transform(() => undefined);

export const campaignAnswer = z.object({ campaign_id: id }).transform((answer) => answer.campaign_id);

export const messageAnswer = z.object({ message_id: id }).transform((answer) => answer.message_id);

export const exportRow = z.object({
  msisdn: z.union([z.string(), z.int()]),
  name: z.union([z.string(), z.number()]).nullish(),
  groups: z.array(z.union([z.string(), z.number()])).nullish(),
});

/** A row before it is looked at: an {@link exportRow}. */
export const anyExportRow = z.unknown();

/**
 * A page of the export. Nearly every row is three texts and is seen to be so at once; the schema is asked of the others alone,
 * since a million rows through it take longer than to take their JSON apart.
 */
export const exportAnswer = z.object({ export: z.array(anyExportRow) }).transform((page, context) =>
  page.export.map((row, index) => {
    if (isPlainRow(row)) return { msisdn: row.msisdn.trim(), name: row.name, groups: row.groups };
    const read = exportRow.safeParse(row);
    if (!read.success) {
      for (const issue of read.error.issues)
        context.issues.push({ ...issue, path: ['export', index, ...issue.path], input: row } as never);
      return z.NEVER;
    }
    const { msisdn, name, groups } = read.data;
    return { msisdn: String(msisdn).trim(), name: String(name ?? ''), groups: groups?.map(String) ?? [] };
  }),
);

/** Whether a row is as the document has it, with texts alone. */
function isPlainRow(row: unknown): row is { msisdn: string; name: string; groups: string[] } {
  if (typeof row !== 'object' || row === null) return false;
  const { msisdn, name, groups } = row as Record<string, unknown>;
  if (typeof msisdn !== 'string' || typeof name !== 'string' || !Array.isArray(groups)) return false;
  for (const group of groups) if (typeof group !== 'string') return false;
  return true;
}

/** What is lacking is empty: one reply that cannot be understood must not hide the others (S1b). */
const lacking = text.nullish().transform((given) => given?.trim() ?? '');

export const repliesAnswer = z.array(
  z.object({
    inserted: lacking,
    sender: lacking,
    message: text.nullish().transform((message) => message ?? ''),
  }),
);

export const idsAnswer = z.array(id);

export const statusAnswer = z.union([
  z.tuple([z.string()], z.unknown()).transform(([status]) => status),
  z.object({ status: z.string() }).transform((answer) => answer.status),
]);

export const recipientsAnswer = z.array(
  z
    .object({ receiver: msisdn, message_id: id, status: z.string() })
    .transform(({ receiver, message_id, status }) => ({ receiver, messageId: message_id, status })),
);

/** Ids of groups, not their names. */
export const groupsAnswer = z
  .object({ groups: z.array(id).nullable() })
  .transform((answer) => answer.groups ?? []);

/** Either key; neither is an error and never "not blocked". */
export const blockedAnswer = z
  .union(
    [
      z.object({ in_blocklist: z.boolean(), on_blocklist: z.boolean().optional() }),
      z.object({ on_blocklist: z.boolean() }),
    ],
    'has neither "in_blocklist" nor "on_blocklist"',
  )
  // Should both be there and differ, the number is blocked: the safe side.
  .transform((answer) => Object.values(answer).includes(true));
