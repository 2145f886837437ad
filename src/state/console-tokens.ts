import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from './database.ts';

/** What somebody may do in the console, each role what the ones before it may too. */
export const roles = ['see', 'approve', 'operate'] as const;

export type Role = (typeof roles)[number];

/** A token of the console, without the secret: of that a hash alone is kept. */
export interface ConsoleToken {
  readonly id: number;
  /** Whose it is, as the log of acts names him. */
  readonly name: string;
  readonly role: Role;
  /** He has no token: a proxy before the console says who he is. */
  readonly byProxyAlone: boolean;
  readonly createdAt: Date;
  readonly usedAt: Date | null;
  readonly revokedAt: Date | null;
}

/**
 * Makes a token.
 *
 * @returns the secret, which is nowhere else; undefined when somebody of that name has one
 */
export async function addToken(database: Database, person: Person): Promise<string | undefined> {
  // 256 bits of chance: no salt and no slow hash is needed where nothing can be guessed.
  const secret = `jsc_${randomBytes(32).toString('base64url')}`;
  const isAdded = await add(database, person, hashOf(secret).toString('hex'));
  return isAdded ? secret : undefined;
}

/** Lets somebody in whom a proxy names, without a token. @returns false when somebody of that name may sign in already */
export function addWithoutToken(database: Database, person: Person): Promise<boolean> {
  return add(database, person, null);
}

/** Who is to be let in. */
export interface Person {
  readonly name: string;
  readonly role: Role;
  readonly at: Date;
}

async function add({ knex }: Database, { name, role, at }: Person, hash: string | null): Promise<boolean> {
  const added = await knex('console_tokens')
    .insert({ name, role, hash, created_at: at })
    .onConflict(knex.raw('(name) where revoked_at is null'))
    .ignore()
    .returning('id');
  return added.length > 0;
}

/** All that were made, those that are revoked too. */
export async function listTokens({ knex }: Database): Promise<ConsoleToken[]> {
  return (await knex('console_tokens').orderBy('id')).map(toToken);
}

/** @returns false when nobody of that name has one */
export async function revokeToken({ knex }: Database, name: string, at: Date): Promise<boolean> {
  return (await knex('console_tokens').where({ name, revoked_at: null }).update({ revoked_at: at })) > 0;
}

/** Whether a text has the form of a secret: nothing else is worth a look. */
export function isSecretForm(text: string): boolean {
  return /^jsc_[\w-]{43}$/.test(text);
}

/** Tells whose a secret is, compared with every token's in the same time; undefined: nobody's. */
export type WhoseSecret = (secret: string) => ConsoleToken | undefined;

/** What secrets there are now. */
export async function readSecrets({ knex }: Database): Promise<WhoseSecret> {
  const rows = await knex('console_tokens').whereNull('revoked_at').whereNotNull('hash');
  return (secret) => {
    const given = hashOf(secret);
    let found: ConsoleToken | undefined;
    for (const row of rows) if (timingSafeEqual(given, Buffer.from(row.hash, 'hex'))) found = toToken(row);
    return found;
  };
}

/** What somebody of this name may do; undefined: he may not sign in. */
export async function tokenNamed({ knex }: Database, name: string): Promise<ConsoleToken | undefined> {
  const row = await knex('console_tokens').where({ name, revoked_at: null }).first();
  return row && toToken(row);
}

/** The token, if it is not revoked. */
export async function liveToken({ knex }: Database, id: number): Promise<ConsoleToken | undefined> {
  const row = await knex('console_tokens').where({ id, revoked_at: null }).first();
  return row && toToken(row);
}

/** Records that somebody has signed in with it. */
export async function markUsed({ knex }: Database, id: number, at: Date): Promise<void> {
  await knex('console_tokens').where({ id }).update({ used_at: at });
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the table console_tokens
function toToken(row: any): ConsoleToken {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    byProxyAlone: row.hash === null,
    createdAt: row.created_at,
    usedAt: row.used_at,
    revokedAt: row.revoked_at,
  };
}
