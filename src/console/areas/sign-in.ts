import { createHmac } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { LockedError } from '../../errors.ts';
import { languages } from '../../report/language/language.ts';
import { withState } from '../../session/state.ts';
import {
  type ConsoleToken,
  isSecretForm,
  liveToken,
  markUsed,
  readSecrets,
  tokenNamed,
} from '../../state/console-tokens.ts';
import type { Database } from '../../state/database.ts';
import { createAttempts } from '../attempts.ts';
import { isSame } from '../door.ts';
import { keepBriefly } from '../kept-briefly.ts';
import { inTurn } from '../one-at-a-time.ts';
import { saidPage } from '../pages/failure.ts';
import { signInPage } from '../pages/sign-in.ts';
import { headerText, type ProxySignIn } from '../proxy.ts';
import { createSessions, randomText, type Session, type Sessions } from '../sessions.ts';
import { acted, type Desk, field, languageCookie, type Visit, type VisitContext } from '../visit.ts';

/** What signing in rests on. */
export interface SignIn {
  /** Of this process alone; makes what the sign-in's form has to carry. */
  readonly secret: Buffer;
  readonly isSecure: boolean;
  readonly addressOf: (context: Context) => string;
  readonly proxy: ProxySignIn | undefined;
}

/** For so long a token that was seen to be good is not looked at again, save by what changes something. */
const trustedMs = 10_000;
/** What tokens there are is read so often at most for those who were wrong too often. */
const knownMs = 5000;

/**
 * Signing in and out, and the check that stands before every other page: whose cookie it is, that his token is not revoked, and
 * that a form is from here.
 *
 * @returns whether somebody who is signed in is so yet, and his token not revoked
 */
export function addSignIn(
  app: Hono<Visit>,
  desk: Desk,
  given: SignIn,
): (session: Session) => Promise<boolean> {
  const door = createDoor(given);
  const sessions = createSessions(desk.environment.now);
  addProxyDoor(app, given);
  addDoor(app, desk, door, sessions);
  addCheck(app, desk, door, sessions, given.proxy);

  app.post('/sign-out', (context) => {
    sessions.close(door.cookieOf(context));
    door.forget(context);
    return context.redirect('/sign-in', 303);
  });

  app.post('/language', async (context) => {
    const to = await field(context, 'to');
    if (languages.some((language) => language === to)) setCookie(context, languageCookie, to, door.strict);
    return context.redirect('/', 303);
  });
  return async (session) => sessions.isOpen(session) && (await isGood(desk, session, true));
}

/** The page where somebody signs in, and the cookies that it rests on. */
function createDoor({ secret, isSecure, addressOf }: SignIn) {
  const prefix = isSecure ? '__Host-' : '';
  const cookieName = `${prefix}jojka-console`;
  const doorName = `${prefix}jojka-console-door`;
  const strict = { path: '/', httpOnly: true, sameSite: 'Strict', secure: isSecure } as const;
  const sealOf = (door: string) => createHmac('sha256', secret).update(door).digest('base64url');
  return {
    strict,
    addressOf,
    cookieOf: (context: VisitContext) => getCookie(context, cookieName),
    forget: (context: VisitContext) => deleteCookie(context, cookieName, strict),
    /** A new cookie each time: one that somebody was given before is worth nothing. */
    letIn: (context: VisitContext, cookie: string) => {
      setCookie(context, cookieName, cookie, strict);
      deleteCookie(context, doorName, strict);
    },
    /** Whether the form of the sign-in is one that this browser was given here. */
    isFromHere: async (context: VisitContext) => {
      const door = getCookie(context, doorName);
      return door !== undefined && isSame(await field(context, 'door'), sealOf(door));
    },
    ask: (context: VisitContext, said: string | undefined, status: 200 | 401 | 403 | 429) => {
      const door = getCookie(context, doorName) ?? randomText();
      setCookie(context, doorName, door, strict);
      return context.html(signInPage(context.get('words'), sealOf(door), said), status);
    },
  };
}

type Door = ReturnType<typeof createDoor>;

/**
 * Finds whose a token is. The state is opened once at a time, and not at all for what is none; once somebody was wrong too often he is
 * held against what was read a moment ago, so that whoever guesses uses up no connection. Who is right comes in all the same: behind a
 * proxy all come from one address.
 */
function createFinder({ environment, gate }: Desk) {
  const turn = inTurn();
  const known = keepBriefly(
    () => turn(() => gate.brief(() => withState('console', environment, readSecrets))),
    knownMs,
  );
  const used = async (database: Database, secret: string) => {
    const found = (await readSecrets(database))(secret);
    if (found) await markUsed(database, found.id, environment.now());
    return found;
  };
  return async (secret: string, isTooMuch: boolean): Promise<ConsoleToken | undefined> => {
    if (!isSecretForm(secret)) return undefined;
    if (isTooMuch && !(await known.get())(secret)) return undefined;
    return turn(() =>
      gate.brief(() => withState('console', environment, (database) => used(database, secret), 'write')),
    );
  };
}

