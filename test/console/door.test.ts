import { describe, expect, test } from 'vitest';
import { startConsole } from '../../src/console/server.ts';
import { UsageError } from '../../src/errors.ts';
import { addConsoleToken, consoleTokens, revokeConsoleToken } from '../../src/jobs/console.ts';
import { useWorlds } from '../support/in-process.ts';
import { heldNight, people, useDesks } from './desk.ts';
import { hidden } from './visitor.ts';

/** Who may come in, and what each may do, by raw requests. */
const { world } = useWorlds();
const desk = useDesks();

const reading = ['/', '/runs?pipeline=crm', '/number', '/blocklist', '/replies', '/schedules'];
const changing = [
  '/number',
  '/blocklist/search',
  '/blocklist/add',
  '/blocklist/remove',
  '/schedules/pause',
  '/schedules/run-now',
  '/language',
];

describe('a stranger', () => {
  test('sees the sign-in and the style, and nothing else', async () => {
    const here = await world();
    const { run } = await heldNight(here);
    const { stranger } = await desk(here);
    for (const path of [
      ...reading,
      '/log',
      `/runs/${run}`,
      `/runs/${run}/report`,
      `/runs/${run}/rejections.csv`,
      '/nowhere',
    ]) {
      const { status, headers, text } = await stranger().get(path);
      expect([path, status, headers.location, text]).toEqual([path, 303, '/sign-in', '']);
    }
    for (const path of [...changing, `/runs/${run}/apply`, `/runs/${run}/discard`, '/sign-out'])
      expect([path, (await stranger().send(path, { csrf: '' })).status]).toEqual([path, 401]);
    expect((await stranger().get('/style.css')).status).toBe(200);
    expect(here.sent()).toMatchObject({ import_contacts_list: 1 });
  });

  test('is told no name of the database that is down; the log is', async () => {
    const here = await world();
    const token = await addConsoleToken(here.environment, 'anna', 'see');
    const DATABASE_URL = 'postgres://crm_owner:word@127.0.0.1:1/customers_of_acme';
    const env = { ...here.environment.env, DATABASE_URL };
    const { stranger, errors } = await desk({ ...here, environment: { ...here.environment, env } });
    const signIn = await stranger().signIn(token);
    const withCookie = stranger();
    withCookie.cookies.set('jojka-console', 'x');
    expect(signIn.status).toBe(503);
    expect(signIn.text).toContain('The state of jojka-sync cannot be used now.');
    for (const { text } of [signIn, await withCookie.get('/'), await stranger().get('/sign-in')])
      expect(text).not.toMatch(/crm_owner|customers_of_acme|127\.0\.0\.1:1|ECONNREFUSED/);
    expect(errors.map(String)).toEqual([expect.stringMatching(/crm_owner|customers_of_acme|127\.0\.0\.1/)]);
  });

  test('does not come in by a cookie that he has made up', async () => {
    const { stranger, person } = await desk(await world());
    const anna = await person('anna', 'see');
    const own = anna.cookies.get('jojka-console') ?? '';
    for (const cookie of [
      'x',
      '',
      `${own.slice(0, -1)}${own.endsWith('A') ? 'B' : 'A'}`,
      own.toUpperCase(),
      '1; role=operate',
    ]) {
      const he = stranger();
      he.cookies.set('jojka-console', cookie);
      const { status, text } = await he.get('/');
      expect([200, 303]).not.toContain(cookie === '' ? 401 : status);
      expect(text).not.toContain('Needs somebody');
    }
    expect((await anna.get('/')).status).toBe(200);
  });

  test('does not come in by a token that is wrong, revoked or too often tried', async () => {
    const here = await world();
    const { stranger } = await desk(here);
    const token = await addConsoleToken(here.environment, 'bo', 'see');
    expect(token).toMatch(/^jsc_[\w-]{43}$/);
    const he = stranger();
    for (const wrong of ['', 'jsc_', token.slice(0, -1), `${token}x`, "' or 1=1 --"])
      expect((await he.signIn(wrong)).status).toBe(401);
    await revokeConsoleToken(here.environment, 'bo');
    expect((await he.signIn(token)).status).toBe(401);
    for (let tries = 0; tries < 4; tries++) expect((await he.signIn('jsc_guess')).status).toBe(401);
    const tooOften = await he.signIn('jsc_guess');
    expect(tooOften.status).toBe(429);
    expect(Number(tooOften.headers['retry-after'])).toBeGreaterThan(0);
    // Behind a proxy all come from one address: who is right is not kept out by who guesses.
    expect((await stranger().signIn(await addConsoleToken(here.environment, 'bo', 'see'))).status).toBe(303);
    for (let tries = 0; tries < 10; tries++) await he.signIn('jsc_guess');
    expect((await he.signIn('jsc_guess')).status).toBe(429);
    here.clock.forward(0.5);
    expect((await he.signIn('jsc_guess')).status).toBe(401);
  });

  test('uses up no connection of the state, however many wrong tokens he sends at once', async () => {
    const here = await world();
    const { stranger } = await desk(here);
    const token = await addConsoleToken(here.environment, 'bo', 'see');
    const he = stranger();
    const door = hidden((await he.get('/sign-in')).text, 'door');
    const wrong = (at: number) => `jsc_${String(at).padStart(43, 'x')}`;
    let most = 0;
    let isOver = false;
    const watching = here.withState(async ({ knex }) => {
      while (!isOver) {
        const { rows } = await knex.raw(
          "select count(*)::int as count from pg_stat_activity where datname = current_database() and application_name like '%console%'",
        );
        most = Math.max(most, rows[0].count);
        await new Promise((next) => setTimeout(next, 5));
      }
    });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => he.send('/sign-in', { door, token: wrong(at) })),
    );
    isOver = true;
    await watching;
    // Those that come together are counted as those that come one after the other.
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(90);
    expect(most).toBeLessThanOrEqual(3);
    expect((await stranger().signIn(token)).status).toBe(303);
  });

  test('cannot sign somebody else in by a form of his own', async () => {
    const here = await world();
    const token = await addConsoleToken(here.environment, 'bo', 'see');
    const { stranger } = await desk(here);
    expect((await stranger().send('/sign-in', { token })).status).toBe(403);
    const other = hidden((await stranger().get('/sign-in')).text, 'door');
    expect((await stranger().send('/sign-in', { token, door: other })).status).toBe(403);
  });
});

