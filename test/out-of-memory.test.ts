import { describe, expect, test } from 'vitest';
import { asKnown, failureText } from '../src/cli/failure.ts';
import { JojkaSyncError, SourceError } from '../src/errors.ts';
import { asOutOfMemory, OutOfMemoryError } from '../src/out-of-memory.ts';
import { refuseTooSmallHeap } from '../src/session/memory.ts';
import { asStateError } from '../src/state/database-errors.ts';

/** What the engine throws where it is not given memory is said in the sentence that a full heap has. */
const thrown = (make: () => unknown): unknown => {
  try {
    return make();
  } catch (error) {
    return error;
  }
};

const denials: readonly [string, unknown][] = [
  ['a text that is too long', thrown(() => 'x'.repeat(2 ** 29).repeat(2 ** 10))],
  ['an array that is too long', thrown(() => new Uint8Array(2 ** 53 - 1))],
  ['a buffer that is too long', thrown(() => new ArrayBuffer(2 ** 53 - 1))],
  [
    'WebAssembly, an instance',
    new RangeError('WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance'),
  ],
  ['WebAssembly, its memory', new RangeError('WebAssembly.Memory(): could not allocate memory')],
  ['the system', Object.assign(new Error('spawn ENOMEM'), { code: 'ENOMEM' })],
  [
    'the cause of another',
    new TypeError('fetch failed', { cause: new RangeError('Array buffer allocation failed') }),
  ],
];

describe.each(denials)('%s', (_, error) => {
  test.each([
    ['the engine', asOutOfMemory],
    ['the state', (given: unknown) => asStateError(given, '/state')],
    ['the command line', asKnown],
  ])('of %s', (_where, known) => {
    const failure = known(error);
    expect(failure).toBeInstanceOf(OutOfMemoryError);
    const text = failureText(failure as JojkaSyncError);
    expect(text).toMatch(
      /This needs more memory than there is: the system gives the process no more\.\nRun it again with more/,
    );
    expect(text).not.toMatch(/ {4}at |fault of jojka-sync/);
  });
});

test('what is no lack of memory is left as it is', () => {
  const others = [
    new RangeError('Invalid time value'),
    new SourceError('crm', 'out of memory'),
    new Error('nothing'),
    'ENOMEM',
    undefined,
  ];
  for (const error of others) expect(asKnown(error)).toBe(error);
  const loop = new Error('loop');
  loop.cause = loop;
  expect(asOutOfMemory(loop)).toBeUndefined();
});

test.each(['EMFILE', 'ENFILE'])('few file handles (%s) end in a sentence', (code) => {
  const failure = asKnown(Object.assign(new Error(`${code}: too many open files, open 'x.js'`), { code }));
  expect(failure).toBeInstanceOf(JojkaSyncError);
  expect(failureText(failure as JojkaSyncError)).toMatch(
    /may not open as many files as it needs\.\nAllow it more: ulimit -n/,
  );
});

test('what stands behind node counts more than NODE_OPTIONS, and is what has to be changed', () => {
  const { execArgv } = process;
  const advice = () => new OutOfMemoryError({ needed: 30e6, limit: 31e6 }).advice;
  expect(advice()).toContain('NODE_OPTIONS=--max-old-space-size=2048.');
  process.execArgv = ['--max-old-space-size=1024'];
  try {
    expect(advice()).toContain('jojka-sync work --memory 2048');
    expect(advice()).not.toContain('NODE_OPTIONS');
  } finally {
    process.execArgv = execArgv;
  }
});

test.each([
  [50, true],
  [72, true],
  [95, true],
  [96, false],
  [250, false],
])('a heap of %d MB: refused before anything is begun: %s', (mb, isRefused) => {
  const failure = thrown(() => refuseTooSmallHeap((mb + 48) * 1024 * 1024));
  if (!isRefused) return expect(failure).toBeUndefined();
  expect(failure).toBeInstanceOf(OutOfMemoryError);
  return expect(failureText(failure as JojkaSyncError)).toMatch(
    /the program itself takes some 101 MB.*\nRun it again with more: .*--max-old-space-size=2048/,
  );
});
