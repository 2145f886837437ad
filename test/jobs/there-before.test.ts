import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/contact/ledger.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { useWorlds, type World, type WorldOptions } from '../support/in-process.ts';

/** Contacts that were in Jojka before us, in groups that others keep, and were not adopted: an export that loses them (P3, P13). */
const { world } = useWorlds();

const lost: WorldOptions['sandbox'] = {
  faults: { rules: [{ endpoint: 'import_contacts_list', action: { drop: true } }] },
};
const dan = '46701740608';
const byHand = 'Norr (by hand)';
const many = Array.from({ length: 40 }, (_, index) => `4670174${1000 + index}`);
const row = (msisdn: string, index: number) => `${index};N${index};${msisdn};;nej`;
const rows = many.map(row);
const there = (...groups: string[]) => ({
  version: 1 as const,
  contacts: many.map((msisdn, index) => ({ msisdn, name: `N${index}`, groups })),
});
const ledgerOf = (w: World): Promise<Ledger> => w.withState((database) => readLedger(database, 1));
const inNorth = (w: World) =>
  w.sandbox.state().contacts.filter(({ groups }) => groups.includes(byHand)).length;

async function nightAfter(groups: string[] = [byHand], pipeline: object = {}): Promise<World> {
  const w = await world({ sandbox: { semantics: 'replace', data: there(...groups) }, pipeline });
  w.crm(...rows);
  expect((await w.sync()).exitCode).toBe(0);
  w.sent();
  w.clock.forward(24);
  return w;
}

type ExportFaults = Extract<NonNullable<NonNullable<WorldOptions['sandbox']>['faults']>, object>['exported'];

const exporting = (w: World, exported: ExportFaults) =>
  w.restart({ semantics: 'replace', faults: { exported } });

