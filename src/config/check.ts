import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { UsageError } from '../errors.ts';
import { type Pipeline, type PipelineInput, pipelineSchema } from './schema.ts';

/**
 * Names the type of a pipeline for the editor; does nothing else. The file is checked when it is loaded.
 *
 * @example
 * export default definePipeline({ name: 'nightly', sources: [...], contacts: { absent: 'keep' } });
 */
export function definePipeline(pipeline: PipelineInput): PipelineInput {
  return pipeline;
}

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
  const faults = result.error.issues.flatMap((issue) => describeIssue(issue, value));
  throw new UsageError(
    `${where} is not a valid pipeline:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    {
      advice: 'Mend the file and run the command again. Nothing was read or changed.',
    },
  );
}

function describeIssue(issue: z.core.$ZodIssue, value: unknown): string[] {
  const place = issue.path.length > 0 ? pathText(issue.path) : 'the pipeline';
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.path, value);
    return issue.keys.map((key) => {
      const near = nearest(key, known);
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
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid'))
    return [`${place} must be ${list(issue.values.map((allowed) => JSON.stringify(allowed)))}`];
  if (issue.code === 'invalid_union' && issue.message.startsWith('Invalid')) {
    if (issue.path.at(-1) === 'type') return [`${place} must be "csv" or "postgres"`];
    return [`${place} has a value of the wrong kind`];
  }
  return [`${place}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`];
}

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
  let schema: unknown = pipelineSchema;
  for (const [depth, part] of path.entries()) {
    schema = inner(schema, valueAt(path.slice(0, depth), value));
    if (!isDef(schema)) return [];
    const { def } = schema._zod;
    schema =
      def.type === 'object' ? def.shape?.[String(part)] : def.type === 'array' ? def.element : undefined;
  }
  schema = inner(schema, valueAt(path, value));
  return isDef(schema) && schema._zod.def.type === 'object' ? Object.keys(schema._zod.def.shape ?? {}) : [];
}

interface Def {
  readonly _zod: {
    readonly def: {
      readonly type: string;
      readonly shape?: Record<string, unknown>;
      readonly element?: unknown;
      readonly innerType?: unknown;
      readonly options?: readonly unknown[];
    };
  };
}

function isDef(schema: unknown): schema is Def {
  return typeof schema === 'object' && schema !== null && '_zod' in schema;
}

/** Takes off what wraps a schema (optional, default), and chooses the alternative that fits the value. */
function inner(schema: unknown, value: unknown): unknown {
  if (!isDef(schema)) return undefined;
  const { def } = schema._zod;
  if (def.innerType !== undefined) return inner(def.innerType, value);
  if (def.type !== 'union') return schema;
  const type = (value as { type?: unknown } | null | undefined)?.type;
  const options = (def.options ?? []).filter((option) => isDef(option) && option._zod.def.type === 'object');
  const fitting = options.find((option) => {
    const literal = isDef(option) ? option._zod.def.shape?.type : undefined;
    return isDef(literal) && (literal._zod.def as { values?: unknown[] }).values?.includes(type);
  });
  return fitting ?? options[0];
}

/** The known name that is closest to a mistyped one, if any is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const away = distance(word.toLowerCase(), candidate.toLowerCase());
    if (away < least) [best, least] = [candidate, away];
  }
  return best;
}
