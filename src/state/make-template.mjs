/** Makes the embedded database that users begin with; a step of `npm run build`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createTarGzip } from 'nanotar';

const { openDatabase } = await import('../../dist/src/state/database.js');
const { migrationNames } = await import('../../dist/src/state/migrations.js');

const dist = new URL('../../dist/', import.meta.url);
for (const file of readdirSync(dist)) if (file.startsWith('state-template-')) rmSync(new URL(file, dist));

const home = mkdtempSync(join(tmpdir(), 'jojka-template-'));
try {
  const database = await openDatabase({ home, command: 'build' });
  await database.close();
  const folder = join(home, 'state');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (entry.isDirectory()) return [{ name: `${name}/` }];
    const isOurs = /\.(pid|lock)$|^holder/.test(name);
    return entry.isFile() && !isOurs ? [{ name, data: readFileSync(path) }] : [];
  });
  const packed = await createTarGzip(files, { attrs: { uid: 0, gid: 0, mtime: 0 } });
  writeFileSync(new URL(`state-template-${migrationNames().at(-1)}.tar.gz`, dist), packed);
} finally {
  rmSync(home, { recursive: true, force: true });
}
