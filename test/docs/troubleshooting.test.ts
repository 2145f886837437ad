import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The messages that docs/troubleshooting.md quotes are those of the source, word for word. */
const root = join(import.meta.dirname, '..', '..');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(root, 'src', file), 'utf8').replaceAll("\\'", "'"));
const page = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8');
const messages = [...page.matchAll(/^> (.+)$/gm)].map(([, message]) => message as string);

/** What is the same each time; the rest stands in the source as `${…}`. */
const fixedParts = (message: string) =>
  message
    .split('…')
    .map((part) => part.replace(/^[\s:]+|\s+$/g, ''))
    .filter((part) => /\p{L}{2}/u.test(part));

test('there are messages', () => {
  expect(messages.length).toBeGreaterThan(40);
});

test.each(messages)('%s', (message) => {
  const parts = fixedParts(message);
  expect(parts.join('').length).toBeGreaterThan(12);
  const found = sources.some((source) => parts.every((part) => source.includes(part)));
  expect(found, 'no file of src says all of that').toBe(true);
});
