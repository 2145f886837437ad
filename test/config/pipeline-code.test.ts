import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { unawaited } from '../../src/cli/unawaited.ts';
import { loadPipeline } from '../../src/config/load-file.ts';
import { runPipelineCode } from '../../src/config/pipeline-code.ts';
import { readValue } from '../../src/config/read-value.ts';
import { UsageError } from '../../src/errors.ts';
import { runCli } from '../support/cli.ts';

function file(text: string, name = 'p.mjs'): string {
  const path = join(mkdtempSync(join(tmpdir(), 'code-')), name);
  writeFileSync(path, text);
  return path;
}

const end = 'export default { name: "p" };';

afterEach(() => vi.useRealTimers());

describe('a pipeline in code ends neither the process nor its patience', () => {
  test.each([
    ['process.exit', 'process.exit(0);', /wants to end the process \(exit code 0\)/],
    ['an exit of its own code', 'process.exit(7);', /wants to end the process \(exit code 7\)/],
    ['an exit behind the listeners', 'process.removeAllListeners("exit"); process.exit(0);', /wants to end/],
    ['what lies below process.exit', 'process.reallyExit(0);', /wants to end the process/],
    [
      'an exit from a callback',
      'await new Promise((r) => setTimeout(() => process.exit(0), 1));',
      /wants to/,
    ],
    [
      'a promise that nobody awaits',
      'Promise.reject(new Error("no licence"));',
      /nobody awaited it: no licence/,
    ],
    [
      'an error in a callback',
      'queueMicrotask(() => { throw new Error("oops"); });',
      /nobody awaited it: oops/,
    ],
  ])('%s', async (_, text, message) => {
    const failure = readValue(file(`${text}\n${end}`), {});
    await expect(failure).rejects.toBeInstanceOf(UsageError);
    await expect(failure).rejects.toThrow(message);
  });

  test.each([
    ['a loop without end', 'for (;;);'],
    ['a wait without end', 'await new Promise(() => {});'],
  ])('%s is ended by a signal at once', async (_, text) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped')), 500);
    await expect(runPipelineCode(file(`${text}\n${end}`), stop.signal)).rejects.toThrow('stopped');
  });

  test.each([
    ['a loop without end', 'for (;;);'],
    ['a wait without end', 'await new Promise(() => {});'],
  ])('%s is ended after 30 s', async (_, text) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let failure: unknown;
    runPipelineCode(file(`${text}\n${end}`)).catch((error: unknown) => {
      failure = error;
    });
    while (failure === undefined) {
      vi.advanceTimersByTime(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(failure).toBeInstanceOf(UsageError);
    expect((failure as Error).message).toContain('has not said within 30 s what it is');
  });

  test.each([
    ['a pipe into which nobody writes', "readFileSync(new URL('./pipe', import.meta.url));"],
    ['a program that takes long', "execFileSync('sleep', ['45.77']);"],
    ['a program that hears no signal', "execFileSync('sh', ['-c', 'trap \"\" TERM; sleep 45.77']);"],
  ])('%s is ended by a signal, and what it has started too', async (_, text) => {
    const path = file(
      `import { readFileSync } from 'node:fs';\nimport { execFileSync } from 'node:child_process';\n${text}\n${end}`,
    );
    execFileSync('mkfifo', [join(path, '..', 'pipe')]);
    const stop = new AbortController();
    const begun = performance.now();
    setTimeout(() => stop.abort(new Error('stopped')), 1500);
    await expect(runPipelineCode(path, stop.signal)).rejects.toThrow('stopped');
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain('sleep 45.77');
  });

  test('what it leaves behind is gone with it', async () => {
    await expect(
      readValue(file(`setInterval(() => {}, 10);\nprocess.exitCode = 3;\n${end}`), {}),
    ).resolves.toMatchObject({ value: { name: 'p' } });
    expect(process.exitCode).toBeUndefined();
  });
});

