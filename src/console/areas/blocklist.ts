import type { Hono } from 'hono';
import { maskMsisdn } from '../../contact/mask.ts';
import { type BlocklistLine, changeBlocklist, OwnStopError } from '../../jobs/blocklist.ts';
import { withStateIfAny } from '../../session/state.ts';
import type { ListedBlock } from '../../state/list-blocks.ts';
import { eachBlock } from '../../steps/list-blocks.ts';
import { numberOf } from '../../steps/number.ts';
import { blocklistPage, type ShownBlocks, unblockPage } from '../pages/blocklist.ts';
import { acted, type Desk, field, mustBe, type Visit, type VisitContext } from '../visit.ts';

/** So many are listed at once. */
const listed = 100;

/** Who is blocked and why; by hand, as `blocklist add` and `blocklist remove`, with what those ask. */
export function addBlocklist(app: Hono<Visit>, desk: Desk): void {
  app.get('/blocklist', (context) => show(desk, context, context.req.query('account') ?? 'default'));

  app.post('/blocklist/search', (context) =>
    withNumber(desk, context, (account, number) => show(desk, context, account, { only: number })),
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

/** Asks first; who asked himself not to get SMS is unblocked only when it is said that he has agreed. */
async function remove(desk: Desk, context: VisitContext, account: string, number: string): Promise<Response> {
  const ask = async (blocks: readonly ListedBlock[], asked: boolean) =>
    context.html(
      unblockPage({ account, number, asked }, blocks[0], context.get('words'), context.get('session')),
    );
  const { blocks } = await readBlocks(desk, account, number);
  const isOwnStop = blocks.some(({ origins }) => origins.includes('reply') || origins.includes('carried'));
  if ((await field(context, 'confirmed')) !== 'yes') return ask(blocks, isOwnStop);
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

async function show(
  desk: Desk,
  context: VisitContext,
  account: string,
  options: {
    readonly only?: string;
    readonly said?: { readonly text: string; readonly isGood: boolean };
    readonly status?: 200 | 400 | 502;
  } = {},
): Promise<Response> {
  const shown = await readBlocks(desk, account, options.only);
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
  if (number !== undefined) return work(account, number);
  return show(desk, context, account, { said: { text: told.noNumber, isGood: false }, status: 400 });
}

/** The first blocks of an account, or the one of a number. */
async function readBlocks({ environment, gate }: Desk, account: string, only?: string): Promise<ShownBlocks> {
  const blocks: ListedBlock[] = [];
  const all = await gate.brief(() =>
    eachBlock(
      environment,
      account,
      async (some) => {
        blocks.push(...some.slice(0, listed - blocks.length));
      },
      only,
    ),
  );
  const accounts = await gate.brief(() =>
    withStateIfAny<string[]>(
      'console',
      environment,
      ({ knex }) => knex('accounts').orderBy('name').pluck('name'),
      [],
    ),
  );
  return { account, accounts, blocks, all, ...(only !== undefined && { only }) };
}
