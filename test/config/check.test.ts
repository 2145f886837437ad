import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkPipeline } from '../../src/config/check.ts';
import { loadPipeline } from '../../src/config/load-file.ts';
import { pipelineSchema } from '../../src/config/schema.ts';
import { UsageError } from '../../src/errors.ts';

const least = {
  name: 'nightly',
  sources: [{ type: 'csv', path: 'a.csv', phone: 'Mobil' }],
  contacts: { absent: 'keep' },
};

test('the defaults are those of the contract', () => {
  expect(checkPipeline(least, 'p')).toEqual({
    name: 'nightly',
    account: 'default',
    sources: [
      { type: 'csv', path: 'a.csv', phone: 'Mobil', encoding: 'auto', delimiter: 'auto', groups: [] },
    ],
    optOuts: [],
    transform: { region: 'SE', numberTypes: ['mobile'], duplicates: 'merge' },
    contacts: { absent: 'keep', absentRuns: 1, absentHours: 12, names: 'overwrite', optedOut: 'keep' },
    groups: { mode: 'mirror', managedGroups: [] },
    blocklist: { unblock: 'never', replies: false, recheck: 50 },
    guards: {
      removals: '5%',
      memberships: '5%',
      renames: '30%',
      blocks: '5%',
      unblocks: '5%',
      rejections: '10%',
      optOutValues: '5%',
      consentValues: '5%',
      consents: '5%',
      creates: '25%',
      joins: '50%',
      moves: '5%',
      missing: '20%',
      floor: 10,
    },
    bounds: {
      rows: 20_000_000,
      columns: 10_000,
      groups: 100_000,
      groupsPerRecord: 20_000,
      cellCharacters: 1000,
      rowCharacters: 1_048_576,
      jsonMegabytes: 256,
      megabytes: 20_000,
      timesUnpacked: 100,
    },
    load: {
      concurrency: 4,
      requestsPerSecond: 10,
      importRows: 1000,
      singleAdds: 50,
      canary: 25,
      retries: 5,
      timeoutSeconds: 30,
      maxConsecutiveFailures: 20,
      maxMinutes: 240,
      mostContacts: 20_000_000,
    },
  });
});

test('YAML may leave the quotes of 1 and true out', () => {
  const source = { ...least.sources[0], where: { Status: 1 }, optOut: { column: 'S', is: ['ja', 1, true] } };
  const [checked] = checkPipeline({ ...least, sources: [source] }, 'p').sources;
  expect(checked).toMatchObject({ where: { Status: '1' }, optOut: { is: ['ja', '1', 'true'] } });
});

test.each([
  [{ column: 'S', is: ['ja', 'x'], not: ['nej', ' JA'] }, '"ja" stands both in "is" and in "not"'],
  [{ column: 'S', any: true, is: ['ja'] }, '"any" and "is" exclude each other'],
])('an opt-out column that says two things at once: %j', (optOut, message) => {
  expect(() => checkPipeline({ ...least, sources: [{ ...least.sources[0], optOut }] }, 'p')).toThrow(message);
});

test.each([
  [{ guards: { removals: '101%' } }, 'guards.removals must be a percentage from 0 to 100'],
  [{ guards: { removals: Number('1e400') } }, 'guards.removals'],
  [{ load: { requestsPerSecond: 0.0001 } }, 'load.requestsPerSecond'],
  [{ load: { requestsPerSecond: Number.POSITIVE_INFINITY } }, 'load.requestsPerSecond'],
  [{ load: { requestsPerSecond: 1001 } }, 'load.requestsPerSecond'],
])('a number out of its range is told: %j', (rest, message) => {
  expect(() => checkPipeline({ ...least, ...rest }, 'p')).toThrow(message);
});

