import { z } from 'zod';
import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';
import { type Pipeline, pipelineSchema } from './schema.ts';

/**
 * Checks a pipeline and fills in the defaults.
 *
 * @param value what the file holds
 * @param where the file's path, for the message
 * @throws UsageError that lists every fault at once, unknown keys with the nearest known one
 */
export function checkPipeline(value: unknown, where: string): Pipeline {
  const result = pipelineSchema.safeParse(value);
  if (result.success) return result.data;
  const all = result.error.issues.slice(0, mostFaults).flatMap((issue) => describeIssue(issue, value));
  const more = Math.max(result.error.issues.length - mostFaults, all.length - mostFaults);
  const faults = [...all.slice(0, mostFaults), ...(more > 0 ? [`and ${more} more`] : [])];
  throw new UsageError(
    `${where} is not a valid pipeline:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    {
      advice: 'Mend the file and run the command again. Nothing was read or changed.',
    },
  );
}

/** How many faults an error names. */
const mostFaults = 20;

function describeIssue(issue: z.core.$ZodIssue, value: unknown): string[] {
  const place = issue.path.length > 0 ? pathText(issue.path) : 'the pipeline';
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.path, value);
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      if (near === key)
        return `${place}: "${key}" does not go with what stands beside it, or something is missing there`;
      const hint = near
        ? `; did you mean "${near}"?`
        : known.length > 0
          ? `; known are ${known.join(', ')}`
          : '';
      return `${place}: unknown key "${key}"${hint}`;
    });
  }
  if (issue.code === 'invalid_type' && valueAt(issue.path, value) === undefined)
    return [`${place} is missing${expectation(issue)}`];
  if (issue.code === 'invalid_type') return [`${place} must be ${kinds[issue.expected] ?? issue.expected}`];
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid'))
    return [`${place} must be ${list(issue.values.map((allowed) => JSON.stringify(allowed)))}`];
  if (issue.code === 'invalid_union' && issue.message.startsWith('Invalid')) {
    if (issue.path.at(-1) === 'type') return [`${place} must be "csv" or "postgres"`];
    return [`${place} has a value of the wrong kind`];
  }
  return [`${place}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`];
}

/** Kinds of values, as somebody who writes a pipeline calls them. */
const kinds: Readonly<Record<string, string>> = {
  object: 'an object, such as { column: "…" }',
  array: 'a list, such as ["…"]',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.path.join('.') === 'contacts')
    return ': { absent: "keep" | "remove-managed" | "remove-all" } must be given';
  return 'expected' in issue ? ` (${String(issue.expected)})` : '';
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

function list(values: readonly string[]): string {
  return values.length > 1 ? `${values.slice(0, -1).join(', ')} or ${values.at(-1)}` : (values[0] ?? '');
}

function valueAt(path: readonly PropertyKey[], value: unknown): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      at !== null && typeof at === 'object' ? (at as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
}

/** The keys that the schema knows at a path; follows the type of a source to the right alternative. */
function knownKeys(path: readonly PropertyKey[], value: unknown): string[] {
  let at: SchemaPart | undefined = z.toJSONSchema(pipelineSchema, { io: 'input', unrepresentable: 'any' });
  for (const [depth, part] of path.entries()) {
    const { properties, items } = alternative(at, valueAt(path.slice(0, depth), value));
    at = typeof part === 'number' ? partOf(items) : partOf(properties?.[String(part)]);
  }
  return Object.keys(alternative(at, valueAt(path, value)).properties ?? {});
}

type SchemaPart = z.core.JSONSchema.BaseSchema;

function partOf(schema: SchemaPart['items']): SchemaPart | undefined {
  return typeof schema === 'object' && !Array.isArray(schema) ? schema : undefined;
}

/** Of several alternatives the one for the value's `type`, or the first that has keys. */
function alternative(schema: SchemaPart | undefined, value: unknown): SchemaPart {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  const options = (schema?.oneOf ?? schema?.anyOf ?? []).filter(({ properties }) => properties);
  const fitting = options.find(({ properties }) => partOf(properties?.type)?.const === type);
  return fitting ?? options[0] ?? schema ?? {};
}
