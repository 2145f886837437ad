/**
 * Makes one file of each language's words in the built program: read one by one, they are half of all files that a command loads
 * before it does anything. Run by `npm run build`.
 */
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const built = join(import.meta.dirname, '..', '..', '..', 'dist', 'src', 'report', 'language');
buildSync({
  entryPoints: ['en.js', 'sv.js'].map((file) => join(built, file)),
  outdir: built,
  allowOverwrite: true,
  bundle: true,
  format: 'esm',
  platform: 'node',
  charset: 'utf8',
});
