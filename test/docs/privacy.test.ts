import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longestDays } from '../../src/steps/freshness.ts';

/** docs/privacy.md says how long things are kept, and the source does it. */
const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'privacy.md'), 'utf8');
const days = (row: RegExp) => Number(row.exec(page)?.[1]);

test('runs, rejected rows and held plans are kept for as long as it says', () => {
  const retention = readFileSync(join(root, 'src', 'steps', 'retention.ts'), 'utf8');
  const [, runs, rejections] = /keptDays = \{ runs: (\d+), rejections: (\d+) \}/.exec(retention) ?? [];
  expect(days(/`run_changes`.* (\d+) days \|/)).toBe(Number(runs));
  expect(days(/the text (\d+) days;/)).toBe(Number(runs));
  expect(days(/`rejections`.* (\d+) days \|/)).toBe(Number(rejections));
  expect(days(/plans\/`.* (\d+) days,/)).toBe(longestDays);
});

test('every table that is pruned is named', () => {
  const prune = readFileSync(join(root, 'src', 'state', 'prune.ts'), 'utf8');
  const [, list = ''] = /const tables = \[([^\]]+)\]/.exec(prune) ?? [];
  const tables = [...list.matchAll(/'(\w+)'/g)].map(([, table]) => table as string);
  expect(tables.length).toBeGreaterThan(3);
  expect(tables.filter((table) => !page.includes(`\`${table}\``))).toEqual([]);
});
