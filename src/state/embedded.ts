import { existsSync } from 'node:fs';
import { chmod, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Knex } from 'knex';
import { StateError } from '../errors.ts';
import { mostHandwrittenBytes, readWholeText } from '../whole-file.ts';
import { asStateError } from './database-errors.ts';
import { lockDirectory } from './directory-lock.ts';
import { makeFolder } from './make-folder.ts';
import { PGliteSocket } from './pglite-socket.ts';
import { compileQuickly } from './quick-compile.ts';
import { forgetDraft, isUnpacking, unpackTemplate } from './template.ts';

/** What the embedded database is made with; another major version cannot open its files. */
const embeddedMajor = '18';

/** Opens the embedded database in a folder, which this process alone holds from then on. */
export async function startEmbedded(
  folder: string,
  command: string,
): Promise<{ connection: Knex.PgConnectionConfig; close: () => Promise<void> }> {
  let release: (() => Promise<void>) | undefined;
  let compileWell = () => {};
  try {
    await makeFolder(folder);
    await chmod(folder, 0o700);
    release = await lockDirectory(folder, command);
    checkVersion(folder);
    await checkSpace(folder);
    if (!existsSync(join(folder, 'PG_VERSION'))) {
      mustBeNew(folder);
      await unpackTemplate(folder);
    } else await forgetDraft(folder);
    compileWell = compileQuickly();
    const db = await PGlite.create({
      dataDir: folder,
      // Its log is thrown away and not used again: what was pruned must be gone from the files too (K3).
      startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB', '-c', 'wal_recycle=off'],
    });
    const unlock = release;
    const connection = { user: 'postgres', database: 'postgres', stream: () => new PGliteSocket(db) };
    return {
      connection: connection as unknown as Knex.PgConnectionConfig,
      close: async () => {
        await db.close();
        compileWell();
        await unlock();
      },
    };
  } catch (error) {
    compileWell();
    await release?.();
    throw asStateError(error, folder);
  }
}

/** Whether an embedded database, or what is left of one, is in the folder of the state. */
export function hasEmbedded(home: string): boolean {
  const folder = join(home, 'state');
  return existsSync(join(folder, 'PG_VERSION')) || existsSync(join(folder, 'global'));
}

/** PGlite needs room for its log before it opens; on a full disk it says nothing that could be acted on. */
const leastFreeBytes = 16 * 1024 * 1024;

async function checkSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < leastFreeBytes)
    throw new StateError(
      `The disk of ${folder} is full: ${Math.floor((bavail * bsize) / 1024 / 1024)} MB are free, and the embedded database needs ${leastFreeBytes / 1024 / 1024}.`,
      {
        advice: 'Nothing was sent to Jojka. Free some space, or name a folder elsewhere in JOJKA_SYNC_HOME.',
      },
    );
}

/** A database whose first file is gone is damaged: to begin anew would lose the ledger without a word. */
function mustBeNew(folder: string): void {
  if (isUnpacking(folder) || !existsSync(join(folder, 'global'))) return;
  throw new StateError(`The embedded database in ${folder} is damaged: its file PG_VERSION is gone.`, {
    advice:
      'Nothing was read or sent. Bring the folder back from a backup, or move it away to begin a new one (the ledger is then empty).',
  });
}

function checkVersion(folder: string): void {
  const file = join(folder, 'PG_VERSION');
  if (!existsSync(file)) return;
  const major = readWholeText(file, mostHandwrittenBytes).trim();
  if (major !== embeddedMajor)
    throw new StateError(
      `The embedded database in ${folder} was made by Postgres ${major}; this program has ${embeddedMajor}.`,
      {
        advice:
          'Run the version of jojka-sync that made it, or move that folder away to begin a new one (the ledger is then empty).',
      },
    );
}
