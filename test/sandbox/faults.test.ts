import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { checkFaults, type FaultsInput } from '../../src/sandbox/faults.ts';
import { failure } from '../jojka/scripted-server.ts';
import { sandboxAndClient } from './start.ts';

const anna = { msisdn: '46701740605', name: 'Anna', groups: ['Kunder'] };
const bo = { msisdn: '46701740606', name: 'Bo', groups: ['Kunder'] };
type Rule = NonNullable<FaultsInput['rules']>[number];

/** Makes five calls that are not tried again, and tells what came of each. */
async function fiveCalls(rule: Rule): Promise<string[]> {
  const { client } = await sandboxAndClient({ faults: { rules: [rule] } }, { retries: 0 });
  const outcomes: string[] = [];
  for (let call = 1; call <= 5; call += 1)
    outcomes.push(
      await client.addToBlocklist(anna).then(
        () => 'ok',
        (error: Error) => error.name,
      ),
    );
  return outcomes;
}

describe('when', () => {
  const [ok, no] = ['ok', 'TransientStatusError'];
  test.each<[string, Omit<Rule, 'action'>, string[]]>([
    ['always', {}, [no, no, no, no, no]],
    ['the second', { nth: 2 }, [ok, no, ok, ok, ok]],
    ['the first and third', { nth: [1, 3] }, [no, ok, no, ok, ok]],
    ['every second', { every: 2 }, [ok, no, ok, no, ok]],
    ['twice', { times: 2 }, [no, no, ok, ok, ok]],
    ['every second, once', { every: 2, times: 1 }, [ok, no, ok, ok, ok]],
    ['this endpoint', { endpoint: 'add_to_blocklist', nth: 1 }, [no, ok, ok, ok, ok]],
    ['another endpoint', { endpoint: 'rm_contact' }, [ok, ok, ok, ok, ok]],
    ['any endpoint', { endpoint: '*', nth: 5 }, [ok, ok, ok, ok, no]],
    ['this number', { msisdn: anna.msisdn, nth: 1 }, [no, ok, ok, ok, ok]],
    ['another number', { msisdn: bo.msisdn }, [ok, ok, ok, ok, ok]],
  ])('%s', async (_, when, outcomes) => {
    expect(await fiveCalls({ ...when, action: { status: 500 } })).toEqual(outcomes);
  });
});

describe('what', () => {
  test.each<[string, Rule['action'], Record<string, unknown>]>([
    ['500', { status: 500 }, { name: 'TransientStatusError', status: 500 }],
    [
      '429',
      { status: 429, headers: { 'Retry-After': '7' } },
      { name: 'TransientStatusError', retryAfterMs: 7000 },
    ],
    [
      'an error of its own',
      { body: '{"error":["nej"]}' },
      { name: 'ApiError', status: 200, messages: ['nej'] },
    ],
    ['reset', { drop: true }, { name: 'ConnectionError', sent: true }],
    ['HTML', { notJson: true }, { name: 'NotJsonError', status: 200 }],
    ['HTML with 502', { notJson: true, status: 502 }, { name: 'TransientStatusError', status: 502 }],
    ['late and wrong', { delayMs: 20, status: 404 }, { name: 'ApiError', status: 404 }],
  ])('%s, before and after the call is carried out', async (_, action, error) => {
    for (const after of [false, true]) {
      const faults = { rules: [{ endpoint: 'add_to_blocklist', after, action }] };
      const { sandbox, client } = await sandboxAndClient({ faults }, { retries: 0 });
      expect(await failure(client.addToBlocklist(anna))).toMatchObject(error);
      expect(sandbox.state().blocklist).toEqual(after ? [anna.msisdn] : []);
      expect(sandbox.requests()).toEqual({ add_to_blocklist: 1 });
    }
  });

  test('refused connections, for a while', async () => {
    const faults = { rules: [{ times: 1, action: { refuseMs: 400 } }] };
    const { sandbox, client } = await sandboxAndClient({ faults }, { retries: 0 });
    expect(await failure(client.addToBlocklist(anna))).toMatchObject({ name: 'ConnectionError' });
    expect(await failure(client.addToBlocklist(anna))).toMatchObject({
      name: 'ConnectionError',
      sent: false,
    });
    await new Promise((resolve) => setTimeout(resolve, 600));
    await client.addToBlocklist(anna);
    expect(sandbox.state().blocklist).toEqual([anna.msisdn]);
    expect(sandbox.requests()).toEqual({ add_to_blocklist: 2 });
  });

  test('a sandbox that listens to nobody can be closed', async () => {
    const faults = { rules: [{ times: 1, action: { refuseMs: 60_000 } }] };
    const { sandbox, client } = await sandboxAndClient({ faults }, { retries: 0 });
    await failure(client.addToBlocklist(anna));
    await sandbox.close();
  });

  test('late', async () => {
    const faults = { rules: [{ times: 1, action: { delayMs: 500 } }] };
    const { sandbox, client } = await sandboxAndClient({ faults }, { retries: 0, timeoutSeconds: 0.2 });
    expect(await failure(client.addToBlocklist(anna))).toMatchObject({ name: 'ConnectionError', sent: true });
    await client.addToBlocklist(bo);
    expect(sandbox.state().blocklist).toEqual([bo.msisdn]);
    // What a time-out leaves behind may still be carried out, later.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(sandbox.state().blocklist).toEqual([bo.msisdn, anna.msisdn]);
  });

  test('the other spelling', async () => {
    const faults = { rules: [{ endpoint: 'check_if_in_blocklist', action: { status: 404 } }] };
    const { client } = await sandboxAndClient({ faults, data: { blocklist: [anna.msisdn] } });
    expect(await client.checkIfInBlocklist(anna)).toBe(true);
  });
});