describe('every number of a pipeline has a least and a most, and a fault names both place and range', () => {
  interface Leaf {
    readonly path: readonly (string | number)[];
    readonly minimum: number | undefined;
    readonly maximum: number | undefined;
    readonly isWhole: boolean;
    /** Of a discriminated union. */
    readonly type?: string;
  }
  interface Json {
    readonly type?: string;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly exclusiveMinimum?: number;
    readonly const?: string;
    readonly properties?: Readonly<Record<string, Json>>;
    readonly items?: Json;
    readonly additionalProperties?: Json | boolean;
    readonly anyOf?: readonly Json[];
    readonly oneOf?: readonly Json[];
  }
  /** Words of a column: YAML makes numbers of `1`, and any is one. */
  const isWord = (one: Json) => one.anyOf?.some(({ type }) => type === 'boolean') === true;
  const leaves = (one: Json, path: readonly (string | number)[] = [], type?: string): Leaf[] => {
    if (isWord(one)) return [];
    if (one.type === 'number' || one.type === 'integer') {
      const { minimum, maximum } = one;
      return [{ path, minimum, maximum, isWhole: one.type === 'integer', ...(type && { type }) }];
    }
    return [
      ...Object.entries(one.properties ?? {}).flatMap(([name, inner]) =>
        leaves(inner, [...path, name], type ?? one.properties?.type?.const),
      ),
      ...[...(one.anyOf ?? []), ...(one.oneOf ?? [])].flatMap((inner) => leaves(inner, path, type)),
      ...(one.items ? leaves(one.items, [...path, 0], type) : []),
      ...(typeof one.additionalProperties === 'object'
        ? leaves(one.additionalProperties, [...path, 'Kolumn'], type)
        : []),
    ];
  };
  const schema = z.toJSONSchema(pipelineSchema, { io: 'input', unrepresentable: 'any' }) as Json;
  const all = leaves(schema).map((leaf) => [`${leaf.type ?? ''} ${leaf.path.join('.')}`, leaf] as const);

  const places = { csv: { path: 'a.csv' }, xlsx: { path: 'a.xlsx' }, http: { url: 'https://crm.example/' } };
  const database = (scheme: string) => ({ url: `${scheme}://crm.example/crm`, query: 'select 1' });
  const source = (type: string) => ({
    type,
    phone: 'Mobil',
    ...{ ...places, postgres: database('postgres'), mysql: database('mysql'), sqlserver: database('mssql') }[
      type
    ],
  });
  const withValue = ({ path, type }: Leaf, value: number): object => {
    const list = path[0] as string;
    if (type !== undefined) return { ...least, [list]: [{ ...source(type), [path[2] as string]: value }] };
    const [part, key] = path as [keyof typeof least, string];
    return { ...least, [part]: { ...(least[part] as unknown as object), [key]: value } };
  };

  test('all are found', () => {
    expect(all.length).toBeGreaterThan(50);
    expect(all.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        ' load.timeoutSeconds',
        ' guards.floor',
        'csv sources.0.skipRows',
        ' bounds.rows',
      ]),
    );
  });

  test.each(all)('%s', (_name, leaf) => {
    const { minimum, maximum, isWhole, path } = leaf;
    expect([typeof minimum, typeof maximum]).toEqual(['number', 'number']);
    expect(maximum).toBeLessThan(Number.MAX_SAFE_INTEGER);
    const [low, high] = [minimum as number, maximum as number];
    for (const within of [low, high]) checkPipeline(withValue(leaf, within), 'p');
    const key = path.at(-1) as string;
    const refused = (value: number, says: string) =>
      expect(() => checkPipeline(withValue(leaf, value), 'p')).toThrow(
        new RegExp(`${key} must be .*${says}`),
      );
    refused(low - (isWhole ? 1 : 1e-9), String(low));
    refused(high + 1, String(high));
    if (!isWhole && low > 0) refused(1e-9, String(low));
    for (const value of [1e300, -1e300, Number.NaN, Number.POSITIVE_INFINITY]) refused(value, '');
  });
});

