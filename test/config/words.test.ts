import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkPipeline } from '../../src/config/check.ts';
import { pipelineSchema } from '../../src/config/schema.ts';
import { faultText } from '../../src/contact/fault-text.ts';

/** What is wrong with a pipeline is told in our words: those of the library that looks at it never reach a user. */
const source = { type: 'csv', path: 'a.csv', phone: 'Mobil' };
const least = { name: 'nightly', sources: [source], contacts: { absent: 'keep' } };
const withSource = (more: object) => ({ ...least, sources: [{ ...source, ...more }] });

const libraryWords =
  /invalid (?:input|option|string|discriminator|key|value|element)|expected|received|unrecognized|too (?:small|big)|pattern|regex|NaN|undefined|\[object|union|strict|nonoptional/i;

function told(value: unknown): string {
  try {
    checkPipeline(value, 'p.json');
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test.each<[what: string, value: unknown, told: string]>([
  ['no object', 'hello', 'the pipeline must be an object: { … }'],
  ['nothing', undefined, 'the pipeline is missing: it must be an object'],
  ['null', null, 'the pipeline must be an object'],
  ['a list', [], 'the pipeline must be an object'],
  ['an unknown key', { ...least, guard: {} }, 'the pipeline: unknown key "guard"; did you mean "guards"?'],
  ['a name that is missing', { ...least, name: undefined }, 'name is missing: it must be a text'],
  ['a name that is a number', { ...least, name: 5 }, 'name must be a text'],
  ['a name with spaces', { ...least, name: 'a b' }, 'name must be letters, digits'],
  ['sources that are an object', { ...least, sources: source }, 'sources must be a list: [ … ]'],
  ['no sources', { ...least, sources: [] }, 'sources must have at least one entry'],
  ['a source that is a text', { ...least, sources: ['a.csv'] }, 'sources[0] must be an object'],
  ['a source that is a list', { ...least, sources: [[source]] }, 'sources[0]'],
  ['a source without a type', { ...least, sources: [{ path: 'a' }] }, 'sources[0].type must be "csv"'],
  ['a source of another type', withSource({ type: 7 }), 'sources[0].type must be "csv"'],
  ['a phone that is missing', withSource({ phone: undefined }), 'sources[0].phone must be a text, or a list'],
  ['a phone in a list in a list', withSource({ phone: [['Mobil']] }), 'sources[0].phone must be a text, or'],
  ['an empty list of phones', withSource({ phone: [] }), 'sources[0].phone must'],
  ['an empty path', withSource({ path: '' }), 'sources[0].path must not be empty'],
  ['a group that is a number', withSource({ groups: [5] }), 'sources[0].groups[0] must be a text such as'],
  [
    'a group in a list in a list',
    withSource({ groups: [['Kunder']] }),
    'sources[0].groups[0] must be a text',
  ],
  [
    'a group with a mistyped key',
    withSource({ groups: ['Kunder', { column: 'G', seperator: ';' }] }),
    'sources[0].groups[1]: unknown key "seperator"; did you mean "separator"?',
  ],
  [
    'a group that lacks a key',
    withSource({ groups: [{ column: 'G', is: ['ja'] }] }),
    'sources[0].groups[0]: "is" does not go with what stands beside it, or something is missing there',
  ],
  ['where that is a list', withSource({ where: ['aktiv'] }), 'sources[0].where must be an object'],
  ['where with an object', withSource({ where: { S: { a: 1 } } }), 'sources[0].where.S: unknown key "a"'],
  [
    'is that is a word',
    withSource({ optOut: { column: 'S', is: 'ja' } }),
    'sources[0].optOut.is must be a list',
  ],
  [
    'is with a list in it',
    withSource({ optOut: { column: 'S', is: [['ja']] } }),
    'sources[0].optOut.is[0] must be a text, a number, or true or false',
  ],
  [
    'any that is a word',
    withSource({ optOut: { column: 'S', any: 'ja' } }),
    'optOut.any must be true or false',
  ],
  [
    'a delimiter that is too long',
    withSource({ delimiter: '-----' }),
    'delimiter must have at most 4 characters',
  ],
  ['a part of a row', withSource({ skipRows: 1.5 }), 'skipRows must be a whole number'],
  ['less than no rows', withSource({ skipRows: -1 }), 'skipRows must be at least 0'],
  ['too many rows', withSource({ skipRows: 2000 }), 'skipRows must be at most 1000'],
  ['a number as a text', { ...least, load: { retries: '5' } }, 'load.retries must be a number'],
  [
    'a number without end',
    { ...least, load: { timeoutSeconds: Number.POSITIVE_INFINITY } },
    'timeoutSeconds must',
  ],
  ['no time at all', { ...least, load: { timeoutSeconds: 0 } }, 'load.timeoutSeconds must be at least 0.1'],
  ['no number', { ...least, load: { maxMinutes: Number.NaN } }, 'load.maxMinutes must be a number'],
  [
    'a guard that is true',
    { ...least, guards: { blocks: true } },
    'guards.blocks must be a whole number from 0 to 1000000000',
  ],
  ['a guard below nothing', { ...least, guards: { blocks: -1 } }, 'guards.blocks must be'],
  ['a guard that is a part', { ...least, guards: { blocks: 0.5 } }, 'guards.blocks must be'],
  [
    'a value that is none of some',
    { ...least, groups: { mode: 'x' } },
    'groups.mode must be "mirror" or "add"',
  ],
  [
    'a value of a list',
    { ...least, transform: { numberTypes: ['mobil'] } },
    'transform.numberTypes[0] must be',
  ],
  ['contacts that are a text', { ...least, contacts: 'keep' }, 'contacts must be an object'],
  ['contacts that say nothing', { ...least, contacts: {} }, 'contacts.absent must say what happens'],
  ['a part that is null', { ...least, load: null }, 'load must be an object'],
  ['a day', { ...least, name: new Date(0) }, 'name must be a text'],
])('%s', (_, value, expected) => {
  const message = told(value);
  expect(message).toContain(expected);
  expect(message).not.toMatch(libraryWords);
});

/** Every place of the pipeline with every kind of value that may be wrong in it. */
describe('nowhere in a pipeline', () => {
  const wrong = [undefined, null, 0, -1, 1.5, Number.NaN, '', 'x', true, [], [[]], {}, { x: 1 }, [null], 5n];
  const full = checkPipeline(
    withSource({
      id: 'K',
      groups: ['A', { column: 'G', is: ['ja'], group: 'B' }],
      optOut: { column: 'S', is: ['ja'], not: ['nej'] },
      where: { S: ['a'] },
      empty: ['-'],
    }),
    'p',
  );
  const places = pathsOf(full);

  test.each(places.map((path) => [path.join('.'), path] as const))('%s', (_, path) => {
    for (const value of wrong) expect(told(replaced(full, path, value))).not.toMatch(libraryWords);
  });

  test('a key that nobody knows, anywhere', () => {
    for (const path of places) expect(told(replaced(full, [...path, 'x'], 1))).not.toMatch(libraryWords);
  });
});

test('each kind of fault that the library knows has words of ours', () => {
  const faults = (schema: z.ZodType, value: unknown) =>
    schema.safeParse(value, { error: faultText }).error?.issues.map(({ message }) => message) ?? [];
  expect(faults(z.int().multipleOf(5), 3)).toEqual(['must be a multiple of 5']);
  expect(faults(z.email(), 'x')).toEqual(['is not written in the form that it must have']);
  expect(faults(z.map(z.string(), z.number()), new Map([['a', 'b']]))[0]).not.toMatch(libraryWords);
  expect(faults(z.record(z.string().min(2), z.number()), { a: 1 })).toEqual(['has a key that cannot be one']);
  expect(faults(z.union([z.string(), z.number()]), true)).toEqual([
    'has a value of a kind that is not known here',
  ]);
  expect(faults(z.strictObject({}), { a: 1 })).toEqual(['has unknown keys: "a"']);
  expect(
    faults(
      z.string().refine(() => false),
      'x',
    ),
  ).toEqual(['has a value that cannot be used']);
  expect(faults(z.never(), 1)).toEqual(['must be a value of another kind']);
});

test('$schema names the schema for editors, and is no part of the pipeline', () => {
  const $schema = './node_modules/jojka-sync/docs/pipeline.schema.json';
  expect(checkPipeline({ $schema, ...least }, 'p')).toEqual(checkPipeline(least, 'p'));
  expect(told({ ...least, $schema: 5 })).toContain('$schema must be a text');
  expect(z.toJSONSchema(pipelineSchema, { io: 'input', unrepresentable: 'any' }).properties).toHaveProperty(
    '$schema',
  );
});

function pathsOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (value === null || typeof value !== 'object') return [[...path]];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [[...path], ...inner.flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(Object(value) as object) };
  (copy as Record<string | number, unknown>)[key] = replaced(
    (copy as Record<string | number, unknown>)[key],
    rest,
    by,
  );
  return copy;
}
