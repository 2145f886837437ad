import { request } from 'node:http';
import { expect, test } from 'vitest';
import { revokeConsoleToken } from '../../src/jobs/console.ts';
import { latestRuns } from '../../src/jobs/runs.ts';
import { until } from '../fleet/fleet.ts';
import { useWorlds, type World } from '../support/in-process.ts';
import { people, useDesks } from './desk.ts';
import type { Visitor } from './visitor.ts';

/** A run that is followed while it is at work. */
const { world } = useWorlds();
const desk = useDesks();

/** A world in which a sync takes some seconds, begun. */
async function atWork() {
  const here = await world({
    pipeline: { load: { requestsPerSecond: 1000, retries: 0, importRows: 2, concurrency: 1 } },
    sandbox: { faults: { rules: [{ endpoint: 'import_contacts_list', action: { delayMs: 400 } }] } },
  });
  here.crm(...people(20));
  const ended = here.sync();
  await until(async () => (await runOf(here))?.state === 'running');
  const run = (await runOf(here))?.id ?? '';
  return { here, run, ended };
}

const runOf = async (here: World) => (await latestRuns(here.environment, { limit: 1 }))[0];

/** A stream of events as it comes. */
function follow(url: string, path: string, who: Visitor) {
  const heard: string[] = [];
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  let status: number | undefined;
  const sent = request(new URL(path, url), { headers: { cookie }, agent: false });
  const ended = new Promise<void>((resolve) => {
    sent.on('error', () => resolve());
    sent.on('response', (response) => {
      status = response.statusCode;
      response.setEncoding('utf8').on('data', (text: string) => heard.push(text));
      response.on('error', () => resolve());
      response.on('close', () => resolve());
    });
  });
  sent.end();
  return { text: () => heard.join(''), status: () => status, ended, leave: () => sent.destroy() };
}

test('a run is followed to its end: calls of those planned, and that it has ended', async () => {
  const { run, here, ended } = await atWork();
  const { person, url } = await desk(here, { liveEveryMs: 300 });
  const anna = await person('anna', 'see');
  const { headers, text } = await anna.get(`/runs/${run}`);
  expect(text).toContain('<script src="/live.js" defer></script>');
  expect(text).toContain('<noscript><meta http-equiv="refresh" content="10"></noscript>');
  expect(text).not.toMatch(/<script>|<script [^s]|\son\w+=/);
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; .*script-src 'self'; connect-src 'self'$/,
  );
  const stream = follow(url, `/runs/${run}/live`, anna);
  await until(() => /"text":"At work: \d+ of \d+ calls, [\d.]+ a second, about .* left"/.test(stream.text()));
  expect(stream.text()).toMatch(/^retry: 5000\n\nevent: far\ndata: \{/);
  await stream.ended;
  expect(stream.text()).toMatch(/event: ended\ndata: \{\}\n\n$/);
  expect((await ended).exitCode).toBe(0);
  const after = await anna.get(`/runs/${run}`);
  expect(after.text).not.toContain('<script');
  expect(after.headers['content-security-policy']).not.toContain('script-src');
});

test('a stream ends when whoever follows it signs out, loses his token, or the console ends', async () => {
  const { run, here, ended } = await atWork();
  const { person, url, close } = await desk(here, { liveEveryMs: 200 });
  const [anna, bo, cia] = [
    await person('anna', 'see'),
    await person('bo', 'see'),
    await person('cia', 'see'),
  ] as const;
  const path = `/runs/${run}/live`;
  const [annas, bos, cias] = [
    follow(url, path, anna),
    follow(url, path, bo),
    follow(url, path, cia),
  ] as const;
  await until(() => [annas, bos, cias].every((one) => one.text() !== ''));
  await anna.post('/sign-out');
  await annas.ended;
  await revokeConsoleToken(here.environment, 'bo');
  here.clock.forward(0.01);
  await bos.ended;
  let isOver = false;
  void cias.ended.then(() => {
    isOver = true;
  });
  await until(() => cias.text().includes('event: far'));
  expect(isOver).toBe(false);
  await close();
  await cias.ended;
  for (const one of [annas, bos, cias]) expect(one.text()).not.toContain('event: ended');
  await ended;
});

test('nobody follows who may not, and one session not without end', async () => {
  const { run, here, ended } = await atWork();
  const { person, stranger, url } = await desk(here);
  expect((await stranger().get(`/runs/${run}/live`)).status).toBe(303);
  const anna = await person('anna', 'see');
  const streams = Array.from({ length: 6 }, () => follow(url, `/runs/${run}/live`, anna));
  await until(() => streams.every((one) => one.status() === 200));
  const seventh = await anna.get(`/runs/${run}/live`);
  expect([seventh.status, seventh.text]).toEqual([503, expect.stringContaining('looks again by itself')]);
  streams[0]?.leave();
  await until(async () => {
    const again = follow(url, `/runs/${run}/live`, anna);
    await until(() => again.status() !== undefined);
    again.leave();
    return again.status() === 200;
  });
  for (const one of streams) one.leave();
  await ended;
});

test('a run whose process is gone is not shown as one at work', async () => {
  const here = await world();
  here.crm(...people(3));
  const { run } = await here.sync();
  await here.withState(({ knex }) => knex('runs').where({ id: run }).update({ state: 'running' }));
  const { person } = await desk(here);
  const anna = await person('anna', 'see');
  const { text } = await anna.get(`/runs/${run}`);
  expect(text).toContain('its process is gone');
  expect(text).not.toContain('<script');
  expect((await anna.get(`/runs/${run}/live`)).text).toContain('event: ended');
});