describe('what a pipeline in code says is taken as data', () => {
  test.each<[string, string, unknown]>([
    [
      'a function is nothing',
      'export default { name: () => 1, list: [Symbol("x"), 1] };',
      { name: null, list: [null, 1] },
    ],
    [
      'an object of a class',
      'class P { name = "p"; get x() { return 1; } }\nexport default new P();',
      { name: 'p' },
    ],
    ['a proxy', 'export default new Proxy({ name: "p" }, {});', { name: 'p' }],
    [
      'numbers that JSON has not',
      'export default { a: Infinity, b: undefined };',
      { a: Number.POSITIVE_INFINITY },
    ],
    ['nothing', 'export const name = "p";', undefined],
  ])('%s', async (_, text, expected) => {
    expect((await runPipelineCode(file(text))).value).toEqual(expected);
  });

  test('what tells a parent that it is ready is no answer', async () => {
    const path = file(
      `process.send?.({ value: { name: 'q' }, variables: {} }); process.disconnect?.();\n${end}`,
    );
    expect((await runPipelineCode(path)).value).toEqual({ name: 'p' });
  });

  test('all that it prints is passed on, and one that ends its output is read', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    await runPipelineCode(file(`process.stdout.write('x'.repeat(2_000_000)); process.stderr.end();\n${end}`));
    const length = write.mock.calls.reduce((sum, [piece]) => sum + piece.length, 0);
    write.mockRestore();
    expect(length).toBe(2_000_000);
  });

  test('__proto__ stays a key', async () => {
    const { value } = await runPipelineCode(file('export default JSON.parse(`{"__proto__": {"a": 1}}`);'));
    expect(Object.keys(value as object)).toEqual(['__proto__']);
  });

  test('what refers to itself still does', async () => {
    const read = await runPipelineCode(file('const a = {}; a.a = a;\nexport default a;'));
    const value = read.value as { a: unknown };
    expect(value.a).toBe(value);
  });

  test('the package, a file beside it, the environment and types', async () => {
    const path = file(
      `import { definePipeline, type PipelineInput } from 'jojka-sync';
const name: string = process.env.PATH ? 'p' : 'none';
export default definePipeline({ name } as PipelineInput);`,
      'p.ts',
    );
    expect((await runPipelineCode(path)).value).toEqual({ name: 'p' });
    writeFileSync(join(path, '..', 'other.ts'), 'export const name: string = "other";');
    writeFileSync(path, `import { name } from './other.ts';\nexport default { name };`);
    expect((await runPipelineCode(path)).value).toEqual({ name: 'other' });
  });
});

describe('what a pipeline in code throws is told without passwords and numbers', () => {
  const secret =
    'postgres://u:hemligt99@crm/x, postgres://u:hem/li@gt99@crm, ?password=hemligt99, DB_PASSWORD=hemligt99; 46701740605, 070-174 06 05';
  test.each([
    ['thrown', `throw new Error(${JSON.stringify(secret)});`],
    ['thrown as a text', `throw ${JSON.stringify(secret)};`],
    ['besides', `queueMicrotask(() => { throw new Error(${JSON.stringify(secret)}); });`],
    ['rejected besides', `Promise.reject(new Error(${JSON.stringify(secret)}));`],
    ['of code that is none', `const url = '${secret}' oops;`],
  ])('%s', async (_, text) => {
    const failure = await readValue(file(`${text}\n${end}`), {}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageError);
    const { message } = failure as Error;
    expect(message).not.toMatch(/hemligt99|gt99|46701740605|174 06 05/);
  });

  test.each([
    ['p.yaml', `name: p\nurl: postgres://u:hemligt99@crm: x\n  - a`],
    ['p.json', `{"url": "postgres://u:hemligt99@crm" oops`],
  ])('and what a parser quotes of %s', async (name, text) => {
    const failure = await readValue(file(text, name), {}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageError);
    expect((failure as Error).message).not.toContain('hemligt99');
  });

  test('also one outside of all that is awaited', () => {
    const error = new Error(secret);
    error.stack = `Error: x\n    at /srv/pipelines/p.mjs:1:1`;
    expect((unawaited(error) as Error).message).not.toMatch(/hemligt99|46701740605|174 06 05/);
  });
});

describe('what a pipeline in code does besides saying what it is', () => {
  test('what it sets and takes out in the environment counts for its ${NAME}, and for nothing else', async () => {
    const env = { CRM_OLD: 'old.csv', CRM_FILE: 'no.csv' };
    const source = '{ type: "csv", path: "${CRM_FILE}", phone: "Mobil" }';
    const path = file(
      `process.env.CRM_FILE = 'x.csv';\nexport default { name: 'p', sources: [${source}], contacts: { absent: 'keep' } };`,
    );
    const pipeline = await loadPipeline(path, { cwd: '/', env });
    expect(pipeline.sources[0]).toMatchObject({ path: 'x.csv' });
    expect(env).toEqual({ CRM_OLD: 'old.csv', CRM_FILE: 'no.csv' });
    expect(process.env.CRM_FILE).toBeUndefined();
    process.env.JOJKA_TEST_TAKEN = 'x';
    const { variables } = await runPipelineCode(file(`delete process.env.JOJKA_TEST_TAKEN;\n${end}`));
    delete process.env.JOJKA_TEST_TAKEN;
    expect(variables).toEqual({ JOJKA_TEST_TAKEN: undefined });
  });

  test('what it prints is on standard error', async () => {
    const run = await runCli(
      ['validate', file(`console.log('said');\nprocess.stdout.write('more');\n${end}`)],
      { cwd: tmpdir() },
    );
    expect(run.stdout).not.toMatch(/said|more/);
    expect(run.stderr).toMatch(/said\nmore/);
  });
});
