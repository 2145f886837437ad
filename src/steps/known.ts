import type { Ledger } from '../contact/ledger.ts';
import { note } from '../session/environment.ts';
import type { Run } from '../session/session.ts';
import { asStateError } from '../state/database-errors.ts';
import { readLedgerAndPack } from '../state/ledger.ts';

/** The account's ledger as the night begins. Its packed copy is kept up on the way; without one the night takes longer. */
export function readKnown({ session, environment, tables }: Run): Promise<Ledger> {
  const { database, accountId } = session;
  const tell = (error: unknown) =>
    note(
      environment,
      'warn',
      'the packed copy of the ledger could not be used or made: the ledger was read row by row, and the next sync tries again',
      { reason: asStateError(error, database.place).message },
    );
  return readLedgerAndPack(database, accountId, tell, { tables });
}
