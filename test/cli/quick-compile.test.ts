import { spawnSync } from 'node:child_process';
import { cpSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bin, temporaryFolder } from '../support/cli.ts';

/** Runs `runs` on an embedded state. @returns how many of the database's functions were compiled a second time */
function compiledAgain(cwd: string): number {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--trace-wasm-compilation-times', bin, 'runs'],
    { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME }, encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.match(/ using TurboFan, .* wasm-function/g)?.length ?? 0;
}

test('the embedded database is compiled well where it holds much, and quickly elsewhere', () => {
  const cwd = temporaryFolder('quick-compile');
  writeFileSync(join(cwd, 'package.json'), '{}');
  const made = spawnSync(process.execPath, [bin, 'migrate'], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  });
  expect(made.status).toBe(0);
  expect(compiledAgain(cwd)).toBe(0);

  const large = temporaryFolder('quick-compile-large');
  cpSync(cwd, large, { recursive: true });
  // A file that is none of a table's, and of holes alone.
  const file = join(large, '.jojka-sync', 'state', 'base', 'large');
  writeFileSync(file, '');
  truncateSync(file, 300 * 1024 * 1024);
  expect(compiledAgain(large)).toBeGreaterThan(0);
});
