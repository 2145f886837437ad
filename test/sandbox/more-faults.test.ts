import { describe, expect, test } from 'vitest';
import type { FaultsInput } from '../../src/sandbox/faults.ts';
import { sandboxAndClient } from './start.ts';

/** Faults that a service may show and the first sandbox could not. */
const anna = { msisdn: '46701740605', name: 'Anna Åberg', groups: ['Kunder'] };
const bo = { msisdn: '46701740606', name: 'Bo', groups: [] };
const data = { contacts: [anna, bo], blocklist: ['46701740605'], groups: ['Kunder'] };

const withFaults = (faults: FaultsInput, rest: object = {}) =>
  sandboxAndClient({ faults, data: structuredClone(data) }, { timeoutSeconds: 0.5, ...rest });
const page = { max: 10_000, offset: 0 };

describe('what is wrong with one answer', () => {
  test.each<[string, Record<string, unknown>, object]>([
    ['it never comes', { hang: true }, { name: 'ConnectionError', timedOut: true }],
    ['it drips', { dripMs: 100 }, { name: 'ConnectionError', timedOut: true }],
    ['it is cut off', { cutAt: 12 }, { name: 'NotJsonError' }],
    ['it is empty', { cutAt: 0 }, { name: 'NotJsonError' }],
    ['it asks to come back at a time of day', { status: 429, retryAfterDateSeconds: 60 }, { status: 429 }],
  ])('%s', async (_, action, error) => {
    const { client } = await withFaults({ rules: [{ action }] } as FaultsInput, { retries: 0 });
    await expect(client.exportContactsList(page)).rejects.toMatchObject(error);
  });

  test('chance is the same for the same seed', async () => {
    const failures = async (seed: number) => {
      const { client } = await withFaults({ seed, rules: [{ probability: 0.5, action: { status: 400 } }] });
      const seen: boolean[] = [];
      for (let call = 0; call < 30; call += 1)
        seen.push(
          await client.checkIfInBlocklist({ msisdn: bo.msisdn }).then(
            () => true,
            () => false,
          ),
        );
      return seen;
    };
    const [one, again, other] = [await failures(1), await failures(1), await failures(2)];
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    expect(one.filter(Boolean).length).toBeGreaterThan(5);
  });
});

describe('what is wrong with the export', () => {
  test.each<[string, FaultsInput['exported'], unknown[]]>([
    ['empty once', { emptyCalls: [1] }, [[], [anna, bo]]],
    ['empty for good', { emptyCalls: 'all' }, [[], []]],
    ['smaller pages', { pageRows: 1 }, [[anna], [anna]]],
    ['rows that lack', { missing: [anna.msisdn] }, [[bo], [bo]]],
    ['rows that come twice', { repeated: [anna.msisdn] }, [[anna, bo, anna]]],
    ['numbers as numbers', { msisdnAs: 'number' }, [[anna, bo]]],
    ['no groups', { withoutGroups: true }, [[{ ...anna, groups: [] }, bo]]],
  ])('%s', async (_, exported, pages) => {
    const { client } = await withFaults({ exported });
    for (const expected of pages) expect(await client.exportContactsList(page)).toEqual(expected);
  });
});

test.each<[string, FaultsInput, string, string[]]>([
  ['in capitals', { names: 'upper' }, 'ÖRJAN', ['Kunder', 'kunder']],
  ['decomposed', { names: 'nfd' }, 'Örjan'.normalize('NFD'), ['Kunder', 'kunder']],
  ['garbled', { names: 'latin1' }, 'Ã\u0096rjan', ['Kunder', 'kunder']],
  ['as question marks', { names: 'question-marks' }, '?rjan', ['Kunder', 'kunder']],
  ['groups folded', { foldGroups: true }, 'Örjan', ['Kunder']],
])('what is stored: %s', async (_, faults, name, groups) => {
  const { client, sandbox } = await withFaults(faults);
  await client.importContactsList({ rows: [{ msisdn: '46701740607', name: 'Örjan', groups: ['Kunder'] }] });
  await client.addContactToGroup({ msisdn: '46701740607', group: 'kunder' });
  expect(sandbox.state().contacts.at(-1)).toEqual({ msisdn: '46701740607', name, groups });
});

test('imports of too many rows are refused', async () => {
  const { client } = await withFaults({ maxRows: 1 });
  await expect(client.importContactsList({ rows: [anna, bo] })).rejects.toThrow(/HTTP 200.*rows/);
  await client.importContactsList({ rows: [bo] });
});

test('rows are passed over by chance', async () => {
  const { client, sandbox } = await withFaults({ swallowProbability: 0.5 });
  const rows = Array.from({ length: 100 }, (_, index) => ({ ...bo, msisdn: `4670174${1000 + index}` }));
  await client.importContactsList({ rows });
  expect(sandbox.state().contacts.length).toBeGreaterThan(20);
  expect(sandbox.state().contacts.length).toBeLessThan(90);
});

test('somebody else is at work between two calls', async () => {
  const before = { before: 'export_contacts_list' as const, nth: 2 };
  const { client, sandbox } = await withFaults({
    somebody: [
      { ...before, does: 'add', msisdn: '46701740607', group: 'Theirs' },
      { ...before, does: 'rename', msisdn: bo.msisdn, name: 'Bosse' },
      { ...before, does: 'leave', msisdn: anna.msisdn, group: 'Kunder' },
      { ...before, does: 'unblock', msisdn: anna.msisdn },
    ],
  });
  expect(await client.exportContactsList(page)).toEqual([anna, bo]);
  expect(await client.exportContactsList(page)).toEqual([
    { ...anna, groups: [] },
    { ...bo, name: 'Bosse' },
    { msisdn: '46701740607', name: '46701740607', groups: ['Theirs'] },
  ]);
  expect(sandbox.state().blocklist).toEqual([]);
});
