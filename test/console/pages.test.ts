import { describe, expect, test } from 'vitest';
import { fetchReplies } from '../../src/jobs/replies.ts';
import { listActs } from '../../src/state/console-acts.ts';
import { useWorlds } from '../support/in-process.ts';
import { heldNight, people, useDesks } from './desk.ts';

/** What is in the pages. Names of the CRM and of Jojka are hostile text. */
const { world } = useWorlds();
const desk = useDesks();

const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&\u202e';

test('names that are markup stay text on every page', async () => {
  const here = await world();
  const { run } = await heldNight(here, hostile.replaceAll(/[;,"]/g, ''));
  here.sandbox.feedReply({ sender: '46701740606', message: `nej tack ${hostile} sluta` });
  here.sandbox.feedReply({ sender: '46701740607', message: `kan ni sluta skicka ${hostile}` });
  await fetchReplies(here.environment, { pipeline: undefined, account: 'default', strict: false });
  const { person, errors } = await desk(here);
  const anna = await person('anna', 'operate');
  const pages = [
    ...(await Promise.all(
      [
        '/',
        '/replies',
        '/blocklist',
        '/log',
        '/runs?pipeline=<script>alert(3)</script>',
        `/runs/${run}`,
        '/blocklist?account="><script>alert(4)</script>',
      ].map((path) => anna.get(encodeURI(path))),
    )),
    await anna.post('/number', { who: '070-174 06 05' }),
    await anna.post('/number', { who: hostile }),
    await anna.post('/number', { who: 'alert(1)' }),
    await anna.post('/blocklist/search', { number: hostile, account: hostile }),
    await anna.post(`/runs/${run}/discard`, { reason: hostile }),
    await anna.get(`/runs/${run}`),
    await anna.get('/log'),
  ];
  for (const { text } of pages) {
    expect(text).not.toMatch(/<script|<img|\u202e/);
    expect(text).not.toContain('Internal');
  }
  expect(pages.some(({ text }) => text.includes('&lt;script&gt;'))).toBe(true);
  expect(errors).toEqual([]);
});

test('rejections stand by code, with the file to mend', async () => {
  const here = await world();
  here.crm(...people(5), 'K90;Bo;hej;Umeå;', 'K91;Cia;08-12;Umeå;', 'K92;Dag;nej;Umeå;');
  const { run } = await here.sync();
  const { person } = await desk(here);
  const anna = await person('anna', 'see');
  const { text } = await anna.get(`/runs/${run}/rejections`);
  expect(text).toMatch(/<code>not-a-number<\/code> \(2\)[\s\S]*<code>too-short<\/code> \(1\)/);
  const file = await anna.get(`/runs/${run}/rejections.csv`);
  expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(file.text).toContain('K90;Bo;hej');
  await anna.get(`/runs/${run}/report`);
  const log = (await (await person('bo', 'approve')).get('/log')).text;
  for (const act of ['took a file of rejections', 'read a report'])
    expect(log).toMatch(new RegExp(`anna \\(see\\)[^]*${act}[^]*${run}`));
});

test('somebody is looked up by number, key and name, and it is written down who did', async () => {
  const here = await world();
  here.crm('K1;Anna Berg;0701740605;Umeå;', 'K2;Anna Alm;0701740606;Umeå;');
  await here.sync();
  const { person } = await desk(here);
  const anna = await person('anna', 'approve');
  for (const who of ['070-174 06 05', 'K1', 'anna berg'])
    expect((await anna.post('/number', { who })).text).toContain('46701740605');
  const several = (await anna.post('/number', { who: 'Anna' })).text;
  expect(several).toContain('Several are known so');
  expect((await anna.post('/number', { who: 'Nobody Known' })).text).toContain('is no phone number');
  const log = (await anna.get('/log')).text;
  expect(log).toContain('46701•••605');
  expect(log).not.toContain('46701740605');
});

test('whoever sees people is written down: rejections, replies, blocklist', async () => {
  const here = await world();
  here.crm(...people(3), 'K9;Anna Berg;070-;Umeå;');
  const { run } = await here.sync();
  const { person } = await desk(here);
  const anna = await person('anna', 'approve');
  const paths = [`/runs/${run}/rejections`, '/replies', '/blocklist', '/blocklist?account=default'];
  for (const path of paths) expect([path, (await anna.get(path)).status]).toEqual([path, 200]);
  await anna.post('/blocklist/search', { account: 'default', number: '070-174 06 05' });
  const bo = await person('bo', 'operate');
  await bo.post('/blocklist/remove', { account: 'default', number: '070-174 06 05' });
  const acts = await here.withState((database) => listActs(database, 10));
  expect(acts.slice(0, 2).map(({ who, act }) => [who, act])).toEqual([
    ['bo', 'see blocklist'],
    ['bo', 'sign-in'],
  ]);
  expect(acts.slice(2).map(({ who, act, subject, outcome }) => [who, act, subject, outcome])).toEqual([
    ['anna', 'see blocklist', '46701•••605', 'done'],
    ['anna', 'see blocklist', 'default', 'done'],
    ['anna', 'see blocklist', null, 'done'],
    ['anna', 'see replies', null, 'done'],
    ['anna', 'see rejections', run, 'done'],
    ['anna', 'sign-in', null, 'done'],
  ]);
  expect((await anna.get('/log')).text).toContain('read the blocklist');
});

test('a NUL is nowhere, and no fault of the state', async () => {
  const here = await world();
  here.crm(...people(3));
  await here.sync();
  const { person, stranger, errors } = await desk(here);
  const anna = await person('anna', 'operate');
  const answers = [
    await anna.get('/runs?pipeline=%00'),
    await anna.get('/runs?pipeline=crm&account=a%00b'),
    await anna.get('/blocklist?account=%00'),
    await anna.get('/schedules/of?pipeline=%00'),
    await anna.post('/number', { who: 'Anna\0Berg' }),
    await anna.post('/blocklist/search', { account: 'default\0', number: '070-174 06 05' }),
    await anna.post('/blocklist/add', { account: 'default', number: '070-174 06 05\0' }),
    await stranger().signIn('\0'),
  ];
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
  for (const { text } of answers) expect(text).toContain('nothing was changed');
  expect(here.sandbox.state().blocklist).toEqual([]);
  expect(errors).toEqual([]);
});

describe('the blocklist', () => {
  test('adds, searches and removes, with the question of the command line', async () => {
    const here = await world();
    here.crm(...people(3));
    await here.sync();
    const { person } = await desk(here);
    const anna = await person('anna', 'operate');
    const form = { number: '070-174 06 05', account: 'default' };
    expect((await anna.post('/blocklist/add', form)).text).toContain('46701740605 is blocked.');
    expect((await anna.post('/blocklist/search', form)).text).toContain('by hand');
    const asked = await anna.post('/blocklist/remove', form);
    expect(asked.text).toContain('Unblock 46701740605?');
    expect(here.sandbox.state().blocklist).toEqual(['46701740605']);
    const done = await anna.post('/blocklist/remove', { ...form, confirmed: 'yes' });
    expect(done.text).toContain('46701740605 is unblocked.');
    expect(here.sandbox.state().blocklist).toEqual([]);
  });

  test('begins with an account that there is, searches in all, and knows no other', async () => {
    const here = await world({ pipeline: { account: 'shop' } });
    const { JOJKA_API_KEY: key, ...env } = here.environment.env;
    Object.assign(here.environment, { env: { ...env, JOJKA_SHOP_API_KEY: key } });
    here.crm(...people(3).map((row, at) => (at === 0 ? `${row}ja` : row)));
    await here.sync();
    const { person } = await desk(here);
    const anna = await person('anna', 'operate');
    expect((await anna.get('/blocklist')).text).toContain('1 number blocked');
    const { status, text } = await anna.get('/blocklist?account=default');
    expect([status, text]).toEqual([404, expect.stringContaining('no account of that name')]);
    await here.withState(({ knex }) =>
      knex.raw(
        "insert into accounts (name, key_hash, key_salt, url) select 'club', key_hash, key_salt, url from accounts",
      ),
    );
    const found = await anna.post('/blocklist/search', { number: '070-174 06 05', account: 'club' });
    expect(found.text).toMatch(/>shop<[\s\S]*46701740605[\s\S]*name="account" value="shop"/);
    for (const path of ['search', 'add', 'remove'])
      expect(
        (await anna.post(`/blocklist/${path}`, { number: '070-174 06 05', account: 'default' })).status,
      ).toBe(404);
    expect(here.sandbox.state().blocklist).toHaveLength(1);
  });

  test('counts what it does not show', async () => {
    const here = await world();
    here.crm(...people(3));
    await here.sync();
    await here.withState(({ knex }) =>
      knex.raw(
        "insert into ledger_blocks (account_id, msisdn, origins) select id, (46701000000 + n)::text, '{manual}' from accounts cross join generate_series(1, 2500) n",
      ),
    );
    const { person } = await desk(here);
    const { text } = await (await person('anna', 'see')).get('/blocklist');
    expect(text).toContain('The first 100 of 2,500');
    expect(text.match(/data-title="Number"/g)).toHaveLength(100);
  });

  test('who answered STOP himself is unblocked only when he is said to have agreed', async () => {
    const here = await world();
    here.crm(...people(3));
    await here.sync();
    here.sandbox.feedReply({ sender: '46701740605', message: 'STOP' });
    await fetchReplies(here.environment, { pipeline: undefined, account: 'default', strict: false });
    const { person } = await desk(here);
    const anna = await person('anna', 'operate');
    const form = { number: '46701740605', account: 'default', confirmed: 'yes' };
    const asked = await anna.post('/blocklist/remove', form);
    expect(asked.text).toContain('46701740605 asked not to get SMS.');
    expect(here.sandbox.state().blocklist).toEqual(['46701740605']);
    expect((await anna.post('/blocklist/remove', { ...form, agreed: 'yes' })).text).toContain('is unblocked');
    expect(here.sandbox.state().blocklist).toEqual([]);
  });
});

test('replies that may be a STOP wait for somebody until he is blocked', async () => {
  const here = await world();
  here.crm(...people(3));
  await here.sync();
  here.sandbox.feedReply({ sender: '46701740605', message: 'Sotp tack' });
  here.sandbox.feedReply({ sender: '46701740606', message: 'Tack, vi ses!' });
  await fetchReplies(here.environment, { pipeline: undefined, account: 'default', strict: false });
  const { person } = await desk(here);
  const anna = await person('anna', 'operate');
  expect((await anna.get('/')).text).toContain('1 reply may be meant as a STOP');
  const { text } = await anna.get('/replies');
  expect(text).toContain('Sotp tack');
  expect(text).not.toContain('vi ses');
  await anna.post('/blocklist/add', { number: '46701740605', account: 'default' });
  expect((await anna.get('/replies')).text).toContain('No reply waits');
});

test('of many replies a hundred are on a page, and one that comes, or is decided, later is seen', async () => {
  const here = await world();
  here.crm(...people(3));
  await here.sync();
  const reply = (from: number, to: number, message: string) =>
    here.withState(({ knex }) =>
      knex.raw(
        `insert into replies (account_id, sender, inserted, message, message_hash)
         select id, (46701000000 + n)::text, ?, ?, n::text from accounts cross join generate_series(?::int, ?::int) n`,
        [here.clock.now, message, from, to],
      ),
    );
  await reply(1, 150, 'Sotp tack');
  await reply(151, 6000, 'Tack, vi ses!');
  const { person } = await desk(here);
  const anna = await person('anna', 'see');
  const senders = async (page: string) =>
    [...(await anna.get(`/replies${page}`)).text.matchAll(/data-title="From">(\d+)/g)].length;
  expect([await senders(''), await senders('?page=2')]).toEqual([100, 50]);
  expect((await anna.get('/')).text).toContain('150 replies may be meant as a STOP');
  await reply(6001, 6001, 'sluta');
  await here.withState(({ knex }) =>
    knex.raw(
      "insert into ledger_blocks (account_id, msisdn, origins) select id, '46701000001', '{manual}' from accounts",
    ),
  );
  expect(await senders('?page=2')).toBe(50);
  // A list that grows shorter while somebody reads it.
  expect(await senders('?page=7')).toBe(50);
  expect((await anna.get('/replies?page=2')).text).toContain('46701006001');
  here.clock.forward(31 * 24);
  expect((await (await person('bo', 'see')).get('/replies')).text).toContain('No reply waits');
});

test('it speaks the language of the browser, or the one that was chosen', async () => {
  const here = await world();
  const { person } = await desk(here);
  const anna = await person('anna', 'see');
  expect((await anna.get('/', { 'accept-language': 'sv-SE,sv;q=0.9' })).text).toContain('<html lang="sv">');
  expect((await anna.get('/', { 'accept-language': 'de' })).text).toContain('<html lang="en">');
  await anna.post('/language', { to: 'sv' });
  expect((await anna.get('/', { 'accept-language': 'en' })).text).toContain('Behöver någon nu');
  await anna.post('/language', { to: '../x' });
  expect((await anna.get('/')).text).toContain('<html lang="sv">');
});

test.each([
  '/runs/latest',
  '/runs/..%2f..%2fetc%2fpasswd',
  '/runs/20261123-030000-aaaa',
  '/runs/20261123-030000-aaaa/report',
  '/x',
])('there is nothing at %s', async (path) => {
  const { person, errors } = await desk(await world());
  const { status, text } = await (await person('anna', 'operate')).get(path);
  expect([status, text]).toEqual([404, expect.stringContaining('There is no such page')]);
  expect(errors).toEqual([]);
});

test('of many runs a hundred are on a page, and each is on one', async () => {
  const here = await world();
  here.crm(...people(3));
  await here.sync();
  await here.withState(({ knex }) =>
    knex.raw(
      `insert into runs (id, account_id, pipeline, command, state, exit_code, host, pid, started_at, ended_at, summary, settled)
       select '20260901-' || lpad(n::text, 6, '0') || '-aaaa', account_id, 'many', command, state, exit_code, host, pid, started_at,
         ended_at, summary, true from runs cross join generate_series(1, 201) n`,
    ),
  );
  const { person } = await desk(here);
  const anna = await person('anna', 'see');
  const idsOn = async (page: string) =>
    [
      ...(await anna.get(`/runs?pipeline=many${page}`)).text.matchAll(
        /href="\/runs\/(20260901-\d{6}-aaaa)"/g,
      ),
    ].map(([, id]) => id);
  const pages = [await idsOn(''), await idsOn('&page=2'), await idsOn('&page=3'), await idsOn('&page=4')];
  expect(pages.map((ids) => ids.length)).toEqual([100, 100, 1, 0]);
  expect(new Set(pages.flat()).size).toBe(201);
  expect((await anna.get('/runs?pipeline=many')).text).toContain('href="/runs?pipeline=many&amp;page=2"');
  await here.withState(({ knex }) =>
    knex.raw(
      `insert into console_acts (at, who, role, act) select now(), 'bo', 'see', 'explain' from generate_series(1, 150)`,
    ),
  );
  const bo = await person('bo', 'approve');
  const logged = [await bo.get('/log'), await bo.get('/log?page=2')].map(
    ({ text }) => text.match(/data-title="What"/g)?.length,
  );
  // And anna and bo have signed in.
  expect(logged).toEqual([100, 52]);
  expect((await bo.get('/log?page=3')).status).toBe(404);
  for (const page of ['0', '-1', 'x', '1e9', '1.5', '', '9999999999', '1%20']) {
    for (const path of ['/runs?pipeline=many&', '/replies?', '/log?', '/schedules?']) {
      const { status, text } = await bo.get(`${path}page=${page}`);
      expect([path, page, status]).toEqual([path, page, 404]);
      expect(text).toContain('The list has no page of that number.');
    }
  }
  expect((await bo.get('/runs?pipeline=many&page=4')).text).toContain(
    '<a href="/runs?pipeline=many">The first page</a>',
  );
});

test('of two accounts with a pipeline of one name each card leads to its own runs', async () => {
  const here = await world();
  here.crm(...people(3));
  const { run } = await here.sync();
  const other = run.replace(/....$/, 'aaaa');
  await here.withState(({ knex }) =>
    knex.raw(
      `with club as (insert into accounts (name, key_hash, key_salt, url) select 'club', key_hash, key_salt, url from accounts returning id)
       insert into runs (id, account_id, pipeline, command, state, exit_code, host, pid, started_at, ended_at, summary, settled)
       select ?, club.id, pipeline, command, state, exit_code, host, pid, started_at, ended_at, summary, true from runs cross join club`,
      [other],
    ),
  );
  const { person } = await desk(here);
  const anna = await person('anna', 'see');
  const overview = (await anna.get('/')).text;
  for (const [account, own, foreign] of [
    ['default', run, other],
    ['club', other, run],
  ]) {
    const path = `/runs?pipeline=crm&account=${account}`;
    expect(overview).toContain(`href="${path.replace('&', '&amp;')}"`);
    const { text } = await anna.get(path);
    expect(text).toContain(`/runs/${own}"`);
    expect(text).not.toContain(`/runs/${foreign}"`);
  }
  const all = (await anna.get('/runs?pipeline=crm')).text;
  expect(all).toMatch(/data-title="Account">club<[\s\S]*data-title="Account">default</);
});

test('the report of a large plan is made elsewhere, once for each language, and again when something came of it', async () => {
  const here = await world();
  const { run } = await heldNight(here);
  const asked: string[] = [];
  const reportApart = async (id: string, lang: string) => {
    asked.push(`${id} ${lang}`);
    return `<title>${lang}</title>`;
  };
  const { person } = await desk(here, { reportApart });
  const anna = await person('anna', 'operate');
  const report = (lang: string) => anna.get(`/runs/${run}/report`, { 'accept-language': lang });
  expect((await report('en')).text).toContain('30');
  expect(asked).toEqual([]);
  await here.withState(({ knex }) =>
    knex('runs')
      .where({ id: run })
      .update({ summary: knex.raw("jsonb_set(summary, '{plan,changes,rename}', '10000')") }),
  );
  for (const lang of ['en', 'sv', 'en', 'sv'])
    expect((await report(lang)).text).toBe(`<title>${lang}</title>`);
  expect(asked).toEqual([`${run} en`, `${run} sv`]);
  here.clock.forward(0.1);
  await report('sv');
  expect(asked.splice(2)).toEqual([`${run} sv`]);
  expect((await report('en')).headers['content-security-policy']).toContain("frame-ancestors 'self'");
  await anna.post(`/runs/${run}/discard`, { reason: 'no' });
  await report('en');
  expect(asked).toEqual([`${run} en`, `${run} sv`, `${run} en`, `${run} en`]);
});
