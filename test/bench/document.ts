import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './product.ts';

const path = join(root, 'docs', 'performance.md');

/**
 * Puts results in place of the ones that docs/performance.md has between `<!-- bench NAME -->` and `<!-- /bench -->`.
 *
 * @returns whether there is such a place
 */
export function writeResults(name: string, text: string): boolean {
  const before = readFileSync(path, 'utf8');
  const begin = `<!-- bench ${name} -->`;
  const from = before.indexOf(begin);
  if (from < 0) return false;
  const to = before.indexOf('<!-- /bench -->', from);
  writeFileSync(path, `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`);
  return true;
}
