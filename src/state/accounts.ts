import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
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
  | { readonly status: 'known'; readonly id: number }
  | {
      readonly status: 'changed';
      readonly id: number;
      readonly what: readonly ('key' | 'url')[];
      readonly knownUrl: string;
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
  return what.length === 0
    ? { status: 'known', id: row.id }
    : { status: 'changed', id: row.id, what, knownUrl: row.url };
}

/** Records an account, or that a known one has a new key or URL. Gives its id. */
export async function acceptAccount(database: Database, account: AccountIdentity): Promise<number> {
  const salt = randomBytes(16).toString('hex');
  const values = { url: account.url, key_salt: salt, key_hash: hashKey(salt, account.apiKey) };
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
