import type { Hono } from 'hono';
import { maskMsisdn } from '../../contact/mask.ts';
import { type BlocklistLine, changeBlocklist, OwnStopError } from '../../jobs/blocklist.ts';
import { withStateIfAny } from '../../session/state.ts';
import type { Database } from '../../state/database.ts';
import { type FoundBlock, findBlocks, firstBlocks } from '../../state/list-blocks.ts';
import { numberOf } from '../../steps/number.ts';
import { blocklistPage, type ShownBlocks, unblockPage } from '../pages/blocklist.ts';
import { saidPage } from '../pages/failure.ts';
import { acted, type Desk, field, mustBe, type Visit, type VisitContext } from '../visit.ts';

/** So many are listed at once. */
const listed = 100;

/** Who is blocked and why; by hand, as `blocklist add` and `blocklist remove`, with what those ask. */
export function addBlocklist(app: Hono<Visit>, desk: Desk): void {
  app.get('/blocklist', (context) => {
    const account = context.req.query('account');
    return seen(desk, context, account?.slice(0, 100) ?? null, () => show(desk, context, account));
  });

  app.post('/blocklist/search', (context) =>
    withNumber(desk, context, (account, number) =>
      seen(desk, context, maskMsisdn(number), () => show(desk, context, account, { only: number })),
    ),
  );

  app.post(
    '/blocklist/add',
    (context) =>
      mustBe('operate', context) ??
      withNumber(desk, context, (account, number) =>
        change(desk, context, 'add', { account, number, yes: false }),
      ),
  );

  app.post(
    '/blocklist/remove',
    (context) =>
      mustBe('operate', context) ??
      withNumber(desk, context, (account, number) => remove(desk, context, account, number)),
  );
}

/** Writes down who sees whom. */
function seen(
  desk: Desk,
  context: VisitContext,
  subject: string | null,
  work: () => Promise<Response>,
): Promise<Response> {
  return acted(desk, context.get('session'), { act: 'see blocklist', subject }, work);
}

/** Asks first; who asked himself not to get SMS is unblocked only when it is said that he has agreed. */
async function remove(desk: Desk, context: VisitContext, account: string, number: string): Promise<Response> {
  const ask = async (blocks: readonly FoundBlock[], asked: boolean) =>
    context.html(
      unblockPage({ account, number, asked }, blocks[0], context.get('words'), context.get('session')),
    );
  const blocks = (await readBlocks(desk, account, number))?.blocks.filter((one) => one.account === account);
  if (!blocks) return noAccount(context);
  const isOwnStop = blocks.some(({ origins }) => origins.includes('reply') || origins.includes('carried'));
  if ((await field(context, 'confirmed')) !== 'yes')
    return seen(desk, context, maskMsisdn(number), () => ask(blocks, isOwnStop));
  const yes = (await field(context, 'agreed')) === 'yes';
  try {
    return await change(desk, context, 'remove', { account, number, yes });
  } catch (error) {
    if (!(error instanceof OwnStopError)) throw error;
    return ask(blocks, true);
  }
}

/** Changes one number, and says what came of it. */
async function change(
  desk: Desk,
  context: VisitContext,
  what: 'add' | 'remove',
  { account, number, yes }: { readonly account: string; readonly number: string; readonly yes: boolean },
): Promise<Response> {
  const { console: told } = context.get('words');
  const lines: BlocklistLine[] = [];
  const take = async (some: readonly BlocklistLine[]) => void lines.push(...some);
  await acted(
    desk,
    context.get('session'),
    { act: `blocklist ${what}`, subject: maskMsisdn(number) },
    () => desk.gate.brief(() => changeBlocklist(desk.environment, account, what, [number], { yes }, take)),
    () => (lines.some(({ isFailure }) => isFailure) ? 'failed' : 'done'),
  );
  const failed = lines.find(({ isFailure }) => isFailure);
  if (failed)
    return show(desk, context, account, {
      said: { text: told.notDone(number, failed.outcome), isGood: false },
      status: 502,
    });
  const text = what === 'add' ? told.isBlocked(number) : told.isUnblocked(number);
  return show(desk, context, account, { said: { text, isGood: true } });
}

/** An account that the state does not know: that nobody is blocked in it would not be true. */
function noAccount(context: VisitContext): Response | Promise<Response> {
  const words = context.get('words');
  const { console: told } = words;
  return context.html(
    saidPage(words, context.get('session'), told.notFound, [told.noAccount], {
      way: { path: '/blocklist', text: told.blocklist },
    }),
    404,
  );
}

async function show(
  desk: Desk,
  context: VisitContext,
  account: string | undefined,
  options: {
    readonly only?: string;
    readonly said?: { readonly text: string; readonly isGood: boolean };
    readonly status?: 200 | 400 | 502;
  } = {},
): Promise<Response> {
  const shown = await readBlocks(desk, account, options.only);
  if (!shown) return noAccount(context);
  return context.html(
    blocklistPage(shown, context.get('words'), context.get('session'), options.said),
    options.status ?? 200,
  );
}

/** Does something with the number that a form holds, where it holds one. */
async function withNumber(
  desk: Desk,
  context: VisitContext,
  work: (account: string, number: string) => Promise<Response>,
): Promise<Response> {
  const { console: told } = context.get('words');
  const account = await field(context, 'account');
  const number = numberOf(await field(context, 'number'));
  if (!accountOf(account, await accountsOf(desk))) return noAccount(context);
  if (number !== undefined) return work(account, number);
  return show(desk, context, account, { said: { text: told.noNumber, isGood: false }, status: 400 });
}

/**
 * The first blocks of an account, or those of a number in all of them.
 *
 * @param account undefined: `default`, or the first that there is
 * @returns undefined where there is no such account
 */
function readBlocks(
  { environment, gate }: Desk,
  account: string | undefined,
  only?: string,
): Promise<ShownBlocks | undefined> {
  return gate.brief(() =>
    withStateIfAny<ShownBlocks | undefined>(
      'console',
      environment,
      async (database) => {
        const accounts = await namesOf(database);
        const own = accountOf(account, accounts);
        if (own === undefined) return undefined;
        if (only !== undefined) {
          const blocks = await findBlocks(database, only);
          return { account: own, accounts, blocks, all: blocks.length, only };
        }
        const { blocks, all } = await firstBlocks(database, own, listed);
        return { account: own, accounts, blocks: blocks.map((one) => ({ ...one, account: own })), all };
      },
      undefined,
    ),
  );
}

function accountsOf({ environment, gate }: Desk): Promise<string[]> {
  return gate.brief(() => withStateIfAny('console', environment, namesOf, []));
}

function namesOf({ knex }: Database): Promise<string[]> {
  return knex('accounts').orderBy('name').pluck('name');
}

/** The account that is meant; before any has run there is the usual one. */
function accountOf(wished: string | undefined, known: readonly string[]): string | undefined {
  const all = known.length > 0 ? known : ['default'];
  if (wished === undefined) return all.includes('default') ? 'default' : all[0];
  return all.includes(wished) ? wished : undefined;
}
