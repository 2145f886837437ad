import type { Database } from './database.ts';

/**
 * Carries out writes at once, each on a connection of its own; one after the other where there is but one connection, which a write
 * would wait for until it gave up. When one fails the others are waited for too: nobody closes the database below them.
 *
 * @throws the error of the first that failed
 */
export async function allDone(
  { kind }: Pick<Database, 'kind'>,
  writes: readonly (() => Promise<unknown>)[],
): Promise<void> {
  if (kind === 'embedded') {
    for (const write of writes) await write();
    return;
  }
  const ended = await Promise.allSettled(writes.map((write) => write()));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
