import { describe, expect, test } from 'vitest';
import { readProxy } from '../../src/console/proxy.ts';
import { createSessions } from '../../src/console/sessions.ts';
import { UsageError } from '../../src/errors.ts';
import {
  addConsolePerson,
  addConsoleToken,
  consoleTokens,
  revokeConsoleToken,
} from '../../src/jobs/console.ts';
import type { ConsoleToken } from '../../src/state/console-tokens.ts';
import { useWorlds, type World } from '../support/in-process.ts';
import { useDesks } from './desk.ts';
import { hidden } from './visitor.ts';

/** Signing in by the header of a proxy, by raw requests: whom it is believed of, from where, and what a forged one is worth. */
const { world } = useWorlds();
const desk = useDesks();

const header = 'x-remote-user';
const as = (name: string) => ({ [header]: name });
/** A console behind a proxy at 127.0.0.1, or at an address that nobody here has. */
const behind = (here: World, from = '127.0.0.1') => desk(here, { proxy: readProxy('X-Remote-User', [from]) });

test('whom the proxy names is signed in with his role, and it is written down', async () => {
  const here = await world();
  await addConsolePerson(here.environment, 'anna@example.se', 'approve');
  await addConsolePerson(here.environment, 'Åsa Öst', 'see');
  const { stranger } = await behind(here);
  const anna = stranger();
  const { status, text, headers } = await anna.get('/', as('anna@example.se'));
  expect([status, text]).toEqual([200, expect.stringContaining('anna@example.se (approve)')]);
  expect(headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict$/);
  expect((await anna.get('/log', as('anna@example.se'))).text).toContain('signed in');
  // As UTF-8, which is how proxies write it.
  const asa = Buffer.from('Åsa Öst', 'utf8').toString('latin1');
  expect((await stranger().get('/', as(asa))).text).toContain('Åsa Öst (see)');
  expect((await stranger().get('/log', as(asa))).status).toBe(403);
});

test('a form needs a page of ours before it, and a role that may', async () => {
  const here = await world();
  await addConsolePerson(here.environment, 'op', 'operate');
  await addConsolePerson(here.environment, 'seer', 'see');
  const { stranger } = await behind(here);
  const form = { number: '46701740605', account: 'default' };
  const [op, seer] = [stranger(), stranger()] as const;
  for (const csrf of ['', 'x'])
    expect((await op.send('/blocklist/add', { ...form, csrf }, as('op'))).status).toBe(403);
  const csrf = hidden((await op.get('/', as('op'))).text, 'csrf');
  const others = hidden((await seer.get('/', as('seer'))).text, 'csrf');
  expect((await op.send('/blocklist/add', { ...form, csrf: others }, as('op'))).status).toBe(403);
  expect((await seer.send('/blocklist/add', { ...form, csrf: others }, as('seer'))).status).toBe(403);
  const elsewhere: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const evil of elsewhere)
    expect((await op.send('/blocklist/add', { ...form, csrf }, { ...as('op'), ...evil })).status).toBe(403);
  expect(here.sandbox.state().blocklist).toEqual([]);
  expect((await op.send('/blocklist/add', { ...form, csrf }, as('op'))).text).toContain('is blocked');
});

test.each(['', 'nobody', 'anna, op', 'anna ; role=operate', 'ANNA', '*', 'op%00'])(
  'nobody comes in as "%s"',
  async (name) => {
    const here = await world();
    await addConsolePerson(here.environment, 'anna', 'see');
    await addConsolePerson(here.environment, 'op', 'operate');
    await revokeConsoleToken(here.environment, 'op');
    const { stranger } = await behind(here);
    const { status, text } = await stranger().get('/', as(name));
    expect([status, text]).toEqual([403, expect.not.stringContaining('Needs somebody')]);
    expect((await stranger().get('/', as('op'))).status).toBe(403);
    expect((await stranger().get('/', as('<script>'))).text).not.toContain('<script>');
  },
);

test('the header from another address is refused on every page, also with a good cookie', async () => {
  const here = await world();
  await addConsolePerson(here.environment, 'op', 'operate');
  const { stranger, person } = await behind(here, '10.1.2.3');
  const anna = await person('anna', 'see');
  for (const one of [anna, stranger()])
    for (const path of ['/', '/sign-in', '/style.css', '/blocklist']) {
      const { status, text } = await one.get(path, as('op'));
      if (path === '/style.css') expect(text).not.toContain('op (operate)');
      else
        expect([path, status, text]).toEqual([
          path,
          403,
          expect.stringContaining('does not come from the proxy'),
        ]);
    }
  const form = { csrf: hidden((await anna.get('/')).text, 'csrf'), number: '46701740605' };
  expect((await anna.send('/blocklist/add', form, as('op'))).status).toBe(403);
  expect(here.sandbox.state().blocklist).toEqual([]);
  expect((await anna.get('/')).text).toContain('anna (see)');
});

test('without the switch the header says nothing', async () => {
  const here = await world();
  await addConsolePerson(here.environment, 'op', 'operate');
  const { stranger, person } = await desk(here);
  expect((await stranger().get('/', as('op'))).status).toBe(303);
  const anna = await person('anna', 'see');
  expect((await anna.get('/', as('op'))).text).toContain('anna (see)');
});

