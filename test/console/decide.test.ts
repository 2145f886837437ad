import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { runDetail } from '../../src/jobs/runs.ts';
import { showPlanOrRun } from '../../src/jobs/show.ts';
import { renderRun } from '../../src/report/formats.ts';
import { runDetailJson } from '../../src/report/history-json.ts';
import { runDetailText } from '../../src/report/history-text.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { temporaryFolder } from '../support/cli.ts';
import { numbers, useWorlds } from '../support/in-process.ts';
import { heldNight, people, useDesks } from './desk.ts';

/** Held plans: what is shown, approved, discarded, and refused. */
const { world } = useWorlds();
const desk = useDesks();

test('a held night stands first, is approved with a reason, and is applied exactly', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const { person } = await desk(here);
  const anna = await person('anna', 'approve');
  const overview = await anna.get('/');
  expect(overview.text).toContain('Held back: somebody has to decide');
  const page = (await anna.get(`/runs/${run}`)).text;
  expect(page).toContain('30 contacts would be removed');
  expect(page).toContain('crm.csv');
  expect(page).toContain(`value="${fingerprint}"`);
  const forms: Record<string, string>[] = [
    { fingerprint, read: 'yes', reason: ' ' },
    { fingerprint, reason: 'meant' },
    { reason: 'meant', read: 'yes' },
  ];
  for (const form of forms) expect((await anna.post(`/runs/${run}/apply`, form)).status).toBe(400);
  here.sent();
  const other = await anna.post(`/runs/${run}/apply`, {
    fingerprint: 'f'.repeat(20),
    read: 'yes',
    reason: 'meant',
  });
  expect([other.status, other.text]).toEqual([
    409,
    expect.stringContaining('it is not the plan that was accepted'),
  ]);
  expect(here.sent()).toEqual({});

  const { status, headers } = await anna.post(`/runs/${run}/apply`, {
    fingerprint,
    read: 'yes',
    reason: 'thirty <left>',
  });
  expect(status).toBe(303);
  const done = await settled(anna, String(headers.location));
  expect(done.text).toContain('by anna: thirty &lt;left&gt;');
  expect(numbers(here)).toHaveLength(10);
  const { run: applied } = await runDetail(here.environment, 'latest');
  expect(applied.summary).toMatchObject({ applies: run, approval: { by: 'anna', reason: 'thirty <left>' } });
  expect((await anna.get('/')).text).toContain('Nothing needs anybody now.');
  expect((await anna.get('/log')).text).toContain(`run ${applied.id}, exit code 0`);

  const held = runDetailText(await runDetail(here.environment, run), { color: false });
  expect(held).toContain(`jojka-sync show ${applied.id}`);
  expect(held).not.toContain('--accept');
  here.sent();
  const again = await anna.post(`/runs/${run}/apply`, { fingerprint, read: 'yes', reason: 'once more' });
  expect([again.status, again.text]).toEqual([
    409,
    expect.stringMatching(/anna approved this plan: run \S+ began to apply it at 20/),
  ]);
  expect((await anna.post(`/runs/${run}/discard`, { reason: 'no' })).status).toBe(409);
  expect(here.sent()).toEqual({});
});

test('blocks that guards hold too are told beside both buttons, and are sent with the plan', async () => {
  const here = await world({ pipeline: { guards: { blocks: 2 } } });
  here.crm(...people(10));
  await here.sync();
  here.clock.forward(24);
  here.crm(...people(10).map((row, at) => (at < 3 ? `${row}ja` : row)));
  const { run, heldBack, plan } = await here.sync();
  expect(heldBack).toBe(true);
  expect((await runDetail(here.environment, run)).run.summary).toMatchObject({ heldBlocks: 3 });
  expect(here.sandbox.state().blocklist).toEqual([]);
  const { person } = await desk(here);
  const anna = await person('anna', 'approve');
  expect((await anna.get('/')).text).toContain('3 blocks are NOT sent');
  const { text } = await anna.get(`/runs/${run}`);
  expect(text).toContain('also 3 of its blocks');
  expect(text).toMatch(
    /3 blocks are NOT sent\.<\/strong> To apply[\s\S]*3 blocks are NOT sent\.<\/strong> Discarded/,
  );
  const form = { fingerprint: plan.plan.fingerprint, read: 'yes', reason: 'meant' };
  await settled(anna, String((await anna.post(`/runs/${run}/apply`, form)).headers.location));
  expect(here.sandbox.state().blocklist).toHaveLength(3);
  expect((await anna.get(`/runs/${run}`)).text).not.toContain('NOT sent');
});

