import type { RunEnvironment } from '../session/environment.ts';
import type { Database } from '../state/database.ts';
import { repliesWithoutWord, type UndecidedReply, undecidedReplies } from '../state/replies.ts';
import { replyItem } from '../steps/replies.ts';

/** Replies of which somebody has to say whether they are meant as a STOP, oldest first. */
export type WaitingReplies = (database: Database) => Promise<UndecidedReply[]>;

/** A reply that nobody has looked at for longer waits for nobody any more. */
const waitingDays = 30;
/** So many are read at a time. */
const atOnce = 5000;
/** So many before the last one are read again: what was kept in the same moment may be seen later. */
const again = 2000;

/** Looks at each reply's text once, and from then on at those alone that may be meant so: there may be a hundred thousand of a month. */
export function createWaitingReplies({ now }: Pick<RunEnvironment, 'now'>): WaitingReplies {
  const candidates = new Map<number, Date>();
  let last = 0;
  return async (database) => {
    const since = new Date(now().getTime() - waitingDays * 86_400_000);
    for (let after = Math.max(0, last - again); ; ) {
      const page = await repliesWithoutWord(database, since, { after, most: atOnce });
      for (const { id, inserted, message } of page) if (mayBeStop(message)) candidates.set(id, inserted);
      after = page.at(-1)?.id ?? after;
      last = Math.max(last, after);
      if (page.length < atOnce) break;
    }
    for (const [id, inserted] of candidates) if (inserted < since) candidates.delete(id);
    return undecidedReplies(database, [...candidates.keys()]);
  };
}

function mayBeStop(message: string): boolean {
  return replyItem({ sender: '', inserted: new Date(0), message, word: null, handledAt: null }).mayOptOut;
}
