import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const decisions = readdirSync(join(root, 'docs', 'decisions')).sort();
const folders = ['docs', 'docs/decisions', 'docs/guides', 'docs/recipes'].map((name) => join(root, name));
const pages = [root, ...folders].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file)),
);

describe.each(pages.map((page) => [relative(root, page), page]))('%s', (_, page) => {
  const text = readFileSync(page, 'utf8');

  test('links to what is there', () => {
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target);
    expect(targets.filter((target) => !existsSync(join(dirname(page), target as string)))).toEqual([]);
  });

  test('links to headings that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const missing = links.filter(([, target, anchor]) => {
      const file = target ? join(dirname(page), target) : page;
      return !anchorsOf(readFileSync(file, 'utf8')).has(anchor as string);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  test('names files that are there', () => {
    const names = [...text.matchAll(/`((?:[a-z-]+\/)+[\w-]+(?:\.[\w-]+)*\.ts)`/g)].map(
      ([, name]) => name as string,
    );
    // The one is bundled before the tests and in no checkout, the other stands for any name.
    const made = names.filter((name) => !name.endsWith('.generated.ts') && !name.includes('NAME'));
    const isThere = (name: string) => existsSync(join(root, name)) || existsSync(join(root, 'src', name));
    expect(made.filter((name) => !isThere(name))).toEqual([]);
  });
});

describe('docs/decisions', () => {
  test('are numbered without a gap', () => {
    expect(decisions.map((file) => file.slice(0, 5))).toEqual(
      decisions.map((_, index) => `${String(index + 1).padStart(4, '0')}-`),
    );
  });

  test.each(decisions)(
    '%s has its number, context, decision and consequences, and a place in the list',
    (file) => {
      const text = readFileSync(join(root, 'docs', 'decisions', file), 'utf8');
      expect(text.startsWith(`# ${basename(file).slice(0, 4)} `)).toBe(true);
      expect(text.match(/^## .*$/gm)).toEqual(['## Context', '## Decision', '## Consequences']);
      const architecture = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
      expect(architecture).toContain(`(decisions/${file}) ${text.slice(7, text.indexOf('\n'))}\n`);
    },
  );
});

/** Of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  return new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      (heading as string)
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
