import { join } from 'node:path';
import { migratedDatabase, sharedServer, startOwnPostgres } from './postgres.ts';

/** One Postgres for all files of a run of tests: to make one for each costs more than most of them do. */
export default async function sharePostgres(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_DATABASE_URL || process.env[sharedServer]) return undefined;
  const postgres = await startOwnPostgres();
  const { openDatabase } = (await import(
    join(import.meta.dirname, '..', '..', 'dist', 'src', 'state', 'database.js')
  )) as typeof import('../../src/state/database.ts');
  await (await openDatabase({ url: postgres.url, home: '', command: 'test' })).close();
  process.env[migratedDatabase] = new URL(postgres.url).pathname.slice(1);
  process.env[sharedServer] = await postgres.createDatabase();
  return () => postgres.remove();
}
