import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import { type ListedBlock, listBlocks } from '../state/list-blocks.ts';

/**
 * Hands over who is blocked in an account and why, page by page, as the ledger has it; none where there is no state.
 *
 * @param only this number alone; all, where left out
 * @returns how many there are
 */
export function eachBlock(
  environment: RunEnvironment,
  account: string,
  onPage: (blocks: readonly ListedBlock[]) => Promise<void>,
  only?: string,
): Promise<number> {
  return withStateIfAny(
    'blocklist list',
    environment,
    async (database) => {
      let count = 0;
      for await (const page of listBlocks(database, account, only)) {
        environment.signal.throwIfAborted();
        count += page.length;
        await onPage(page);
      }
      return count;
    },
    0,
  );
}
