/**
 * Waits for writes that go on at once, each on a connection of its own where the database has several. When one fails the others are
 * waited for too: nobody closes the database below them.
 *
 * @throws the error of the first that failed
 */
export async function allDone(...writes: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const ended = await Promise.allSettled(writes);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
