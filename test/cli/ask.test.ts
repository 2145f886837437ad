import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { ask } from '../../src/cli/ask.ts';

function streams() {
  return { stdin: new PassThrough(), stderr: new PassThrough(), signal: new AbortController().signal };
}

test.each([
  ['y', true],
  ['Yes', true],
  [' j ', true],
  ['ja', true],
  ['n', false],
  ['nej', false],
  ['', false],
  ['yesterday', false],
])('%j', async (answer, agreed) => {
  const to = streams();
  to.stdin.write(`${answer}\n`);
  expect(await ask('Go on?', to)).toBe(agreed);
  to.stderr.end();
  expect(await text(to.stderr)).toContain('Go on? [y/N] ');
});

test('the end of the input is no', async () => {
  const to = streams();
  to.stdin.end();
  expect(await ask('Go on?', to)).toBe(false);
});

test.each([
  ['typed ahead at a terminal', true, 'yes\n'],
  ['of a terminal, before the question stands', true, ''],
  ['that an earlier question has come to', false, ''],
])('the end %s is no, and the question is shown', async (_, isTTY, ahead) => {
  const to = streams();
  Object.assign(to.stdin, { isTTY });
  to.stdin.end(ahead);
  if (!isTTY) await ask('First?', to);
  expect(await ask('Go on?', to)).toBe(false);
  to.stderr.end();
  expect(await text(to.stderr)).toContain('Go on? [y/N] ');
});

test('a signal ends the question', async () => {
  const stop = new AbortController();
  const asked = ask('Go on?', { ...streams(), signal: stop.signal });
  stop.abort(new Error('stopped'));
  await expect(asked).rejects.toThrow();
});
