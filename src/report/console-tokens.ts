import { localDay } from '../contact/local-time.ts';
import type { ConsoleToken } from '../state/console-tokens.ts';
import { tableText } from './table.ts';
import type { Told } from './upkeep.ts';

/** A token that was made: the only time that it is told. */
export function tokenAddedTold(name: string, role: string, token: string): Told {
  return {
    text: `${name} may sign in to the console (${role}) with this token. It is shown once, and only a hash of it is kept:\n${token}`,
    json: { name, role, token },
  };
}

/** Somebody whom a proxy lets in. */
export function personAddedTold(name: string, role: string): Told {
  return {
    text: `${name} may sign in to the console (${role}) where a proxy names him; he has no token.\njojka-sync console --proxy-header X-Remote-User --proxy-from 127.0.0.1`,
    json: { name, role },
  };
}

/** Who may sign in, and who may no more. */
export function tokensTold(tokens: readonly ConsoleToken[]): Told {
  const rows = tokens.map(({ name, role, byProxyAlone, createdAt, usedAt, revokedAt }) => [
    name,
    role,
    localDay(createdAt),
    usedAt === null ? 'never' : localDay(usedAt),
    revokedAt === null ? (byProxyAlone ? 'by a proxy, no token' : '') : `revoked ${localDay(revokedAt)}`,
  ]);
  const table = tableText(['NAME', 'ROLE', 'MADE', 'LAST SIGN-IN', ''], rows);
  return {
    text: tokens.length === 0 ? 'Nobody has a token of the console.' : table.trimEnd(),
    json: { tokens: tokens.map(({ id: _, ...rest }) => rest) },
  };
}

/** A token that has ended. */
export function tokenRevokedTold(name: string): Told {
  return {
    text: `The token of ${name} is revoked; whoever was signed in with it is out within ten seconds.`,
    json: { revoked: name },
  };
}
