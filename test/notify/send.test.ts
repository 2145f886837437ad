import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { notifySchema } from '../../src/config/notify.ts';
import type { Notice } from '../../src/notify/notice.ts';
import { createNotifier } from '../../src/notify/notifier.ts';
import { startProxy } from '../support/proxy.ts';
import { type Received, startReceiver } from '../support/receiver.ts';
import { notices } from './sample.ts';

const { start, success, recovery, guard, failure, differences } = notices as Record<string, Notice> & {
  start: Notice;
  success: Notice;
  recovery: Notice;
  guard: Notice;
  failure: Notice;
  differences: Notice;
};
const noReports = { redacted: () => undefined, full: () => undefined };

async function receiver(answer?: (response: ServerResponse, received: Received) => void) {
  const started = await startReceiver(answer);
  onTestFinished(() => started.close());
  return started;
}

function notifier(settings: object, env: NodeJS.ProcessEnv = {}) {
  const warnings: string[] = [];
  const made = createNotifier(notifySchema.parse(settings), env, (message) => warnings.push(message));
  return { ...made, warnings };
}

describe('a webhook', () => {
  test('gets what it wants, signed', async () => {
    const hook = await receiver();
    const secret = '0123456789abcdef';
    const { ended, warnings } = notifier({ webhook: { url: `${hook.url}/in?x=1`, secret } });
    await ended(guard, noReports);
    expect(warnings).toEqual([]);
    const [message] = hook.received;
    expect(message).toMatchObject({
      method: 'POST',
      path: '/in?x=1',
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'jojka-sync' },
    });
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      version: 1,
      event: 'guard',
      exitCode: 3,
      pipeline: 'nightly-crm',
    });
    const [, seconds, hex] =
      /^t=(\d+),v1=(\w+)$/.exec(String(message?.headers['jojka-sync-signature'])) ?? [];
    expect(hex).toBe(createHmac('sha256', secret).update(`${seconds}.${message?.body}`).digest('hex'));
  });

  test('in the format of its service, and without a signature where there is no secret', async () => {
    const hook = await receiver();
    await notifier({ webhook: { url: hook.url, format: 'teams' } }).ended(failure, noReports);
    expect(JSON.parse(hook.received[0]?.body ?? '')).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
    });
    expect(hook.received[0]?.headers).not.toHaveProperty('jojka-sync-signature');
  });

  test.each([
    ['by default', {}, ['failure', 'guard', 'recovery', 'failure']],
    ['successes alone: a recovery is one', { on: ['success'] }, ['success', 'recovery']],
    ['recoveries and successes, each once', { on: ['success', 'recovery'] }, ['success', 'recovery']],
    ['the start', { on: ['start'] }, ['start']],
  ])('is told of what it wants to be told of: %s', async (_, settings, events) => {
    const hook = await receiver();
    const made = notifier({ webhook: hook.url, ...settings });
    made.begun(start);
    made.writing(start);
    made.writing(start);
    for (const notice of [success, failure, guard, recovery, differences])
      await made.ended(notice, noReports);
    expect(hook.events().toSorted()).toEqual(events.toSorted());
  });

  test('several, of which one fails: the others are told', async () => {
    const bad = await receiver((response) => response.writeHead(500).end());
    const hook = await receiver();
    const { ended, warnings } = notifier({ webhook: [`${bad.url}/hemligt`, hook.url] });
    await ended(failure, noReports);
    expect(hook.events()).toEqual(['failure']);
    expect(warnings).toEqual([`webhook at ${new URL(bad.url).host} was not told "failure": HTTP 500`]);
  });
});

describe('what fails is told, and no secret of where it was to go', () => {
  test.each<[string, (response: ServerResponse) => void, RegExp]>([
    ['an error', (response) => response.writeHead(404).end('no_service hemligt'), /HTTP 404$/],
    ['no answer but the end', (response) => response.destroy(), /UND_ERR_SOCKET$/],
  ])('%s', async (_, answer, reason) => {
    const hook = await receiver(answer);
    const { ended, warnings } = notifier({ webhook: `${hook.url}/services/hemligt?sig=hemligt` });
    await ended(failure, noReports);
    expect(hook.received).toHaveLength(1);
    expect(warnings).toEqual([expect.stringMatching(reason)]);
    expect(warnings.join()).not.toContain('hemligt');
  });

  test('a redirect is not followed', async () => {
    const elsewhere = await receiver();
    const hook = await receiver((response) => response.writeHead(307, { location: elsewhere.url }).end());
    const { ended, warnings } = notifier({ webhook: hook.url });
    await ended(failure, noReports);
    expect(elsewhere.received).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/HTTP 307$/)]);
  });

  test('nobody listens; the proxy is none', async () => {
    const one = notifier({ webhook: 'http://127.0.0.1:1/hemligt' });
    await one.ended(failure, noReports);
    expect(one.warnings).toEqual(['webhook at 127.0.0.1:1 was not told "failure": ECONNREFUSED']);
    const two = notifier({ webhook: 'https://hooks.test/hemligt' }, { HTTPS_PROXY: 'hemligt://x' });
    await two.ended(failure, noReports);
    expect(two.warnings).toEqual([
      'webhook at hooks.test was not told "failure": HTTPS_PROXY holds no address of an HTTP proxy.',
    ]);
  });
});

