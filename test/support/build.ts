import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import bundle from './bundle.ts';

/** Builds the package before the tests, once for all projects: the command-line tests run what a user runs. */
export default function build(): void {
  if (process.env.JOJKA_TEST_BUILT) return;
  process.env.JOJKA_TEST_BUILT = 'yes';
  const root = join(import.meta.dirname, '..', '..');
  bundle();
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  for (const args of [
    [tsc, '-p', join(root, 'tsconfig.build.json')],
    ...(hasTemplate(root) ? [] : [[join(root, 'src', 'state', 'make-template.mjs')]]),
    [join(root, 'src', 'cli', 'bundle.mjs')],
  ])
    execFileSync(process.execPath, args, { stdio: 'inherit' });
}

/** Whether the embedded database that users begin with is there: without it each test that opens one makes it, in seconds. */
function hasTemplate(root: string): boolean {
  const migrations = readdirSync(join(root, 'migrations')).sort();
  const template = join(root, 'dist', `state-template-${migrations.at(-1)?.replace(/\.ts$/, '')}.tar.gz`);
  if (!existsSync(template)) return false;
  const made = statSync(template).mtimeMs;
  return migrations.every((name) => statSync(join(root, 'migrations', name)).mtimeMs < made);
}
