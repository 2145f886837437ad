import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withNewState, withState } from '../session/state.ts';
import {
  addToken,
  addWithoutToken,
  type ConsoleToken,
  listTokens,
  type Role,
  revokeToken,
} from '../state/console-tokens.ts';

/**
 * Makes a token for the console.
 *
 * @returns the secret, which is told once and kept by nobody
 * @throws UsageError when the name is none, or has a token already
 */
export async function addConsoleToken(
  environment: RunEnvironment,
  name: string,
  role: Role,
): Promise<string> {
  mustBeName(name);
  const secret = await withNewState('console token add', environment, (database) =>
    addToken(database, { name, role, at: environment.now() }),
  );
  if (secret !== undefined) return secret;
  throw hasOne(name);
}

/**
 * Lets somebody sign in to the console by a proxy that names him, without a token.
 *
 * @throws UsageError when the name is none, or may sign in already
 */
export async function addConsolePerson(environment: RunEnvironment, name: string, role: Role): Promise<void> {
  mustBeName(name);
  const isAdded = await withNewState('console token add', environment, (database) =>
    addWithoutToken(database, { name, role, at: environment.now() }),
  );
  if (!isAdded) throw hasOne(name);
}

function mustBeName(name: string): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@ -]{0,63}$/u.test(name))
    throw new UsageError(
      'A token has the name of a person: letters, digits, space and . _ @ -, 64 at most.',
      {
        advice: 'Nothing was made. Such as: jojka-sync console token add anna --role approve',
      },
    );
}

function hasOne(name: string): UsageError {
  return new UsageError(`"${name}" has a token already, or signs in by a proxy.`, {
    advice: `Nothing was made. To end that:\njojka-sync console token revoke ${name}`,
  });
}

/** All tokens, without their secrets. */
export function consoleTokens(environment: RunEnvironment): Promise<ConsoleToken[]> {
  return withState('console token list', environment, listTokens);
}

/**
 * Ends a token: whoever is signed in with it is out with his next request.
 *
 * @throws UsageError when nobody of that name has one
 */
export async function revokeConsoleToken(environment: RunEnvironment, name: string): Promise<void> {
  const revoked = await withState(
    'console token revoke',
    environment,
    (database) => revokeToken(database, name, environment.now()),
    'write',
  );
  if (!revoked)
    throw new UsageError(`Nobody of the name "${name}" has a token.`, {
      advice: 'Nothing was changed. jojka-sync console token list shows who has one.',
    });
}

/**
 * Whether anybody can sign in; the state is made, or brought up to date, where it is not.
 *
 * @param hasProxy a proxy says who somebody is
 */
export function anybodyMaySignIn(environment: RunEnvironment, hasProxy: boolean): Promise<boolean> {
  return withNewState('console', environment, async (database) =>
    (await listTokens(database)).some(
      ({ revokedAt, byProxyAlone }) => revokedAt === null && (hasProxy || !byProxyAlone),
    ),
  );
}