describe('what hangs delays nobody for long', () => {
  test('the start is not awaited, and the end five seconds for all together', async () => {
    const hook = await receiver(() => {});
    const other = await receiver(() => {});
    const { begun, writing, ended, warnings } = notifier({
      webhook: [`${hook.url}/hemligt`, `${other.url}/hemligt`],
      ping: `${hook.url}/hemligt`,
      on: ['start', 'failure'],
    });
    const before = performance.now();
    begun(start);
    writing(start);
    expect(performance.now() - before).toBeLessThan(200);
    await ended(failure, noReports);
    const seconds = (performance.now() - before) / 1000;
    expect(seconds).toBeGreaterThan(4);
    expect(seconds).toBeLessThan(6);
    // Alike but for whom they are about: one.
    const all = [hook, other, hook].map(
      ({ url }, index) => `${index === 2 ? 'ping' : 'webhook'} at ${new URL(url).host}`,
    );
    expect(warnings).toHaveLength(2);
    for (const event of ['failure', 'start']) {
      const warning = warnings.find((said) => said.endsWith(` were not told "${event}": no answer in time`));
      for (const name of all) expect(warning).toContain(name);
    }
  });

  test('twenty that do not answer are one warning', async () => {
    const { ended, warnings } = notifier({
      webhook: Array.from({ length: 20 }, () => 'http://127.0.0.1:1/hemligt'),
    });
    await ended(failure, noReports);
    expect(warnings).toEqual(['webhook at 127.0.0.1:1 and 19 more were not told "failure": ECONNREFUSED']);
  });

  test('an answer without end is not read', async () => {
    const hook = await receiver((response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'.repeat(1000)), 5);
      response.on('close', () => clearInterval(drip));
    });
    const { ended, warnings } = notifier({ webhook: hook.url });
    const before = performance.now();
    await ended(failure, noReports);
    expect(performance.now() - before).toBeLessThan(2000);
    expect(warnings).toEqual([]);
  });
});

describe('a ping', () => {
  test('hears that the run has begun once, and how it ended, in that order', async () => {
    // The start is slow to be answered: the end must not overtake it.
    const check = await receiver((response, { path }) => {
      setTimeout(() => response.end('OK'), path.endsWith('/start') ? 300 : 0);
    });
    const { begun, writing, ended } = notifier({ ping: `${check.url}/uuid` });
    begun(start);
    writing(start);
    await ended(success, noReports);
    expect(check.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /uuid/start',
      'GET /uuid',
    ]);
  });

  test.each([
    ['failure', failure, '/uuid/fail'],
    ['guard', guard, '/uuid/fail'],
    ['differences', differences, '/uuid/fail'],
    ['recovery', recovery, '/uuid'],
  ])('%s', async (_, notice, path) => {
    const check = await receiver();
    await notifier({ ping: `${check.url}/uuid` }).ended(notice, noReports);
    expect(check.received.map((message) => message.path)).toEqual([path]);
  });

  test('not when another run holds the account: that one pings', async () => {
    const check = await receiver();
    await notifier({ ping: check.url }).ended({ ...failure, exitCode: 5 }, noReports);
    expect(check.received).toEqual([]);
  });
});

test('a proxy is used, and NO_PROXY heeded', async () => {
  const hook = await receiver();
  const proxy = await startProxy({ port: Number(new URL(hook.url).port), password: 'user:p@ss' });
  onTestFinished(() => proxy.close());
  const env = { HTTP_PROXY: proxy.url.replace('http://', 'http://user:p%40ss@') };
  const { ended, warnings } = notifier({ webhook: 'http://hooks.test/in' }, env);
  await ended(failure, noReports);
  expect(warnings).toEqual([]);
  expect(proxy.asked).toEqual(['POST http://hooks.test/in']);
  expect(hook.events()).toEqual(['failure']);
  const exempt = notifier({ webhook: hook.url.replace('127.0.0.1', 'localhost') }, env);
  await exempt.ended(failure, noReports);
  expect(proxy.asked).toHaveLength(1);
});
