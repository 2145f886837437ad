import { setTimeout as wait } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context as HonoContext } from 'hono';
import { type EndpointName, isEndpoint, otherSpelling, type Parameters } from '../jojka/endpoints.ts';
import { openApiDocument } from '../jojka/openapi.ts';
import { parameterProblems } from '../jojka/parameters.ts';
import { formatTime, parseTime } from '../jojka/time.ts';
import { sendDueCampaigns } from './campaigns.ts';
import { createChance } from './chance.ts';
import { boundedBody, fromHereAlone } from './door.ts';
import { createExportPage } from './export-rows.ts';
import { faultResponse } from './fault-response.ts';
import { createFaultChooser, createSwallow, type FaultRule, type Faults } from './faults.ts';
import { fetchList } from './fetch-list.ts';
import { readForm } from './form.ts';
import { type Context, handlers } from './handlers.ts';
import { parseImportList } from './import-list.ts';
import { Refusal } from './refusal.ts';
import { createSomebody } from './somebody.ts';
import type { Reply } from './state.ts';
import type { Store } from './store.ts';

/** Where the endpoints are, as at Jojka. */
export const basePath = '/websms/api';

/** By it an answer is known to be the sandbox's: what is made with it must never become a real account's (K4). */
const markHeader = 'x-jojka-sandbox';

/** Tells of a request once it is answered; a connection that was reset has status 0. */
export type OnRequest = (request: { endpoint: string; status: number; ms: number }) => void;

export interface AppOptions {
  readonly store: Store;
  readonly faults: Faults;
  /** The only key that is accepted; any that is not empty, where undefined. */
  readonly apiKey: string | undefined;
  readonly now: () => Date;
  /** Calls that came in, by endpoint; counted up here. */
  readonly requests: Record<string, number>;
  readonly onRequest: OnRequest | undefined;
  /** Aborted when the sandbox closes: nobody waits any longer. */
  readonly closing: AbortSignal;
  /** Nobody listens for so many milliseconds. */
  readonly refuse: (ms: number) => void;
}

type Bindings = { Bindings: HttpBindings };

/** The 17 endpoints over HTTP, and beside them `/_sandbox`: what the real service does not have. */
export function createApp(options: AppOptions): Hono<Bindings> {
  const { store, requests, now, onRequest } = options;
  const answer = createAnswer(options);

  const app = new Hono<Bindings>();
  app.use(async (context, next) => {
    await next();
    if (context.res === RESPONSE_ALREADY_SENT) return;
    context.res.headers.set(markHeader, '1');
    context.res.headers.set('date', now().toUTCString());
  });
  app.use(fromHereAlone, boundedBody);
  app.get('/_sandbox/state', (context) => context.json(store.snapshot()));
  app.get('/_sandbox/calls', (context) => context.json(requests));
  app.get('/_sandbox/openapi.json', (context) =>
    context.json(openApiDocument({ url: new URL(basePath, context.req.url).href })),
  );
  app.post('/_sandbox/replies', async (context) => {
    const form = await readForm(context.req.header('content-type') ?? '', await context.req.text());
    const reply = replyOf(form, now());
    if (!reply)
      return context.json({ error: ['sender and message are needed; inserted is YYYY-MM-DD hh:mm:ss'] }, 400);
    store.addReply(reply);
    return context.json(reply);
  });
  app.post(`${basePath}/:endpoint`, async (context) => {
    const started = performance.now();
    const endpoint = context.req.param('endpoint');
    const response = await answer(endpoint, context);
    const status = response === RESPONSE_ALREADY_SENT ? 0 : response.status;
    onRequest?.({ endpoint, status, ms: Math.round(performance.now() - started) });
    return response;
  });
  app.notFound((context) =>
    context.json({ error: [`nothing is here: the endpoints are below ${basePath}/`] }, 404),
  );
  app.all(`${basePath}/:endpoint`, (context) =>
    context.json({ error: ['calls are made as POST'] }, 405, { allow: 'POST' }),
  );
  app.onError((error, context) => context.json({ error: [error.message] }, 500));
  return app;
}