describe('addresses', () => {
  test.each([
    'evil.example',
    'evil.example:80',
    'localhost',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil.example',
  ])('the host "%s" is refused (DNS rebinding)', async (host) => {
    const { person } = await desk(await world());
    const anna = await person('anna', 'operate');
    expect((await anna.get('/', { host })).status).toBe(421);
    expect((await anna.get('/style.css', { host })).status).toBe(421);
  });

  test('forms from elsewhere are refused, whatever they hold', async () => {
    const here = await world();
    const { person, url } = await desk(here);
    const anna = await person('anna', 'operate');
    const csrf = hidden((await anna.get('/')).text, 'csrf');
    const form = { csrf, number: '46701740605', account: 'default' };
    const elsewhere: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `${url}.evil.example` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of elsewhere)
      expect((await anna.send('/blocklist/add', form, headers)).status).toBe(403);
    expect(here.sandbox.state().blocklist).toEqual([]);
  });

  test('forms without what is in ours are refused', async () => {
    const here = await world();
    here.crm(...people(3));
    await here.sync();
    const { person } = await desk(here);
    const anna = await person('anna', 'operate');
    const bo = await person('bo', 'operate');
    const other = hidden((await bo.get('/')).text, 'csrf');
    for (const csrf of ['', 'x', other]) {
      const { status, text } = await anna.send('/blocklist/add', {
        csrf,
        number: '46701740605',
        account: 'default',
      });
      expect([status, text]).toEqual([403, expect.stringContaining('Nothing was changed')]);
    }
    expect((await anna.send('/blocklist/add', { number: '46701740605' })).status).toBe(403);
    expect(here.sandbox.state().blocklist).toEqual([]);
  });

  test('beyond this machine plain HTTP is refused, unless it is meant', async () => {
    const { environment } = await world();
    const options = {
      environment,
      port: 0,
      lang: 'en' as const,
      told: (text: string) => text,
      onError: () => {},
      applyHeld: () => Promise.reject(new Error('none')),
    };
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'sms.example.se'])
      await expect(startConsole({ ...options, host })).rejects.toThrow(UsageError);
    for (const origin of [
      'sms.example.se',
      'ftp://sms.example.se',
      'https://a@sms.example.se',
      'https://sms.example.se/x',
    ])
      await expect(startConsole({ ...options, origin })).rejects.toThrow(UsageError);
    for (const origin of ['http://sms.example.se', 'HTTP://192.0.2.1:8178'])
      await expect(startConsole({ ...options, origin })).rejects.toThrow('would be plain HTTP');
    for (const given of [
      { host: '0.0.0.0', insecure: true },
      { origin: 'http://sms.example.se', insecure: true },
      { origin: 'http://localhost:9000' },
    ])
      await (await startConsole({ ...options, ...given })).close();
  });

  test('behind a proxy with TLS it is known by that name too, and its cookies go by TLS alone', async () => {
    const here = await world();
    const { stranger } = await desk(here, { origin: 'https://sms.example.se' });
    const { status, headers } = await stranger().get('/sign-in', { host: 'sms.example.se' });
    expect(status).toBe(200);
    expect(headers['set-cookie']?.[0]).toMatch(
      /^__Host-jojka-console-door=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });
});

