import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { played } from '../../vitest.config.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'rules.md'), 'utf8');

/** What the page says of each rule, by the rule's name. */
const rules = new Map(
  [...page.matchAll(/^- \*\*([A-Z]\d+[a-z]?)\*\* (.+(?:\n {2}.+)*)/gm)].map(([, name, text]) => [
    name as string,
    text as string,
  ]),
);

const named = [...page.matchAll(/`(test\/[^`]+\.test\.ts)`: "([^"]+)"/g)].map(
  ([, file, name]) => [file as string, name as string] as const,
);

/** Every letter and number that the source cites. */
const cited = new Map<string, string>();
for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (!entry.isFile() || file.includes('.generated.')) continue;
  for (const [rule] of readFileSync(file, 'utf8').matchAll(/\b[ETPGLVUSKC]\d{1,2}[a-z]?\b/g))
    cited.set(rule, file);
}

describe('docs/rules.md', () => {
  test('knows every rule that the source cites', () => {
    expect(cited.size).toBeGreaterThan(30);
    expect([...cited].filter(([rule]) => !rules.has(rule))).toEqual([]);
  });

  test.each([...rules])('%s has a test, or says what is not held yet', (_, text) => {
    expect(text).toMatch(/\n {2}(Held by `test\/|Not held yet: )/);
  });

  test('of each rule that is held, `npm test` runs a test', () => {
    const isShort = (file: string) => !file.startsWith('test/long/') && !played.includes(file);
    const files = (text: string) =>
      [...text.matchAll(/`(test\/[^`]+)`: "/g)].map(([, file]) => file as string);
    const held = [...rules].filter(([, text]) => files(text).length > 0);
    expect(held.length).toBeGreaterThan(50);
    expect(held.filter(([, text]) => !files(text).some(isShort)).map(([rule]) => rule)).toEqual([]);
  });

  test.each(named)('%s has "%s"', (file, name) => {
    expect(existsSync(join(root, file)), file).toBe(true);
    const source = readFileSync(join(root, file), 'utf8');
    expect(source.includes(name), name).toBe(true);
  });

  test('names its tests in the form that is looked for', () => {
    const files = page.match(/`test\/[^`]+\.test\.ts`/g) ?? [];
    // The page names the file of this test once, in its introduction.
    expect(files.length).toBe(named.length + 1);
  });
});
