import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parseTar } from 'nanotar';
import { mostTextBytes, readWholeFile } from '../whole-file.ts';
import { migrationNames } from './migrations.ts';

/**
 * The embedded database as it is before anything was written to it, with every migration applied: `npm run build` makes
 * it once, so that no user's machine has to. It is named for the last migration that it has; where there is none of that
 * name (a checkout that was not built since), the database is made from nothing.
 */
const folder = new URL('../../', import.meta.url);

/** Where the template of this version lies, or would lie. */
function templatePath(): string {
  const name = `state-template-${migrationNames().at(-1)}.tar.gz`;
  const beside = fileURLToPath(new URL(name, folder));
  return existsSync(beside) ? beside : fileURLToPath(new URL(`dist/${name}`, folder));
}

/** Whether somebody was interrupted who put the template into a folder. */
export function isUnpacking(target: string): boolean {
  return existsSync(join(target, '.new'));
}

/** Takes away what an interrupted unpacking has left beside a database that is whole. */
export async function forgetDraft(target: string): Promise<void> {
  await rm(join(target, '.new'), { recursive: true, force: true });
}

/**
 * Puts the template into a folder that holds no database. The file by which a database is known comes last: whoever is
 * interrupted begins anew.
 *
 * @returns whether there is a template
 */
export async function unpackTemplate(target: string): Promise<boolean> {
  const path = templatePath();
  if (!existsSync(path)) return false;
  const draft = join(target, '.new');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  for (const { name, type, data } of parseTar(gunzipSync(readWholeFile(path, mostTextBytes)))) {
    const file = resolve(draft, name);
    if (!file.startsWith(draft + sep)) continue;
    if (type === 'directory') await mkdir(file, { recursive: true, mode: 0o700 });
    else {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(file, data ?? '', { mode: 0o600 });
    }
  }
  const entries = readdirSync(draft).filter((entry) => entry !== known);
  for (const entry of [...entries, known]) {
    await rm(join(target, entry), { recursive: true, force: true });
    await rename(join(draft, entry), join(target, entry));
  }
  await rm(draft, { recursive: true });
  return true;
}

const known = 'PG_VERSION';