describe('an export that loses contacts of others (P13)', () => {
  test.each<[string, ExportFaults]>([
    ['is empty', { emptyCalls: 'all' }],
    ['lacks half of them', { missing: many.slice(0, 20) }],
  ])('%s: refused, and nobody is created over what is there', async (_, exported) => {
    const w = await nightAfter();
    expect([...(await ledgerOf(w)).contacts.values()].filter(({ managed }) => managed)).toEqual([]);
    await exporting(w, exported);
    await expect(w.sync()).rejects.toMatchObject({ exitCode: 3 });
    expect(w.sent()).toEqual({});
    expect(inNorth(w)).toBe(40);
    await w.restart({ semantics: 'replace' });
    expect((await w.sync()).exitCode).toBe(0);
    expect(w.sent()).toEqual({});
  });

  test('as many as the limit lets pass are held against the guard of creates, each night anew (G7)', async () => {
    const w = await nightAfter([byHand], { guards: { missing: '50%', creates: '20%' } });
    await exporting(w, { missing: many.slice(0, 15) });
    for (let night = 0; night < 2; night++) {
      const { heldBack, plan } = await w.sync();
      expect([heldBack, plan.plan.guards.map(({ guard, count }) => [guard, count])]).toEqual([
        true,
        [['creates', 15]],
      ]);
      w.clock.forward(24);
    }
    expect(inNorth(w)).toBe(40);
  });

  test('who was in his group already, so that the ledger knows nothing of him, counts too; not whom a failed import left out', async () => {
    const w = await nightAfter([byHand, 'Kunder']);
    expect((await ledgerOf(w)).contacts.size).toBe(0);
    await exporting(w, { emptyCalls: 'all' });
    expect(await w.sync()).toMatchObject({ heldBack: true, exitCode: 3 });
    expect(inNorth(w)).toBe(40);

    const first = { msisdn: many[0] as string, name: 'N0', groups: [] };
    const fresh = await world({
      sandbox: { ...lost, data: { version: 1, contacts: [first] } },
      pipeline: { load: { requestsPerSecond: 1000, retries: 0, maxConsecutiveFailures: 1000 } },
    });
    fresh.crm(...rows);
    expect((await fresh.sync()).exitCode).toBe(4);
    await fresh.restart({});
    fresh.clock.forward(24);
    expect((await fresh.sync()).exitCode).toBe(0);
    expect(fresh.sandbox.state().contacts).toHaveLength(40);
  });

  test('whoever is created anew is not ours by that: who leaves the CRM stays in Jojka (P3)', async () => {
    const w = await nightAfter([]);
    await exporting(w, { missing: [many[0] as string] });
    expect((await w.sync()).exitCode).toBe(4);
    await w.restart({ semantics: 'replace' });
    w.clock.forward(24);
    expect((await w.sync()).exitCode).toBe(0);
    expect((await ledgerOf(w)).contacts.get(many[0] as string)).toEqual({ groups: ['Kunder'] });
    w.clock.forward(24);
    w.crm(...rows.slice(1));
    expect((await w.sync()).exitCode).toBe(0);
    expect(w.sandbox.state().contacts).toContainEqual({ msisdn: many[0], name: 'N0', groups: [] });
  });

  test('an account that was emptied indeed: --accept-loss, and whoever is created is ours', async () => {
    const w = await nightAfter([]);
    await w.somebody((held) => ({ ...held, contacts: [] }));
    await expect(w.sync()).rejects.toMatchObject({ exitCode: 3 });
    expect((await syncPipeline('crm', w.environment, { acceptLoss: true })).exitCode).toBe(0);
    expect(w.sandbox.state().contacts).toHaveLength(40);
    const known = [...(await ledgerOf(w)).contacts.values()];
    expect(known.filter(({ managed }) => managed === 'created')).toHaveLength(40);
  });

  test('who is gone indeed is created again, and forgotten once nobody wants him', async () => {
    const w = await nightAfter([]);
    await w.somebody((held) => ({ ...held, contacts: held.contacts.slice(1) }));
    expect((await w.sync()).exitCode).toBe(0);
    expect(w.sandbox.state().contacts).toHaveLength(40);
    await w.somebody((held) => ({ ...held, contacts: held.contacts.slice(0, 39) }));
    w.crm(...w.sandbox.state().contacts.map(({ msisdn }) => row(msisdn, many.indexOf(msisdn))));
    for (let night = 0; night < 2; night++) {
      w.clock.forward(24);
      expect((await w.sync()).exitCode).toBe(0);
    }
    expect((await ledgerOf(w)).contacts.size).toBe(39);
  });
});

describe('an import of which nobody knows the end (V1)', () => {
  /** Dan was to be created, and the import broke off. */
  async function afterLostImport(): Promise<World> {
    const w = await world();
    w.crm(...rows);
    await w.sync();
    w.clock.forward(24);
    await w.restart(lost);
    w.crm(...rows, row(dan, 40));
    expect((await w.sync()).exitCode).toBe(4);
    return w;
  }

  test('who is there otherwise than was asked for somebody else has created: he stays (P3)', async () => {
    const w = await afterLostImport();
    const byOthers = { msisdn: dan, name: 'Dan by hand', groups: ['Kunder'] };
    await w.somebody((held) => ({ ...held, contacts: [...held.contacts, byOthers] }));
    w.clock.forward(24);
    w.crm(...rows);
    expect((await w.sync()).exitCode).toBe(0);
    expect(w.sandbox.state().contacts).toContainEqual(byOthers);
    expect((await ledgerOf(w)).contacts.has(dan)).toBe(false);
  });

  test('who is there as was asked for is ours', async () => {
    const w = await afterLostImport();
    const asAsked = { msisdn: dan, name: 'N40', groups: ['Kunder'] };
    await w.somebody((held) => ({ ...held, contacts: [...held.contacts, asAsked] }));
    w.clock.forward(24);
    expect((await w.sync()).exitCode).toBe(0);
    expect((await ledgerOf(w)).contacts.get(dan)).toMatchObject({ managed: 'created' });
  });
});
