import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runPipelineCode } from '../../src/config/pipeline-code.ts';
import { readValue } from '../../src/config/read-value.ts';
import { UsageError } from '../../src/errors.ts';

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
    const failure = readValue(file(`${text}\n${end}`));
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

  test('what it leaves behind is gone with it', async () => {
    await expect(
      readValue(file(`setInterval(() => {}, 10);\nprocess.exitCode = 3;\n${end}`)),
    ).resolves.toEqual({
      name: 'p',
    });
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
    expect(await runPipelineCode(file(text))).toEqual(expected);
  });

  test('__proto__ stays a key', async () => {
    const value = await runPipelineCode(file('export default JSON.parse(`{"__proto__": {"a": 1}}`);'));
    expect(Object.keys(value as object)).toEqual(['__proto__']);
  });

  test('what refers to itself still does', async () => {
    const value = (await runPipelineCode(file('const a = {}; a.a = a;\nexport default a;'))) as {
      a: unknown;
    };
    expect(value.a).toBe(value);
  });

  test('the package, a file beside it, the environment and types', async () => {
    const path = file(
      `import { definePipeline, type PipelineInput } from 'jojka-sync';
const name: string = process.env.PATH ? 'p' : 'none';
export default definePipeline({ name } as PipelineInput);`,
      'p.ts',
    );
    expect(await runPipelineCode(path)).toEqual({ name: 'p' });
    writeFileSync(join(path, '..', 'other.ts'), 'export const name: string = "other";');
    writeFileSync(path, `import { name } from './other.ts';\nexport default { name };`);
    expect(await runPipelineCode(path)).toEqual({ name: 'other' });
  });
});
