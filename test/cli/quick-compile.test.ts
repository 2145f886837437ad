import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bin, temporaryFolder } from '../support/cli.ts';

test('the embedded database is compiled once, and quickly: also by a Node whose flags have other names', () => {
  const cwd = temporaryFolder('quick-compile');
  writeFileSync(join(cwd, 'package.json'), '{}');
  const run = (verb: string) =>
    spawnSync(process.execPath, ['--trace-wasm-compilation-times', bin, verb], {
      cwd,
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
  for (const { status, stdout, stderr } of [run('migrate'), run('runs')]) {
    expect(status).toBe(0);
    expect(stderr).not.toMatch(/flag/);
    expect(stdout).toMatch(/ using Liftoff, /);
    expect(stdout).not.toMatch(/ using TurboFan, /);
  }
});
