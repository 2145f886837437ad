import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPipeline } from '../../src/config/load-file.ts';
import { filesOfName } from '../../src/config/same-name.ts';

/** Pipelines that are mistaken for one another are refused before anything is read (P10). */
const pipeline = (name: string) => ({
  name,
  sources: [{ type: 'csv', path: 'a.csv', phone: 'Mobil', name: 'Namn' }],
  contacts: { absent: 'keep' },
});
const json = (name: string) => JSON.stringify(pipeline(name));
const yaml = (name: string) =>
  `name: ${name}\nsources:\n  - { type: csv, path: a.csv, phone: Mobil }\ncontacts: { absent: keep }\n`;
const code = (name: string) => `export default ${JSON.stringify(pipeline(name))};`;

function folder(files: Record<string, string>): string {
  const cwd = mkdtempSync(join(tmpdir(), 'jojka-names-'));
  mkdirSync(join(cwd, 'pipelines'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return cwd;
}

const load = (cwd: string, name: string, env: NodeJS.ProcessEnv = {}) => loadPipeline(name, { cwd, env });

describe('two files of one name are refused, and both named', () => {
  test.each<[string, Record<string, string>, NodeJS.ProcessEnv?]>([
    ['JSON', { 'pipelines/b.json': json('crm') }],
    ['YAML', { 'pipelines/b.yaml': yaml('crm') }],
    ['YAML with quotes', { 'pipelines/b.yml': yaml('"crm"') }],
    ['JavaScript', { 'pipelines/b.js': code('crm') }],
    ['TypeScript', { 'pipelines/b.ts': `const name: string = 'crm';\n${code('x').replace('"x"', 'name')}` }],
    ['JSON with escapes', { 'pipelines/b.json': json('crm').replace('crm', '\\u0063rm') }],
    ['a name by the environment', { 'pipelines/b.json': json('${NAME}') }, { NAME: 'crm' }],
  ])('%s', async (_, files, env) => {
    const cwd = folder({ 'pipelines/a.json': json('crm'), ...files });
    const [other] = Object.keys(files) as [string];
    for (const [given, first, second] of [
      ['a', 'pipelines/a.json', other],
      [other, other, 'pipelines/a.json'],
    ] as const)
      await expect(load(cwd, given, env)).rejects.toMatchObject({
        exitCode: 64,
        message: `Two files are the pipeline "crm": ${join(cwd, first)} and ${join(cwd, second)}.`,
      });
  });
});

describe('what is no namesake', () => {
  test.each<[string, Record<string, string>]>([
    ['another name', { 'pipelines/b.json': json('web') }],
    ['a column of that name', { 'pipelines/b.js': code('web').replace('"Namn"', '"crm"') }],
    ['a package of that name', { 'pipelines/package.json': '{"name":"crm","version":"1.0.0"}' }],
    ['another folder', { 'other/b.json': json('crm') }],
    [
      'a file that cannot be read',
      { 'pipelines/b.json': '{"name":"crm","sources":[', 'pipelines/c.ts': '"crm" ((' },
    ],
    ['another ending', { 'pipelines/b.json.bak': json('crm'), 'pipelines/b.json~': json('crm') }],
    ['types alone', { 'pipelines/b.d.ts': `export declare const name: 'crm';` }],
    ['a file that would end the process', { 'pipelines/b.js': `process.exit(0); const name = 'crm';` }],
  ])('%s', async (_, files) => {
    const cwd = folder({ 'pipelines/a.json': json('crm'), ...files });
    expect((await load(cwd, 'a')).name).toBe('crm');
  });

  test('the same file by another path', async () => {
    const cwd = folder({ 'pipelines/a.json': json('crm') });
    symlinkSync('a.json', join(cwd, 'pipelines', 'b.json'));
    expect((await load(cwd, 'b')).name).toBe('crm');
  });

  test('a script that exports nothing is not run, though it has the name in quotes', async () => {
    const cwd = folder({ 'pipelines/a.json': json('crm') });
    const ran = join(cwd, 'ran');
    const script = `import fs from 'node:fs';\nfs.writeFileSync(${JSON.stringify(ran)}, "crm");\n`;
    writeFileSync(join(cwd, 'pipelines', 'generate.mjs'), script);
    expect(await load(cwd, 'a')).toMatchObject({ name: 'crm' });
    expect(existsSync(ran)).toBe(false);
  });

  test('code that does not have the name in quotes is not run', async () => {
    const cwd = folder({
      'pipelines/a.json': json('crm'),
      'pipelines/b.js': `import fs from 'node:fs'; fs.writeFileSync(new URL('ran', import.meta.url), '');`,
    });
    await load(cwd, 'a');
    expect(await filesOfName(join(cwd, 'pipelines'), 'crm', { env: {} })).toEqual([
      join(cwd, 'pipelines', 'a.json'),
    ]);
    await expect(import('node:fs').then((fs) => fs.existsSync(join(cwd, 'pipelines', 'ran')))).resolves.toBe(
      false,
    );
  });
});

describe('files beside it that do not say what they are', () => {
  const loops = `const name = 'crm'; while (true) {} export default { name };`;
  const files = {
    'pipelines/a.json': json('crm'),
    'pipelines/aaa.ts': loops,
    'pipelines/b.js': `const name = 'crm'; await new Promise(() => {}); export default {};`,
    'pipelines/c.ts': `const name = 'web'; while (true) {}`,
  };

  test('are given so long, all together, and named', async () => {
    const cwd = folder(files);
    const told: string[] = [];
    const started = performance.now();
    const emit = ({ message }: { message: string }) => void told.push(message);
    expect((await loadPipeline('a', { cwd, env: {}, emit, mostSeconds: 1 })).name).toBe('crm');
    expect(performance.now() - started).toBeLessThan(4000);
    const paths = ['aaa.ts', 'b.js'].map((file) => join(cwd, 'pipelines', file)).join(', ');
    expect(told).toEqual([
      `Whether ${paths} are a second pipeline "crm" is not known: they have not said within 1 s. Look for a loop without end, or move them out of the folder.`,
    ]);
  });

  test('a namesake behind them is found all the same', async () => {
    const cwd = folder({ ...files, 'pipelines/z.yaml': yaml('crm') });
    await expect(loadPipeline('a', { cwd, env: {}, mostSeconds: 0.5 })).rejects.toMatchObject({
      message: expect.stringContaining('z.yaml'),
    });
  });

  test('a signal ends it at once', async () => {
    const cwd = folder(files);
    const stop = new Error('stop');
    await expect(loadPipeline('a', { cwd, env: {}, signal: AbortSignal.abort(stop) })).rejects.toBe(stop);
    const ending = new AbortController();
    setTimeout(() => ending.abort(stop), 300);
    await expect(loadPipeline('a', { cwd, env: {}, signal: ending.signal })).rejects.toBe(stop);
  });

  test('nothing is told of files that say it, or cannot be read', async () => {
    const cwd = folder({
      'pipelines/a.json': json('crm'),
      'pipelines/b.js': code('web'),
      'pipelines/c.ts': "'crm' ((",
    });
    const told: unknown[] = [];
    await loadPipeline('a', { cwd, env: {}, emit: (event) => void told.push(event) });
    expect(told).toEqual([]);
  });
});

test('a name that two endings have is an error that names both; with its ending it is the one', async () => {
  const cwd = folder({ 'pipelines/crm.ts': code('crm'), 'pipelines/crm.yaml': yaml('crm2') });
  const [ts, yml] = [join(cwd, 'pipelines', 'crm.ts'), join(cwd, 'pipelines', 'crm.yaml')];
  await expect(load(cwd, 'crm')).rejects.toMatchObject({
    exitCode: 64,
    message: `"crm" may be one of 2 files: ${ts} and ${yml}.`,
  });
  expect((await load(cwd, 'pipelines/crm.yaml')).name).toBe('crm2');
  expect((await load(cwd, 'crm.ts')).name).toBe('crm');
});
