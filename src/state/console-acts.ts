import type { Database } from './database.ts';
import { storableText } from './rows.ts';

/** What can be done in the console. */
export type ActKind =
  | 'sign-in'
  | 'apply'
  | 'discard'
  | 'blocklist add'
  | 'blocklist remove'
  | 'explain'
  | 'report'
  | 'rejections'
  | 'see rejections'
  | 'see replies'
  | 'see blocklist'
  | 'pause'
  | 'resume'
  | 'run now';

/** Who did what in the console. */
export interface Act {
  readonly at: Date;
  readonly who: string;
  readonly role: string;
  readonly act: ActKind;
  /** A run, a pipeline, an account, or a number that is masked. */
  readonly subject: string | null;
  readonly reason: string | null;
  /** What came of it; null: it was begun, and no end is known. */
  readonly outcome: string | null;
}

/** Writes down what somebody is about to do. @returns by what {@link endAct} knows it */
export async function beginAct({ knex }: Database, act: Omit<Act, 'outcome'>): Promise<string> {
  const [row] = await knex('console_acts')
    .insert({ ...act, reason: act.reason === null ? null : storableText(act.reason) })
    .returning('id');
  return String(row.id);
}

/** Writes down what came of it. */
export async function endAct({ knex }: Database, id: string, outcome: string): Promise<void> {
  await knex('console_acts').where({ id }).update({ outcome });
}

/** The latest acts, newest first. @param skip so many are passed over */
export async function listActs({ knex }: Database, limit: number, skip = 0): Promise<Act[]> {
  return knex('console_acts')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(skip)
    .select('at', 'who', 'role', 'act', 'subject', 'reason', 'outcome');
}