describe('faults are named with their place', () => {
  test.each([
    [
      'an unknown key with the nearest known one',
      { ...least, sourcs: [] },
      'unknown key "sourcs"; did you mean "sources"?',
    ],
    [
      'an unknown key of a part',
      { ...least, contacts: { absent: 'keep', absentRun: 2 } },
      'contacts: unknown key "absentRun"; did you mean "absentRuns"?',
    ],
    [
      'an unknown key of a source',
      { ...least, sources: [{ ...least.sources[0], encodng: 'x' }] },
      'sources[0]: unknown key "encodng"; did you mean "encoding"?',
    ],
    [
      'an unknown key of a Postgres source',
      { ...least, sources: [{ type: 'postgres', url: 'u', query: 'q', phone: 'p', querry: 1 }] },
      'unknown key "querry"; did you mean "query"?',
    ],
    [
      'an unknown key of a part that may be left out',
      { ...least, transform: { regoin: 'SE' } },
      'transform: unknown key "regoin"; did you mean "region"?',
    ],
    [
      'an unknown key of a part of a source, with all that are known',
      { ...least, sources: [{ ...least.sources[0], optOut: { column: 'S', yesWords: ['x'] } }] },
      'sources[0].optOut: unknown key "yesWords"; known are column, is, not',
    ],
    [
      'contacts.absent has no default',
      { name: 'n', sources: least.sources, contacts: {} },
      'contacts.absent must say what happens to contacts',
    ],
    ['contacts is missing', { name: 'n', sources: least.sources }, 'contacts is missing: { absent: '],
    ['no source', { ...least, sources: [] }, 'sources must have at least one entry'],
    [
      'a source of another type',
      { ...least, sources: [{ type: 'xml' }] },
      'sources[0].type must be "csv", "xlsx", "http", "postgres", "mysql" or "sqlserver"',
    ],
    ['a wrong value', { ...least, groups: { mode: 'mirrored' } }, 'groups.mode must be "mirror" or "add"'],
    ['a wrong type', { ...least, load: { concurrency: '4' } }, 'load.concurrency must be a number'],
    ['a guard that is no limit', { ...least, guards: { removals: '5 percent' } }, 'guards.removals must be'],
    ['a region that is none', { ...least, transform: { region: 'Sverige' } }, 'transform.region must be'],
    ['no object at all', 'hello', 'the pipeline'],
  ])('%s', (_, value, message) => {
    expect(() => checkPipeline(value, 'pipelines/p.json')).toThrow(UsageError);
    expect(() => checkPipeline(value, 'pipelines/p.json')).toThrow(message);
  });

  test('all faults at once', () => {
    expect(() => checkPipeline({ name: '', sources: {} }, 'p')).toThrow(/name[\s\S]*sources[\s\S]*contacts/);
  });
});

test('the JSON Schema for editors is that of this version', async () => {
  const schema = z.toJSONSchema(pipelineSchema, { io: 'input', unrepresentable: 'any' });
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../docs/pipeline.schema.json');
});