describe('what each role may do', () => {
  test('see reads and changes nothing; approve decides too; operate all', async () => {
    const here = await world();
    const { run, fingerprint } = await heldNight(here);
    here.sent();
    const { person } = await desk(here);
    const [see, approve, operate] = [
      await person('seer', 'see'),
      await person('approver', 'approve'),
      await person('operator', 'operate'),
    ] as const;
    for (const path of reading)
      for (const one of [see, approve, operate]) expect((await one.get(path)).status).toBe(200);
    expect((await see.get('/log')).status).toBe(403);
    expect((await approve.get('/log')).status).toBe(200);
    const form = { fingerprint, reason: 'meant', read: 'yes' };
    expect((await see.post(`/runs/${run}/apply`, form)).status).toBe(403);
    expect((await see.post(`/runs/${run}/discard`, form)).status).toBe(403);
    const number = { number: '46701740605', account: 'default' };
    for (const one of [see, approve])
      for (const what of ['add', 'remove'])
        expect(
          (await one.post(`/blocklist/${what}`, { ...number, confirmed: 'yes', agreed: 'yes' })).status,
        ).toBe(403);
    expect((await see.get(`/runs/${run}`)).text).not.toContain('Apply exactly this plan');
    expect((await see.get('/blocklist')).text).not.toContain('/blocklist/add');
    expect(here.sent()).toEqual({});
    expect((await operate.post('/blocklist/add', number)).text).toContain('46701740605 is blocked.');
    expect((await approve.post(`/runs/${run}/discard`, { reason: 'a broken export' })).status).toBe(303);
    expect(here.sent()).toEqual({ add_to_blocklist: 1 });
  });
});

describe('a session', () => {
  test('ends with its token, by signing out, and by itself', async () => {
    const here = await world();
    const { person } = await desk(here);
    const [anna, bo, cia, dag] = [
      await person('anna', 'operate'),
      await person('bo', 'see'),
      await person('cia', 'see'),
      await person('dag', 'see'),
    ] as const;
    await revokeConsoleToken(here.environment, 'anna');
    expect((await anna.post('/blocklist/add', { number: '46701740605' })).status).toBe(401);
    const before = new Map(bo.cookies);
    expect((await bo.post('/sign-out')).status).toBe(303);
    bo.cookies.set('jojka-console', before.get('jojka-console') ?? '');
    expect((await bo.get('/')).status).toBe(401);
    await revokeConsoleToken(here.environment, 'dag');
    here.clock.forward(0.01);
    expect((await dag.get('/')).status).toBe(401);
    expect((await cia.get('/')).status).toBe(200);
    here.clock.forward(2.1);
    expect((await cia.get('/')).status).toBe(401);
  });

  test('nothing of it is kept by browsers, nothing runs in its pages, and of tokens a hash alone is kept', async () => {
    const here = await world();
    const { run } = await heldNight(here);
    const { person, stranger } = await desk(here);
    const anna = await person('anna', 'operate');
    for (const path of [...reading, '/log', `/runs/${run}`, `/runs/${run}/rejections`]) {
      const { headers, text } = await anna.get(path);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'self';/);
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(text).not.toMatch(/<script|<style|\son\w+=|style="/);
    }
    const report = await anna.get(`/runs/${run}/report`);
    expect(report.headers['content-security-policy']).toMatch(
      /script-src 'sha256-[^']+'; .*frame-ancestors 'self'$/,
    );
    expect(report.headers['cache-control']).toBe('no-store');
    expect((await stranger().get('/sign-in')).headers['set-cookie']?.[0]).toMatch(
      /; HttpOnly; SameSite=Strict$/,
    );
    const token = await addConsoleToken(here.environment, 'eva', 'see');
    const rows = await here.withState(({ knex }) => knex('console_tokens').select());
    expect(JSON.stringify(rows)).not.toContain(token.slice(4));
    await expect(addConsoleToken(here.environment, 'eva', 'operate')).rejects.toThrow('has a token already');
    await expect(addConsoleToken(here.environment, '<b>', 'see')).rejects.toThrow(UsageError);
    expect((await consoleTokens(here.environment)).map(({ name }) => name)).toEqual(['anna', 'eva']);
  });
});