describe('a cookie and a header', () => {
  test('of two people: the header says who he is, and the other session ends', async () => {
    const here = await world();
    await addConsolePerson(here.environment, 'bo', 'see');
    const { person } = await behind(here);
    const anna = await person('anna', 'operate');
    const before = new Map(anna.cookies);
    const csrf = hidden((await anna.get('/')).text, 'csrf');
    // By a form first: what anna's page held is nothing to bo.
    const form = { csrf, number: '46701740605', account: 'default' };
    expect((await anna.send('/blocklist/add', form, as('bo'))).status).toBe(403);
    expect((await anna.get('/', as('bo'))).text).toContain('bo (see)');
    anna.cookies.set('jojka-console', before.get('jojka-console') ?? '');
    expect((await anna.get('/')).status).toBe(401);
    expect(here.sandbox.state().blocklist).toEqual([]);
  });

  test('a session by the proxy is none without it', async () => {
    const here = await world();
    await addConsolePerson(here.environment, 'bo', 'see');
    const { stranger } = await behind(here);
    const bo = stranger();
    expect((await bo.get('/', as('bo'))).status).toBe(200);
    expect((await bo.get('/')).status).toBe(401);
  });

  test('whose right is revoked is out, whatever the proxy says', async () => {
    const here = await world();
    await addConsolePerson(here.environment, 'bo', 'operate');
    const { stranger } = await behind(here);
    const bo = stranger();
    const csrf = hidden((await bo.get('/', as('bo'))).text, 'csrf');
    await revokeConsoleToken(here.environment, 'bo');
    const form = { csrf, number: '46701740605', account: 'default' };
    expect((await bo.send('/blocklist/add', form, as('bo'))).status).toBe(401);
    expect((await bo.get('/', as('bo'))).status).toBe(403);
    expect(here.sandbox.state().blocklist).toEqual([]);
  });
});

test('nobody throws out the others by coming in again and again', async () => {
  const now = () => new Date('2026-11-23T03:00:00Z');
  const sessions = createSessions(now);
  const person = (id: number, name: string): ConsoleToken => ({
    ...{ id, name, role: 'see', byProxyAlone: true },
    ...{ createdAt: now(), usedAt: null, revokedAt: null },
  });
  const anna = sessions.open(person(1, 'anna'), true);
  const bos = Array.from({ length: 2000 }, () => sessions.open(person(2, 'bo'), true));
  expect(sessions.find(anna)?.name).toBe('anna');
  expect(bos.filter((cookie) => sessions.find(cookie)).length).toBe(10);
  expect(sessions.find(bos.at(-1))?.name).toBe('bo');
});

test('a part of a page of elsewhere signs nobody in; a link there does', async () => {
  const here = await world();
  await addConsolePerson(here.environment, 'op', 'operate');
  const { stranger } = await behind(here);
  const from = (part: string) => ({ ...as('op'), 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': part });
  for (const part of ['image', 'iframe', 'script', 'empty']) {
    const { status, headers } = await stranger().get('/', from(part));
    expect([part, status, headers['set-cookie']]).toEqual([part, 403, undefined]);
  }
  expect((await stranger().get('/', from('document'))).status).toBe(200);
});

test('who signs in by a proxy has no token, and nobody has both by mistake', async () => {
  const here = await world();
  await addConsolePerson(here.environment, 'bo', 'see');
  await expect(addConsoleToken(here.environment, 'bo', 'operate')).rejects.toThrow('signs in by a proxy');
  await expect(addConsolePerson(here.environment, 'bo', 'operate')).rejects.toThrow(UsageError);
  expect((await consoleTokens(here.environment)).map(({ byProxyAlone }) => byProxyAlone)).toEqual([true]);
  const { stranger } = await behind(here);
  for (const token of ['', 'null', 'undefined', 'bo'])
    expect((await stranger().signIn(token)).status).toBe(401);
});

describe('where a header is believed from', () => {
  test.each<[header: string | undefined, from: string[] | undefined]>([
    ['X-Remote-User', undefined],
    [undefined, ['127.0.0.1']],
    ['X-Remote-User', []],
    ['Cookie', ['127.0.0.1']],
    ['Host', ['127.0.0.1']],
    ['X Remote', ['127.0.0.1']],
    ['X-Remote-User', ['proxy.example.se']],
    ['X-Remote-User', ['0.0.0.0/0']],
    ['X-Remote-User', ['10.0.0.0/33']],
    ['X-Remote-User', ['10.0.0.0/']],
    ['X-Remote-User', ['::/0']],
  ])('%s from %j is refused', (name, from) => {
    expect(() => readProxy(name, from)).toThrow(UsageError);
  });

  test.each([
    [['127.0.0.1'], '127.0.0.1', true],
    [['127.0.0.1'], '::ffff:127.0.0.1', true],
    [['127.0.0.1'], '127.0.0.2', false],
    [['10.1.0.0/16'], '10.1.255.7', true],
    [['10.1.0.0/16'], '10.2.0.1', false],
    [['::1'], '::1', true],
    [['::1'], '127.0.0.1', false],
    [['127.0.0.1'], '', false],
  ])('of %j is %s: %s', (from, address, expected) => {
    expect(readProxy('X-Remote-User', from)?.isFrom(address)).toBe(expected);
  });
});
