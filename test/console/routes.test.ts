import { expect, test } from 'vitest';
import { createConsoleApp } from '../../src/console/app.ts';
import { createApprovals } from '../../src/console/approvals.ts';
import { createStateGate } from '../../src/console/one-at-a-time.ts';
import { type Role, roles } from '../../src/state/console-tokens.ts';
import { useWorlds, type World } from '../support/in-process.ts';
import { heldNight, useDesks } from './desk.ts';
import { hidden } from './visitor.ts';

/** Every route that there is, so that a new one is looked at too: who may use it, and by which form. */
const { world } = useWorlds();
const desk = useDesks();

/** What each route that takes a form needs. */
const needed: Readonly<Record<string, Role>> = {
  '/sign-out': 'see',
  '/language': 'see',
  '/number': 'see',
  '/blocklist/search': 'see',
  '/runs/RUN/apply': 'approve',
  '/runs/RUN/discard': 'approve',
  '/blocklist/add': 'operate',
  '/blocklist/remove': 'operate',
  '/schedules/pause': 'operate',
  '/schedules/resume': 'operate',
  '/schedules/run-now': 'operate',
};
/** What can be had without being signed in. */
const open = ['/style.css', '/sign-in'];

function routesOf({ environment }: World, method: string): string[] {
  const { app } = createConsoleApp({
    environment,
    gate: createStateGate(environment),
    approvals: createApprovals(environment.signal),
    address: { hosts: new Set(), isSecure: false },
    lang: 'en',
    told: (text) => text,
    onError: () => {},
    applyHeld: () => Promise.reject(new Error('not here')),
  });
  const own = app.routes.filter((route) => route.method === method).map(({ path }) => path);
  return [...new Set(own)].map((path) => path.replace(/:id\{[^/]+\}/, 'RUN'));
}

test('each route that takes a form has its role, and refuses every lesser one, a stranger, and a form of elsewhere', async () => {
  const here = await world();
  const { run } = await heldNight(here);
  const paths = routesOf(here, 'POST').filter((path) => path !== '/sign-in');
  expect(paths.sort()).toEqual(Object.keys(needed).sort());
  const { person, stranger } = await desk(here);
  here.sent();
  for (const role of roles) {
    const who = await person(`a ${role}`, role);
    const csrf = hidden((await who.get('/number')).text, 'csrf');
    for (const named of paths) {
      const path = named.replace('RUN', run);
      const form = { csrf, number: '46701740605', account: 'default', pipeline: 'crm', confirmed: 'yes' };
      expect([path, (await stranger().send(path, form)).status]).toEqual([path, 401]);
      for (const wrong of ['', 'x'])
        expect([path, (await who.send(path, { ...form, csrf: wrong })).status]).toEqual([path, 403]);
      expect([path, (await who.send(path, form, { origin: 'https://evil.example' })).status]).toEqual([
        path,
        403,
      ]);
      expect([path, (await who.send(path, form, { host: 'evil.example' })).status]).toEqual([path, 421]);
      if (roles.indexOf(role) < roles.indexOf(needed[named] ?? 'see'))
        expect([role, path, (await who.send(path, form)).status]).toEqual([role, path, 403]);
    }
  }
  expect(here.sent()).toEqual({});
  expect(here.sandbox.state().blocklist).toEqual([]);
});

test('each page is for who is signed in, under the policy, and kept by no browser', async () => {
  const here = await world();
  const { run } = await heldNight(here);
  const paths = routesOf(here, 'GET').map((path) => path.replace('RUN', run));
  expect(paths.length).toBeGreaterThan(12);
  const { person, stranger } = await desk(here);
  const anna = await person('anna', 'operate');
  for (const path of paths) {
    const nobody = await stranger().get(path);
    expect([path, nobody.status]).toEqual([path, open.includes(path) ? 200 : 303]);
    expect((await anna.get(path, { host: 'evil.example' })).status).toBe(421);
    const { headers } = await anna.get(path);
    expect([path, headers['cache-control']]).toEqual([path, 'no-store']);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  }
});
