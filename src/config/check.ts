import * as z from 'zod';
import { faultText } from '../contact/fault-text.ts';
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
  const result = pipelineSchema.safeParse(value, { error: faultText });
  if (result.success) {
    const { $schema: _, ...pipeline } = result.data;
    return pipeline;
  }
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
      return `${place}: unknown key "${shortened(key)}"${hint}`;
    });
  }
  if (issue.code === 'invalid_union') {
    const inner = unknownKeysOf(issue);
    if (inner) return describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, value);
  }
  if (place === 'contacts' && valueAt(issue.path, value) === undefined)
    return ['contacts is missing: { absent: "keep" | "remove-managed" | "remove-all" } must be given'];
  const isSentence = /^(?:must|is|has) /.test(issue.message);
  return [`${place}${isSentence ? '' : ':'} ${issue.message}`];
}

/** Of a value that could be one of several things: the keys by which it misses being one of them, and nothing else. */
function unknownKeysOf({ errors }: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue | undefined {
  const [only] = errors.filter((issues) => issues.every(({ code }) => code === 'unrecognized_keys'));
  return only?.[0];
}

function shortened(key: string): string {
  return key.length > 80 ? `${key.slice(0, 80)}…` : key;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${shortened(String(part))}`,
    )
    .join('');
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
  const keys = alternatives(at, valueAt(path, value)).flatMap(({ properties }) =>
    Object.keys(properties ?? {}),
  );
  return [...new Set(keys)];
}

type SchemaPart = z.core.JSONSchema.BaseSchema;

function partOf(schema: SchemaPart['items']): SchemaPart | undefined {
  return typeof schema === 'object' && !Array.isArray(schema) ? schema : undefined;
}

function alternative(schema: SchemaPart | undefined, value: unknown): SchemaPart {
  return alternatives(schema, value)[0] ?? {};
}

/** Of several alternatives the one for the value's `type`, else all that have keys. */
function alternatives(schema: SchemaPart | undefined, value: unknown): SchemaPart[] {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  const options = (schema?.oneOf ?? schema?.anyOf ?? []).filter(({ properties }) => properties);
  const fitting = options.filter(({ properties }) => partOf(properties?.type)?.const === type);
  if (type !== undefined && fitting.length > 0) return fitting;
  return options.length > 0 ? options : [schema ?? {}];
}
