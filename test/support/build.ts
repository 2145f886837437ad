import { execFileSync } from 'node:child_process';
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
    [join(root, 'src', 'cli', 'bundle.mjs')],
  ])
    execFileSync(process.execPath, args, { stdio: 'inherit' });
}