function createAnswer({ store, faults, apiKey, now, requests, closing, refuse }: AppOptions) {
  const chance = createChance(faults.seed);
  const chooseFault = createFaultChooser(faults.rules, chance);
  const somebodyActs = createSomebody(faults.somebody, store);
  const context: Omit<Context, 'now'> = {
    store,
    absent: faults.absent,
    blocklistAnswer: faults.blocklistAnswer,
    swallows: createSwallow(faults, chance),
    exportPage: createExportPage(faults),
    fetchList,
  };

  async function handle(name: EndpointName, form: Parameters): Promise<unknown> {
    const { API_key: given = '', ...parameters } = form;
    if (apiKey === undefined ? given === '' : given !== apiKey)
      return { error: { API_key: 'the API key is not valid' } };
    const problems = parameterProblems(name, parameters);
    if (problems.length > 0)
      return { error: Object.fromEntries(problems.map(({ parameter, message }) => [parameter, message])) };
    const time = now();
    sendDueCampaigns(store, time);
    try {
      return await handlers[name](parameters, { ...context, now: time });
    } catch (error) {
      if (error instanceof Refusal) return { error: { [error.field]: error.message } };
      throw error;
    }
  }

  async function playFault(
    rule: FaultRule,
    name: EndpointName,
    form: Parameters,
    http: HonoContext<Bindings>,
  ): Promise<Response> {
    const { delayMs, ...rest } = rule.action;
    const failing = Object.keys(rest).length > 0;
    const early = rule.after ? await handle(name, form) : undefined;
    const answer = async () => early ?? (await handle(name, form));
    if (delayMs !== undefined) await wait(delayMs, undefined, { signal: closing }).catch(() => {});
    return failing
      ? faultResponse(rest, http, { now: now(), answer, closing, refuse })
      : http.json((await answer()) as object);
  }

  return async (spelled: string, http: HonoContext<Bindings>): Promise<Response> => {
    const name = endpointOf(spelled);
    if (!name) return http.json({ error: ['there is no such endpoint'] }, 404);
    requests[name] = (requests[name] ?? 0) + 1;
    const body = await http.req.text();
    if (faults.maxBodyBytes !== undefined && Buffer.byteLength(body) > faults.maxBodyBytes)
      return http.json({ error: ['the body is too large'] }, 413);
    const form = await readForm(http.req.header('content-type') ?? '', body);

    somebodyActs(name);
    const rule = chooseFault({ endpoint: spelled, msisdns: () => numbersOf(form) });
    if (!rule) {
      const refusal = name === 'import_contacts_list' ? importRefusal(faults, form) : undefined;
      if (refusal) return http.json({ error: refusal.error }, refusal.status);
      return http.json((await handle(name, form)) as object);
    }
    return playFault(rule, name, form, http);
  };
}

/** What is wrong with an import that the service takes none of. */
function importRefusal(faults: Faults, form: Parameters): { error: object; status: 200 | 500 } | undefined {
  const rows = faults.maxRows === undefined ? 0 : parseImportList(form.contacts_list ?? '').length;
  if (faults.maxRows !== undefined && rows > faults.maxRows)
    return { error: { contacts_list: 'too many rows' }, status: 200 };
  const numbers = faults.poison.length > 0 ? numbersOf(form) : new Set();
  if (faults.poison.some((msisdn) => numbers.has(msisdn)))
    return { error: ['the list could not be read'], status: 500 };
  return undefined;
}

/** The endpoint of a path's last part, in either spelling. */
function endpointOf(spelled: string): EndpointName | undefined {
  if (isEndpoint(spelled)) return spelled;
  return Object.keys(otherSpelling)
    .filter(isEndpoint)
    .find((name) => otherSpelling[name] === spelled);
}

/** The numbers that a call is about. */
function numbersOf({ msisdn, to, contacts_list }: Parameters): Set<string> {
  const rows = contacts_list === undefined ? [] : parseImportList(contacts_list).map((row) => row.msisdn);
  return new Set(
    [msisdn, to].flatMap((number) => (number === undefined ? [] : [number.trim()])).concat(rows),
  );
}

/** The reply that a form stands for; undefined when something is missing or wrong. */
function replyOf({ sender, message, inserted }: Parameters, now: Date): Reply | undefined {
  if (!sender || message === undefined || (inserted && !parseTime(inserted))) return undefined;
  return { inserted: inserted || formatTime(now), sender: sender.trim(), message };
}