describe('imports', () => {
  const rows = [anna, bo];

  test('a row that spoils the whole', async () => {
    const { sandbox, client } = await sandboxAndClient({ faults: { poison: [bo.msisdn] } });
    expect(await failure(client.importContactsList({ rows }))).toMatchObject({ status: 500, attempts: 3 });
    expect(sandbox.state().contacts).toEqual([]);
    await client.importContactsList({ rows: [anna] });
    expect(sandbox.state().contacts).toEqual([anna]);
  });

  test('a row that is refused in words', async () => {
    const rules = [{ msisdn: bo.msisdn, action: { body: '{"error":["row 2"]}' } }];
    const { client } = await sandboxAndClient({ faults: { rules } });
    expect(await failure(client.importContactsList({ rows }))).toMatchObject({
      name: 'ApiError',
      messages: ['row 2'],
    });
    await client.importContactsList({ rows: [anna] });
  });

  test('rows that are swallowed, for good or once', async () => {
    const { sandbox, client } = await sandboxAndClient({
      faults: { swallow: [anna.msisdn, { msisdn: bo.msisdn, times: 1 }] },
    });
    await client.importContactsList({ rows });
    expect(sandbox.state().contacts).toEqual([]);
    await client.importContactsList({ rows });
    expect(sandbox.state().contacts).toEqual([bo]);
  });

  test('bodies that are too large', async () => {
    const { client } = await sandboxAndClient({ faults: { maxBodyBytes: 200 } });
    const many = Array.from({ length: 20 }, () => anna);
    expect(await failure(client.importContactsList({ rows: many }))).toMatchObject({ name: 'TooLargeError' });
    await client.importContactsList({ rows });
  });

  test('other spellings', async () => {
    const { sandbox, client } = await sandboxAndClient({ faults: { cutNames: 6, lowerCaseGroups: true } });
    await client.importContactsList({ rows: [{ ...anna, name: 'Åsa-Li 😀 Berg', groups: ['Ort ÅRE'] }] });
    await client.addContactToGroup({ msisdn: anna.msisdn, group: 'VD' });
    expect(sandbox.state().contacts).toEqual([
      { msisdn: anna.msisdn, name: 'Åsa-Li', groups: ['ort åre', 'vd'] },
    ]);
  });
});

describe('an export that moves', () => {
  const contacts = Array.from({ length: 50 }, (_, index) => ({
    ...anna,
    msisdn: String(46_701_740_605 + index),
  }));
  const order = async (fault: FaultsInput['export']) => {
    const { client } = await sandboxAndClient({ data: { contacts }, faults: { export: fault } });
    const read = async () => (await client.exportContactsList()).map(({ msisdn }) => msisdn);
    return [await read(), await read(), await read()];
  };
  const straight = contacts.map(({ msisdn }) => msisdn);

  test('rotating', async () => {
    const up = (by: number) => [...straight.slice(by), ...straight.slice(0, by)];
    expect(await order({ order: 'rotating' })).toEqual([straight, up(1), up(2)]);
    expect(await order({ order: 'rotating', calls: 2 })).toEqual([straight, up(1), straight]);
  });

  test('shuffled: the same contacts, otherwise each time', async () => {
    const passes = await order({ order: 'shuffled', calls: 2 });
    expect(new Set(passes.map((pass) => pass.join())).size).toBe(3);
    for (const pass of passes) expect([...pass].sort()).toEqual(straight);
    expect(passes[2]).toEqual(straight);
  });
});

test.each<[unknown, RegExp]>([
  [[], /the document/],
  [{ rule: [] }, /rule/],
  [{ rules: [{ endpoint: 'sned', action: { drop: true } }] }, /rules\.0\.endpoint/],
  [{ rules: [{ action: {} }] }, /rules\.0\.action: must say what happens/],
  [{ rules: [{ nth: 0, action: { drop: true } }] }, /rules\.0\.nth/],
  [{ maxBodyBytes: '5' }, /maxBodyBytes/],
])('%j is no list of faults', (faults, message) => {
  const check = () => checkFaults(faults, 'faults.json');
  expect(check).toThrow(UsageError);
  expect(check).toThrow(message);
});
