import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Approval } from '../jobs/apply.ts';
import type { Catalogue } from '../report/language/catalogue.ts';
import { type Language, languages } from '../report/language/language.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withState } from '../session/state.ts';
import { type ActKind, beginAct, endAct } from '../state/console-acts.ts';
import { type Role, roles } from '../state/console-tokens.ts';
import { keptReason } from '../steps/reason.ts';
import type { RunReport } from '../steps/run-report.ts';
import type { Approvals } from './approvals.ts';
import type { StateGate } from './one-at-a-time.ts';
import { saidPage } from './pages/failure.ts';
import type { Session } from './sessions.ts';

/** Applies the plan of a run that was held back, as `apply --accept` does, and tells whoever is to be told. */
export type ApplyHeld = (
  run: string,
  options: { readonly accept: string; readonly approval: Approval },
  emit: RunEnvironment['emit'],
) => Promise<RunReport>;

/** What all pages work with. */
export interface Desk {
  readonly environment: RunEnvironment;
  readonly gate: StateGate;
  readonly approvals: Approvals;
}

/** What a request carries on its way: who comes, and in which language he reads. */
export interface Visit {
  Variables: { session: Session; words: Catalogue; cookie: string };
}

export type VisitContext = Context<Visit>;

/** The cookie that says which language somebody has chosen. */
export const languageCookie = 'jojka-console-language';

/** The language of a page: the chosen one, else the browser's first, else the console's own. */
export function languageOf(context: Context, own: Language): Language {
  const wished = [getCookie(context, languageCookie), context.req.header('accept-language')?.slice(0, 2)];
  for (const wish of wished) {
    const found = languages.find((language) => language === wish?.toLowerCase());
    if (found) return found;
  }
  return own;
}

/** Whether a role may do what another one may. */
export function mayAs(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** A field of the form that was sent; empty where there is none. */
export async function field(context: Context, name: string): Promise<string> {
  const value = (await context.req.parseBody())[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** Writes down that somebody does something, lets it be done, and writes down what came of it. What cannot be written down is not done. */
export async function acted<T>(
  desk: Desk,
  { name, role }: Pick<Session, 'name' | 'role'>,
  act: { readonly act: ActKind; readonly subject: string | null; readonly reason?: string },
  work: () => Promise<T>,
  outcomeOf: (result: T) => string = () => 'done',
): Promise<T> {
  const { environment, gate } = desk;
  const write = <R>(with_: Parameters<typeof withState<R>>[2]) =>
    gate.brief(() => withState('console', environment, with_, 'write'));
  const id = await write((database) =>
    beginAct(database, { at: environment.now(), who: name, role, reason: null, ...act }),
  );
  const end = (outcome: string) => write((database) => endAct(database, id, outcome)).catch(() => {});
  try {
    const result = await work();
    await end(outcomeOf(result));
    return result;
  } catch (error) {
    await end(error instanceof Error ? error.name : 'failed');
    throw error;
  }
}

/** Why somebody does something, as it is kept; empty where nothing is to be seen. */
export async function reasonOf(context: Context): Promise<string> {
  return keptReason(await field(context, 'reason'));
}

/** A page of one run; nothing but a run's id is one. */
export const runPath = '/runs/:id{[0-9]{8}-[0-9]{6}-[a-z0-9]{4}}';

/** What is answered to the number of a page that a list has not. @param first where the list begins */
export function noListPage(context: VisitContext, first: string): Response | Promise<Response> {
  const words = context.get('words');
  const { console: told } = words;
  const way = { path: first, text: told.firstPage };
  return context.html(
    saidPage(words, context.get('session'), told.notFound, [told.noListPage], { way }),
    404,
  );
}

/** What somebody is answered whose role does not allow something; undefined: it does. */
export function mustBe(needed: Role, context: VisitContext): Response | Promise<Response> | undefined {
  const session = context.get('session');
  if (mayAs(session.role, needed)) return undefined;
  const words = context.get('words');
  const { console: told } = words;
  return context.html(
    saidPage(words, session, told.notAllowed, [told.notAllowedHelp(told.roles[needed])]),
    403,
  );
}
