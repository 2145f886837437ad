/**
 * `npm run package-check`: the package as npm would publish it. publint and attw find nothing in it, and it works in an
 * empty folder, on each Node that it is for. Takes what lies in `dist`; needs the registry.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { findNode } from './nodes.ts';
import { pack, plainEnvironment, root } from './pack.ts';
import { runWell } from './run.ts';
import { tryPackage } from './try.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
const tool = (name: string, ...args: string[]) =>
  runWell(join(root, 'node_modules', '.bin', name), args, { cwd: root, env: plainEnvironment() });

const { tarball, files } = await pack();
for (const wanted of ['LICENSE', 'README.md', 'CHANGELOG.md', 'dist/src/cli/main.js', 'dist/src/index.d.ts'])
  assert(files.includes(wanted), `${wanted} is not in the package`);
const strange = files.filter((file) => /^(src|test|migrations|\.)|\.env|\.test\./.test(file));
assert.deepEqual(strange, [], 'files that belong to the checkout alone');
say(`packed: ${files.length} files`);

await tool('publint', 'run', tarball, '--strict');
say('publint: nothing');
await tool('attw', tarball, '--profile', 'esm-only', '--no-emoji');
say('attw, for ESM: nothing');

for (const asked of ['20.18.1', '22', '24']) {
  const { folder, version, why } = await findNode(asked);
  if (!folder) {
    say(`Node ${asked}: skipped, the registry did not give it (${why ?? 'no reason given'})`);
    continue;
  }
  await tryPackage(tarball, folder);
  say(`Node ${version}: installed, --help, init, validate, a pipeline in TypeScript, the library`);
}
