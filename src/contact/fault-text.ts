import type * as z from 'zod';

/**
 * What is wrong with a value, in words for whoever wrote the file that it stands in. It is given to zod as the texts of its
 * issues, so that none of zod's own ever reaches a user; what a schema itself says of a value goes before it.
 *
 * @returns what goes behind the value's place: "must be a text"
 */
export function faultText(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeText(issue);
    case 'invalid_value':
      return `must be ${listed(issue.values.map(quoted))}`;
    case 'too_small':
      return smallText(issue);
    case 'too_big':
      return bigText(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return 'is not written in the form that it must have';
    case 'invalid_union':
      return Array.isArray(issue.options)
        ? `must be ${listed(issue.options.map(quoted))}`
        : 'has a value of a kind that is not known here';
    case 'invalid_key':
      return 'has a key that cannot be one';
    case 'invalid_element':
      return 'has an entry that cannot be one';
    case 'unrecognized_keys':
      return `has unknown keys: ${issue.keys.map(quoted).join(', ')}`;
    default:
      return 'has a value that cannot be used';
  }
}

/** Kinds of values, as somebody who writes such a file calls them. */
const kinds: Readonly<Record<string, string>> = {
  object: 'an object: { … }',
  record: 'an object: { … }',
  array: 'a list: [ … ]',
  tuple: 'a list: [ … ]',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function typeText({ expected, input }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  const kind = kinds[expected] ?? 'a value of another kind';
  return input === undefined ? `is missing: it must be ${kind}` : `must be ${kind}`;
}

type Bound = 'text' | 'list' | 'number';

/** What a bound is one of: zod counts signs and entries under the same code as it compares numbers. */
function boundOf(origin: string): Bound {
  if (origin === 'string') return 'text';
  return origin === 'array' || origin === 'set' || origin === 'object' || origin === 'map'
    ? 'list'
    : 'number';
}

function smallText({ origin, minimum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  const bound = boundOf(origin);
  if (bound === 'number') return `must be ${inclusive ? 'at least' : 'above'} ${minimum}`;
  if (Number(minimum) <= 1) return bound === 'text' ? 'must not be empty' : 'must have at least one entry';
  return `must have at least ${minimum} ${bound === 'text' ? 'characters' : 'entries'}`;
}

function bigText({ origin, maximum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): string {
  const bound = boundOf(origin);
  if (bound === 'number') return `must be ${inclusive ? 'at most' : 'below'} ${maximum}`;
  return `must have at most ${maximum} ${bound === 'text' ? 'characters' : 'entries'}`;
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function listed(values: readonly string[]): string {
  return values.length > 1 ? `${values.slice(0, -1).join(', ')} or ${values.at(-1)}` : (values[0] ?? '');
}