test('of two who approve at once one applies it, and the other is told', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const { person } = await desk(here);
  const [anna, bo] = [await person('anna', 'approve'), await person('bo', 'operate')] as const;
  here.sent();
  const form = { fingerprint, read: 'yes', reason: 'meant' };
  const answers = await Promise.all([anna, bo].map((one) => one.post(`/runs/${run}/apply`, form)));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(answers.find(({ status }) => status === 409)?.text).toMatch(
    /has just approved this plan, at 20|(anna|bo) approved this plan: run /,
  );
  const taken = answers.findIndex(({ status }) => status === 303);
  await settled([anna, bo][taken] as typeof anna, String(answers[taken]?.headers.location));
  expect(here.sent()).toEqual({ rm_contact: 30 });
});

test('of two consoles one applies it, and the other refuses', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const [one, two] = [await desk(here), await desk(here)] as const;
  const [anna, bo] = [await one.person('anna', 'approve'), await two.person('bo', 'approve')] as const;
  here.sent();
  const form = { fingerprint, read: 'yes', reason: 'meant' };
  const answers = await Promise.all([anna, bo].map((who) => who.post(`/runs/${run}/apply`, form)));
  const ends = await Promise.all(
    answers.map(({ status, headers }, at) =>
      status === 303
        ? settled([anna, bo][at] as typeof anna, String(headers.location))
        : { status, text: answers[at]?.text ?? '' },
    ),
  );
  expect(ends.map(({ status }) => status).sort()).toEqual([
    200,
    expect.toSatisfy((code) => code === 409 || code === 503),
  ]);
  expect(here.sent()).toEqual({ rm_contact: 30 });
});

test('a console on another machine shows the plan and applies it', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const cwd = temporaryFolder('other-machine');
  const env = { ...here.environment.env, JOJKA_SYNC_HOME: join(cwd, 'home') };
  const { person } = await desk({ ...here, environment: { ...here.environment, cwd, env } });
  const anna = await person('anna', 'approve');
  const page = (await anna.get(`/runs/${run}`)).text;
  expect(page).toContain('It takes away 30 contacts');
  here.sent();
  const form = { fingerprint, read: 'yes', reason: 'they left' };
  const { headers } = await anna.post(`/runs/${run}/apply`, form);
  expect((await settled(anna, String(headers.location))).text).toContain('by anna: they left');
  expect(here.sent()).toEqual({ rm_contact: 30 });
});

test('while a plan is applied nobody is asked to decide, and whoever discards it is told who approved it when', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { person } = await desk(here, {
    applyHeld: async (id, given, emit) => {
      await held;
      return applyPlan(id, { ...here.environment, emit }, given);
    },
  });
  const [anna, bo] = [await person('anna', 'approve'), await person('bo', 'approve')] as const;
  expect((await anna.get('/')).text).toContain('somebody has to decide');
  const { headers } = await anna.post(`/runs/${run}/apply`, { fingerprint, read: 'yes', reason: 'meant' });
  const overview = (await bo.get('/')).text;
  expect(overview).toContain('somebody has approved its plan, and it is being applied');
  expect(overview).not.toContain('somebody has to decide');
  expect(overview).toContain('Nothing needs anybody now.');
  const page = (await bo.get(`/runs/${run}`)).text;
  expect(page).toContain(`<a href="/runs/${run}/applying">`);
  expect(page).not.toContain('Discard');
  const late = await bo.post(`/runs/${run}/discard`, { reason: 'the export was cut' });
  expect(late.status).toBe(409);
  expect(late.text).toMatch(/anna has just approved this plan, at 20\d\d-.*, and it is being applied/);
  go();
  await settled(anna, String(headers.location));
  const later = await bo.post(`/runs/${run}/discard`, { reason: 'the export was cut' });
  expect([later.status, later.text]).toEqual([
    409,
    expect.stringMatching(/anna approved this plan: run \S+ began to apply it at 20\d\d-/),
  ]);
});

test('whoever approves a plan that another console discards meanwhile is told who discarded it when', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const other = await (await desk(here)).person('bo', 'approve');
  const { person } = await desk(here, {
    applyHeld: async (id, given, emit) => {
      expect((await other.post(`/runs/${run}/discard`, { reason: 'the export was cut' })).status).toBe(303);
      return applyPlan(id, { ...here.environment, emit }, given);
    },
  });
  const anna = await person('anna', 'approve');
  here.sent();
  const form = { fingerprint, read: 'yes', reason: 'meant' };
  const first = await anna.post(`/runs/${run}/apply`, form);
  const end = first.status === 303 ? await settled(anna, String(first.headers.location)) : first;
  for (const { status, text } of [end, await anna.post(`/runs/${run}/apply`, form)]) {
    expect(status).toBe(409);
    expect(text).toMatch(
      /bo discarded this plan at 20\d\d-.*: the export was cut\. What you decided was not done; nothing was sent\./,
    );
  }
  expect(here.sent()).toEqual({});
});

