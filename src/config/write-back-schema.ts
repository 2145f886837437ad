import * as z from 'zod';
import { databaseUrl } from './source-schema.ts';

/** What a statement for an outcome can take. */
export const outcomeNames = [
  'key',
  'source',
  'msisdn',
  'change',
  'outcome',
  'message',
  'at',
  'run',
  'pipeline',
] as const;

/** What a statement for a rejection can take. */
export const rejectionNames = [
  'key',
  'source',
  'line',
  'field',
  'code',
  'value',
  'message',
  'since',
  'at',
  'run',
  'pipeline',
] as const;

const clearNames = ['at', 'run', 'pipeline'] as const;

/** Names behind a colon in a statement, save in its texts, comments and casts. */
function namesIn(statement: string): string[] {
  const bare = statement.replace(/'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  return [...bare.matchAll(/(?<![:\w]):([A-Za-z_]\w*)/g)].map(([, name]) => name as string);
}

function statementWith(names: readonly string[], what: string) {
  return z
    .string()
    .min(1)
    .refine((text) => namesIn(text).every((name) => names.includes(name)), {
      error: `must name nothing but ${names.map((name) => `:${name}`).join(', ')}`,
    })
    .describe(`${what}, with ${names.map((name) => `:${name}`).join(', ')}`);
}

/** What the night tells the CRM's database, besides a STOP (`blocklist.writeBack`). */
export const writeBackSchema = z.strictObject({
  url: databaseUrl.describe("The CRM's Postgres"),
  outcomes: statementWith(
    outcomeNames,
    'Run for each change of each record, once; should set a value rather than add one',
  ).optional(),
  rejections: z
    .strictObject({
      clear: statementWith(clearNames, 'Run before them, in the same transaction').optional(),
      statement: statementWith(rejectionNames, 'Run for each rejection of the night'),
    })
    .describe('Which records were rejected, why and since when')
    .optional(),
});