function addDoor(app: Hono<Visit>, desk: Desk, door: Door, sessions: Sessions): void {
  const attempts = createAttempts(desk.environment.now);
  const find = createFinder(desk);

  app.get('/sign-in', (context) => door.ask(context, undefined, 200));

  app.post('/sign-in', async (context) => {
    const { console: told } = context.get('words');
    if (!(await door.isFromHere(context))) return door.ask(context, told.badForm, 403);
    const address = door.addressOf(context);
    const minutes = attempts.count(address);
    const token = await find(await field(context, 'token'), minutes > 0);
    if (!token && minutes > 0) {
      context.header('retry-after', String(minutes * 60));
      return door.ask(context, told.tooMany(minutes), 429);
    }
    if (!token) return door.ask(context, told.wrongToken, 401);
    attempts.forget(address);
    await acted(desk, token, { act: 'sign-in', subject: null }, async () => {});
    sessions.close(door.cookieOf(context));
    door.letIn(context, sessions.open(token, false));
    return context.redirect('/', 303);
  });
}

/** Who says in the proxy's header who he is, and comes from elsewhere, is answered nothing else. */
function addProxyDoor(app: Hono<Visit>, { proxy, addressOf }: SignIn): void {
  if (!proxy) return;
  app.use(async (context, next) =>
    context.req.header(proxy.header) === undefined || proxy.isFrom(addressOf(context))
      ? next()
      : context.text(`The header ${proxy.header} does not come from the proxy: nothing was done.`, 403),
  );
}

function addCheck(
  app: Hono<Visit>,
  desk: Desk,
  door: Door,
  sessions: Sessions,
  proxy: ProxySignIn | undefined,
): void {
  app.use(async (context, next) => {
    const words = context.get('words');
    const { console: told } = words;
    const cookie = door.cookieOf(context);
    const isRead = context.req.method === 'GET' || context.req.method === 'HEAD';
    const named = proxy && context.req.header(proxy.header);
    const session = ownSession(sessions, cookie, named);
    if (!session && named !== undefined && isForeignPart(context))
      return context.text('Nobody is signed in for a part of a page of elsewhere: nothing was done.', 403);
    if (!session && named !== undefined)
      return (await letInByProxy(context, { desk, door, sessions }, headerText(named), isRead)) ?? next();
    if (!session)
      return cookie === undefined && isRead
        ? context.redirect('/sign-in', 303)
        : door.ask(context, told.signedOut, 401);
    if (!(await isGood(desk, session, isRead))) {
      sessions.close(cookie);
      return door.ask(context, told.wrongToken, 401);
    }
    context.set('session', session);
    if (!isRead && !isSame(await field(context, 'csrf'), session.csrf))
      return context.html(saidPage(words, session, told.badForm, [told.badFormHelp]), 403);
    return next();
  });
}

/** A picture, frame or script of a page of elsewhere, which a browser fetches without anybody wanting to come here. */
function isForeignPart(context: VisitContext): boolean {
  const part = context.req.header('sec-fetch-dest');
  return context.req.header('sec-fetch-site') === 'cross-site' && part !== undefined && part !== 'document';
}

/** Whom the proxy names is who he is, whatever he was before; and nobody is by its word who does not come by it. */
function ownSession(
  sessions: Sessions,
  cookie: string | undefined,
  named: string | undefined,
): Session | undefined {
  const own = sessions.find(cookie);
  if (!own) return undefined;
  const isHis = named === undefined ? !own.byProxy : own.name === headerText(named);
  if (isHis) return own;
  sessions.close(cookie);
  return undefined;
}

/**
 * Signs somebody in whom the proxy names; a form that he sends without having been here is none of ours.
 * @returns what he is answered; undefined: he is in
 */
async function letInByProxy(
  context: VisitContext,
  { desk, door, sessions }: { readonly desk: Desk; readonly door: Door; readonly sessions: Sessions },
  name: string,
  isRead: boolean,
): Promise<Response | undefined> {
  const words = context.get('words');
  const { console: told } = words;
  const { environment, gate } = desk;
  const token = await gate.brief(() =>
    withState(
      'console',
      environment,
      async (database) => {
        const found = await tokenNamed(database, name);
        if (found) await markUsed(database, found.id, environment.now());
        return found;
      },
      'write',
    ),
  );
  if (!token)
    return context.html(
      saidPage(words, undefined, told.notAllowed, [told.unknownPerson(name.slice(0, 64))]),
      403,
    );
  if (!isRead) return context.html(saidPage(words, undefined, told.badForm, [told.badFormHelp]), 403);
  await acted(desk, token, { act: 'sign-in', subject: null }, async () => {});
  const cookie = sessions.open(token, true);
  door.letIn(context, cookie);
  const session = sessions.find(cookie);
  if (session) context.set('session', session);
  return undefined;
}

/** Whether a token is not revoked. Where a run has the embedded state open, reading goes on: there is nothing to read but counts. */
async function isGood({ environment, gate }: Desk, session: Session, isRead: boolean): Promise<boolean> {
  const now = environment.now().getTime();
  if (isRead && now - session.checkedAt < trustedMs) return true;
  try {
    const token = await gate.brief(() =>
      withState('console', environment, (database) => liveToken(database, session.tokenId)),
    );
    session.checkedAt = now;
    return token !== undefined;
  } catch (error) {
    if (isRead && error instanceof LockedError) return true;
    throw error;
  }
}
