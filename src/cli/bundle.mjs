/**
 * Puts what a user loads into a few files; the last step of `npm run build`. A command of 450 files of ours and 660 of other packages spends
 * a third of its start on finding and opening them. All the parts stand one folder below `dist/src`, as the files do that they are made
 * of: what is found from a file's own place is found from theirs.
 *
 * The package's dependencies on what goes in are exact versions, and the build refuses another: what `npm audit` says of an installation
 * is then true of what runs.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, transformSync } from 'esbuild';

/** Packages that go in, with what they need: those that most commands load. All others are loaded as they are installed. */
const within = [
  ...['zod', 'libphonenumber-js', 'papaparse', 'iconv-lite', 'p-limit', 'p-throttle', 'undici'],
  ...['knex', 'pg', 'pg-query-stream'],
  ...['commander', '@commander-js/extra-typings', 'fastest-levenshtein', 'picocolors', 'pino', 'pino-pretty'],
];
/** Of these the parts that are used, in place of what their own entry loads. */
const inParts = ['knex', 'undici'];

const root = join(import.meta.dirname, '..', '..');
const built = join(root, 'dist', 'src');
const manifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const { dependencies, peerDependencies } = manifest(root);
const apart = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !within.includes(name));
for (const name of within) {
  const { version } = manifest(join(root, 'node_modules', name));
  if (dependencies[name] !== version)
    throw new Error(`${name} goes into the build as ${version}: package.json must ask for just that`);
}

rmSync(join(built, 'chunks'), { recursive: true, force: true });
const { metafile } = buildSync({
  absWorkingDir: root,
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
  external: [...apart, 'pg-native'].flatMap((name) => [name, `${name}/*`]),
  alias: Object.fromEntries(inParts.map((name) => [name, join(root, 'src', 'cli', 'parts', `${name}.mjs`)])),
  // By which a package in the older form finds Node's own modules; under a name that no file has.
  banner: {
    js: `import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);`,
  },
  // As Node has it from 21 on. Where it is absent pg makes a Response to see where it runs, and Node loads its fetch for that.
  define: { navigator: JSON.stringify({ userAgent: 'Node.js' }) },
  metafile: true,
});

// What a banner breaks in one file, nobody sees before that file is loaded.
for (const file of Object.keys(metafile.outputs)) transformSync(readFileSync(join(root, file), 'utf8'));

const licences = [...packagesOf(Object.keys(metafile.inputs))].sort().map((folder) => {
  const { name, version, license } = manifest(join(root, folder));
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(root, folder, file), 'utf8') : licenceInReadme(join(root, folder));
  if (!text) throw new Error(`${name} goes into the build, and has no text of its licence (${license})`);
  return `${name} ${version}\n\n${text.trim()}`;
});
writeFileSync(join(built, 'chunks', 'LICENSES.txt'), `${licences.join('\n\n\n')}\n`);

/** The folders of the packages that files are of. */
function packagesOf(files) {
  const ofPackage = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
  return new Set(files.map((file) => ofPackage.exec(file)?.[0]).filter((folder) => folder !== undefined));
}

/** The text of a licence that stands at the end of what a package says of itself. */
function licenceInReadme(folder) {
  const readme = readdirSync(folder).find((entry) => /^readme/i.test(entry));
  const text = readme && readFileSync(join(folder, readme), 'utf8');
  return text && /^#+\s*licen[cs]e\s*$([\s\S]+)/im.exec(text)?.[1];
}
