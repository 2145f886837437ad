import type { Ledger, Want } from '../contact/ledger.ts';
import { rememberedWants } from '../plan/remembered.ts';
import type { Run } from '../session/session.ts';
import type { Database } from '../state/database.ts';
import { formerOfOptedOut } from '../state/former-keys.ts';
import { writeLedger } from '../state/ledger.ts';
import type { Table, Tables } from '../table/tables.ts';

/** Whose ledger it is, of which pipeline, and what it is kept in. */
interface Of {
  readonly database: Database;
  readonly accountId: number;
  readonly pipeline: string;
  readonly tables: Tables;
  readonly now: Date;
}

/** The ledger with what is to be remembered of people who have opted out after a pipeline had removed them (P7b). Writes nothing. */
export async function withRemembered(ledger: Ledger, of: Of): Promise<Ledger> {
  return (await rememberedOf(ledger, of)).ledger;
}

/** The same, written down: from then on it is known as of anybody who had opted out before he left. */
export async function remember(run: Run, pipeline: string, ledger: Ledger): Promise<Ledger> {
  const { session, environment, tables } = run;
  const { database, accountId } = session;
  const found = await rememberedOf(ledger, {
    ...{ database, accountId, pipeline, tables, now: environment.now() },
  });
  if (found.upserts.length > 0)
    await writeLedger(database, accountId, { wants: { pipeline, upserts: found.upserts, drops: [] } });
  return found.ledger;
}

async function rememberedOf(ledger: Ledger, { database, accountId, pipeline, tables, now }: Of) {
  const former = await formerOfOptedOut(database, accountId, pipeline);
  const known = ledger.wants.get(pipeline);
  const upserts = rememberedWants(former, {
    ...{ wants: known ?? new Map(), blocks: ledger.blocks, since: now.toISOString() },
  });
  if (upserts.length === 0) return { ledger, upserts };
  const own = (known as Table<Want> | undefined) ?? tables.wants();
  for (const [msisdn, want] of upserts) own.set(msisdn, want);
  return { ledger: { ...ledger, wants: new Map([...ledger.wants, [pipeline, own]]) }, upserts };
}