describe('files', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'jojka-pipelines-'));
  /** Each in a folder of its own: two of one name would be refused. */
  const write = (name: string, text: string) => {
    const path = join(mkdtempSync(join(cwd, 'of-')), name);
    writeFileSync(path, text);
    return path;
  };
  const load = (name: string, env: NodeJS.ProcessEnv = {}) => loadPipeline(name, { cwd, env });

  test.each([
    ['p.json', JSON.stringify(least)],
    [
      'p.yaml',
      'name: nightly\nsources:\n  - { type: csv, path: a.csv, phone: Mobil }\ncontacts: { absent: keep }\n',
    ],
    ['p.js', `export default ${JSON.stringify(least)}`],
    // One that imports the package is in test/cli/validate.test.ts: from the source, each of its files would be translated.
    ['p.ts', `const pipeline: object = ${JSON.stringify(least)};\nexport default pipeline;`],
  ])('%s', async (name, text) => {
    expect((await load(write(name, text))).name).toBe('nightly');
  });

  test('${NAME} takes an environment variable', async () => {
    const name = write(
      'env.json',
      JSON.stringify({ ...least, sources: [{ ...least.sources[0], path: '${FOLDER}/a.csv' }] }),
    );
    expect((await load(name, { FOLDER: '/data' })).sources[0]).toMatchObject({ path: '/data/a.csv' });
    await expect(load(name)).rejects.toThrow(
      'env.json needs the environment variable FOLDER, which is not set',
    );
  });

  test.each([
    ['nothing of that name', 'missing', 'There is no pipeline "missing"'],
    ['broken JSON', write('broken.json', '{ "name": '), 'cannot be read'],
    ['broken YAML', write('broken.yaml', 'a: [1'), 'cannot be read'],
    ['broken TypeScript', write('broken.ts', 'export default {'), 'cannot be read'],
    ['no default export', write('empty.ts', 'export const a = 1;'), 'has no default export'],
    [
      'a pipeline that ends the process',
      write('exit.ts', 'process.exit(0);\nexport default {};'),
      'wants to end the process',
    ],
    ['an ending that is not known', write('p.toml', 'a = 1'), 'has an ending that is not known'],
  ])('%s is a usage error', async (_, name, message) => {
    const failure = load(name);
    await expect(failure).rejects.toBeInstanceOf(UsageError);
    await expect(failure).rejects.toThrow(message);
  });

  test('a mistyped name is told the nearest one in pipelines/', async () => {
    await expect(loadPipeline('nightly-cmr', { cwd: process.cwd(), env: {} })).rejects.toMatchObject({
      advice: 'Did you mean "nightly-crm"?',
    });
  });

  test('a folder that is called like a pipeline is none', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'folder-'));
    mkdirSync(join(cwd, 'pipelines', 'sub.yaml'), { recursive: true });
    await expect(loadPipeline('sub', { cwd, env: {} })).rejects.toMatchObject({
      advice: 'Name a file, or run the command where the folder "pipelines" is.',
    });
  });
});

describe('an option that the format of a list by URL does not read is an error', () => {
  const cursor = { cursor: 'next', parameter: 'after' };
  test.each([
    [{ next: 'link' }, /\[0\]\.next is read of format json and jsonl alone, and the format here is csv/],
    [{ records: 'data' }, /records is read of format json alone, and the format here is csv/],
    [{ format: 'jsonl', records: 'data' }, /records is read of format json alone/],
    [{ format: 'jsonl', next: cursor }, /next must be "link" for jsonl/],
    [{ format: 'json', delimiter: ';' }, /delimiter is read of format csv alone/],
    [{ format: 'json', encoding: 'utf-8' }, /encoding is read of format csv alone/],
    [{ format: 'json', quote: 'none' }, /quote is read of format csv alone/],
    [{ format: 'jsonl', skipRows: 1 }, /skipRows is read of format csv alone/],
  ])('%j', (options, said) => {
    const list = { type: 'http', url: 'https://crm.example/list', phone: 'Mobil', ...options };
    expect(() => checkPipeline({ ...least, sources: [list] }, 'p')).toThrow(said);
    expect(() => checkPipeline({ ...least, optOuts: [list] }, 'p')).toThrow(said);
  });

  test.each([
    [{ skipRows: 1, delimiter: ';', encoding: 'utf-8', quote: 'none' }],
    [{ format: 'json', records: 'data', next: cursor, nextMayBeAbsent: true }],
    [{ format: 'json', nextMayBeAbsent: true }],
    [{ format: 'jsonl', next: 'link' }],
  ])('%j passes', (options) => {
    const list = { type: 'http', url: 'https://crm.example/list', phone: 'Mobil', ...options };
    expect(() => checkPipeline({ ...least, sources: [list] }, 'p')).not.toThrow();
  });
});
