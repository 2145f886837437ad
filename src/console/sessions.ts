import { createHash, randomBytes } from 'node:crypto';
import type { ConsoleToken, Role } from '../state/console-tokens.ts';

/** Somebody who is signed in. */
export interface Session {
  readonly tokenId: number;
  readonly name: string;
  readonly role: Role;
  /** A proxy says who he is, with each request. */
  readonly byProxy: boolean;
  /** What each of his forms has to carry. */
  readonly csrf: string;
  readonly since: number;
  /** Aborted when it ends. */
  readonly ended: AbortSignal;
  seenAt: number;
  /** When his token was last seen not to be revoked. */
  checkedAt: number;
}

/** Nobody stays signed in for longer than a working day, nor for so long without doing anything. */
const longestMs = 12 * 3_600_000;
const idleMs = 2 * 3_600_000;
/** So many at once, of all and of one person: who signs in again and again ends his own, and nobody else's. */
const most = { ofAll: 1000, ofOne: 10 };

/** Who is signed in, by the hash of his cookie: it is kept in this process alone, and gone when that ends. */
export interface Sessions {
  /** @returns what his cookie holds */
  open(token: ConsoleToken, byProxy: boolean): string;
  find(cookie: string | undefined): Session | undefined;
  /** Whether it is one yet; that it is asked keeps nobody signed in. */
  isOpen(session: Session): boolean;
  close(cookie: string | undefined): void;
}

export function createSessions(now: () => Date): Sessions {
  const sessions = new Map<string, Session & { readonly end: AbortController }>();
  const close = (key: string | undefined) => {
    if (key === undefined) return;
    sessions.get(key)?.end.abort();
    sessions.delete(key);
  };
  const isOpen = ({ since, seenAt, ended }: Session) => {
    const at = now().getTime();
    return !ended.aborted && at - since <= longestMs && at - seenAt <= idleMs;
  };
  return {
    isOpen,
    open: ({ id, name, role }, byProxy) => {
      const cookie = randomText();
      const at = now().getTime();
      const own = [...sessions].filter(([, session]) => session.tokenId === id).map(([key]) => key);
      const [oldest] = sessions.keys();
      if (own.length >= most.ofOne) close(own[0]);
      else if (sessions.size >= most.ofAll) close(oldest);
      const end = new AbortController();
      sessions.set(keyOf(cookie), {
        tokenId: id,
        name,
        role,
        byProxy,
        csrf: randomText(),
        since: at,
        seenAt: at,
        checkedAt: at,
        ended: end.signal,
        end,
      });
      return cookie;
    },
    find: (cookie) => {
      if (cookie === undefined) return undefined;
      const key = keyOf(cookie);
      const session = sessions.get(key);
      if (!session) return undefined;
      if (!isOpen(session)) {
        close(key);
        return undefined;
      }
      session.seenAt = now().getTime();
      return session;
    },
    close: (cookie) => {
      if (cookie !== undefined) close(keyOf(cookie));
    },
  };
}

/** Looked up by its hash: how long that takes says nothing of the cookie. */
function keyOf(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64');
}

/** 256 bits of chance. */
export function randomText(): string {
  return randomBytes(32).toString('base64url');
}
