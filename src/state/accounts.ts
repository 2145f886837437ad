import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { doubtAllBlocks } from './block-doubts.ts';
import type { Database } from './database.ts';

/** What the state is told of an account; the key is never stored. */
export interface AccountIdentity {
  readonly name: string;
  readonly url: string;
  readonly apiKey: string;
}

/** Whether the state knows an account, by its name, the service's URL and a salted hash of the key (K4). */
export type KnownAccount =
  | { readonly status: 'new' }
  | {
      readonly status: 'known';
      readonly id: number;
      /** Its answers came from a sandbox; undefined: made by an earlier version, which did not look. */
      readonly isSandbox: boolean | undefined;
    }
  | {
      readonly status: 'changed';
      readonly id: number;
      readonly what: readonly ('key' | 'url')[];
      readonly knownUrl: string;
      readonly isSandbox: boolean | undefined;
    };

/** Looks an account up; writes nothing. */
export async function identifyAccount(database: Database, account: AccountIdentity): Promise<KnownAccount> {
  const row = await database.knex('accounts').where({ name: account.name }).first();
  if (!row) return { status: 'new' };
  const same = timingSafeEqual(
    Buffer.from(row.key_hash, 'hex'),
    Buffer.from(hashKey(row.key_salt, account.apiKey), 'hex'),
  );
  const what: ('key' | 'url')[] = [];
  if (!same) what.push('key');
  if (row.url !== account.url) what.push('url');
  const isSandbox: boolean | undefined = row.sandbox ?? undefined;
  return what.length === 0
    ? { status: 'known', id: row.id, isSandbox }
    : { status: 'changed', id: row.id, what, knownUrl: row.url, isSandbox };
}

/** Records an account, or that a known one has a new key. Gives its id. */
export async function acceptAccount(
  database: Pick<Database, 'knex'>,
  account: AccountIdentity,
  isSandbox = false,
): Promise<number> {
  const salt = randomBytes(16).toString('hex');
  const values = {
    url: account.url,
    key_salt: salt,
    key_hash: hashKey(salt, account.apiKey),
    sandbox: isSandbox,
  };
  const [row] = await database
    .knex('accounts')
    .insert({ name: account.name, ...values })
    .onConflict('name')
    .merge(values)
    .returning('id');
  return row.id;
}

function hashKey(salt: string, key: string): string {
  return createHash('sha256').update(`${salt}:${key}`).digest('hex');
}

/**
 * Records that a known account has a new key, and with it that every confirmed block is in doubt: the one never without the other
 * (K4, P12).
 */
export function acceptNewKey(
  database: Database,
  account: AccountIdentity,
  isSandbox: boolean,
): Promise<void> {
  return database.knex.transaction(async (knex) => {
    const id = await acceptAccount({ knex }, account, isSandbox);
    await doubtAllBlocks({ knex }, id);
  });
}