test('a plan that was discarded is applied by nobody, and asks for nobody', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const { person } = await desk(here);
  const anna = await person('anna', 'approve');
  here.sent();
  expect((await anna.post(`/runs/${run}/discard`, { reason: ' ' })).status).toBe(400);
  expect((await anna.post(`/runs/${run}/discard`, { reason: 'the export was cut' })).status).toBe(303);
  expect((await anna.get(`/runs/${run}`)).text).toMatch(/by anna at .*: the export was cut/);
  expect((await anna.get('/')).text).toContain('Nothing needs anybody now.');
  await expect(applyPlan(run, here.environment, { accept: fingerprint })).rejects.toThrow(
    `The plan ${run} was discarded by anna`,
  );
  await expect(applyPlan(run, here.environment)).rejects.toThrow(`The plan ${run} was discarded by anna`);
  const shown = await showPlanOrRun(run, here.environment);
  const detail = await runDetail(here.environment, run);
  for (const lang of ['en', 'sv'] as const) {
    const reports = (['text', 'markdown', 'html'] as const).map((format) =>
      renderRun(shown.report as RunReport, format, { color: false, lang }),
    );
    for (const report of [...reports, runDetailText(detail, { color: false, lang })]) {
      const text = [report].flat().join('');
      expect(text).toMatch(/(discarded by|förkastades av) anna .*: the export was cut\./);
      expect(text).not.toContain('--accept');
    }
  }
  expect(JSON.parse(runDetailJson(detail)).discard).toMatchObject({ who: 'anna' });
  expect(here.sent()).toEqual({});
  here.clock.forward(24);
  expect((await here.sync()).heldBack).toBe(true);
  expect((await anna.signIn('x')).status).toBe(401);
});

test('without a key nothing is approved or blocked, and it is told where one belongs', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const env = { ...here.environment.env, JOJKA_API_KEY: '' };
  const { person } = await desk({ ...here, environment: { ...here.environment, env } });
  const anna = await person('anna', 'operate');
  here.sent();
  const tried = [
    await anna.post(`/runs/${run}/apply`, { fingerprint, read: 'yes', reason: 'meant' }),
    await anna.post('/blocklist/add', { account: 'default', number: '070-174 06 05' }),
  ];
  for (const { status, text } of tried) {
    expect(status).toBe(500);
    expect(text).toContain('That did not work');
    expect(text).not.toContain('no such page');
    expect(text).toMatch(/JOJKA_API_KEY is not set\.[\s\S]*Nothing was sent\.[\s\S]*start the console anew/);
  }
  expect(here.sent()).toEqual({});
  const logged = await Promise.all(['en', 'sv'].map((lang) => anna.get('/log', { 'accept-language': lang })));
  for (const { text } of logged) expect(text).not.toMatch(/\w+Error|applied a plan|tillämpade/);
  expect(logged[0]?.text).toMatch(/approved a plan[\s\S]*not done: something that it needs is lacking/);
  expect(logged[1]?.text).toMatch(/godkände en plan[\s\S]*inte gjort: något som behövs saknas/);
  const none = '20260101-000000-zzzz';
  for (const path of [`/runs/${none}`, `/runs/${none}/report`, `/runs/${none}/rejections`])
    expect((await anna.get(path)).status).toBe(404);
  expect((await anna.post(`/runs/${none}/discard`, { reason: 'x' })).status).toBe(404);
});

test('what nobody sees is no reason, and does not hide a number in one', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const { person } = await desk(here);
  const anna = await person('anna', 'approve');
  for (const reason of ['\u200b', ' \u00ad\u2060 ', '\ufeff\u3164'])
    for (const what of ['apply', 'discard'])
      expect((await anna.post(`/runs/${run}/${what}`, { fingerprint, read: 'yes', reason })).status).toBe(
        400,
      );
  const reason = 'cut,\r\nsays 070\u200b174\u200b06\u200b05; \u202eanew';
  expect((await anna.post(`/runs/${run}/discard`, { reason })).status).toBe(303);
  expect((await anna.get(`/runs/${run}`)).text).toContain('cut, says 07017•••605; anew');
});

test('a plan that a later run has overtaken is for nobody to approve', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  here.clock.forward(24);
  await here.sync();
  const { person } = await desk(here);
  const anna = await person('anna', 'approve');
  const page = (await anna.get(`/runs/${run}`)).text;
  expect(page).toContain('A later run has overtaken this plan');
  expect(page).not.toContain('Apply exactly this plan');
  expect((await anna.post(`/runs/${run}/apply`, { fingerprint, read: 'yes', reason: 'x' })).status).toBe(409);
});

/** Waits until a plan that is being applied has ended. */
async function settled(who: Awaited<ReturnType<Awaited<ReturnType<typeof desk>>['person']>>, path: string) {
  for (let at = path; ; ) {
    const answer = await who.get(at);
    if (answer.status === 303) at = String(answer.headers.location);
    else if (at.endsWith('/applying') && answer.status === 200)
      await new Promise((next) => setTimeout(next, 100));
    else return answer;
  }
}
