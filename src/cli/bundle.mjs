/**
 * Puts what a user loads into a few files; the last step of `npm run build`. A command of 450 files of ours and 190 of two packages spends
 * a quarter of its start on finding and opening them. All the parts stand one folder below `dist/src`, as the files do that they are made
 * of: what is found from a file's own place is found from theirs.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Packages of many small files, which go in whole; all others are loaded as they are installed. */
const within = ['zod', 'libphonenumber-js'];

const root = join(import.meta.dirname, '..', '..');
const built = join(root, 'dist', 'src');
const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const apart = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !within.includes(name));

rmSync(join(built, 'chunks'), { recursive: true, force: true });
buildSync({
  entryPoints: [join(built, 'index.js'), join(built, 'cli', 'main.js')],
  outdir: built,
  outbase: built,
  chunkNames: 'chunks/[name]-[hash]',
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  charset: 'utf8',
  external: apart.flatMap((name) => [name, `${name}/*`]),
});
const licences = within.map(
  (name) => `${name}\n\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8')}`,
);
writeFileSync(join(built, 'chunks', 'LICENSES.txt'), licences.join('\n\n'));
