import { describe, expect, test } from 'vitest';
import type { LedgerContact } from '../../src/contact/ledger.ts';
import { confirm } from '../../src/load/confirm.ts';
import { isSpellingOf } from '../../src/load/spelling.ts';
import { countChangedMeanwhile, verifyContacts } from '../../src/load/verify.ts';
import type { ContactState } from '../../src/plan/change.ts';
import { contact, contacts, created, desired, ledger, number, plan } from '../support/builders.ts';

const anna = number(0);
const bo = number(1);

describe('P8 another spelling of the same thing', () => {
  test.each([
    ['Anna-Karin Lindström', 'Anna-Karin Lindström', true],
    ['Anna-Karin Lindström', 'Anna-Karin Lindst', true],
    ['Kunder', 'kunder', true],
    ['Ort Umeå', 'Ort Umea', true],
    ['Åsa Öberg', '?sa ?berg', true],
    ['Anna  Berg', 'Anna Berg', true],
    ['Kunder', 'Kund', false],
    ['Anna Berg', 'Anna', false],
    ['Anna Berg', 'Bo Ek', false],
    ['Anna Berg', '', false],
    ['Anna Berg', '????? ????', false],
  ])('%s stored as %s: %s', (asked, stored, expected) => {
    expect(isSpellingOf(asked, stored)).toBe(expected);
  });
});

describe('V1 the verdict on a contact', () => {
  const state = (name: string, ...groups: string[]): ContactState => ({ name, groups });
  test.each<[string, ContactState | null, ContactState | null, ContactState | null, string]>([
    ['as asked for', null, state('Anna', 'A'), state('Anna', 'A'), 'confirmed'],
    ['groups in another order', null, state('Anna', 'A', 'B'), state('Anna', 'B', 'A'), 'confirmed'],
    ['gone as asked for', state('Anna'), null, null, 'confirmed'],
    ['still there', state('Anna'), null, state('Anna'), 'altered'],
    ['not there', null, state('Anna'), null, 'missing'],
    ['without a group', null, state('Anna', 'A'), state('Anna'), 'altered'],
    ['another name', null, state('Anna'), state('Bo'), 'altered'],
    ['still in a group', state('Anna', 'A'), state('Anna'), state('Anna', 'A'), 'altered'],
    [
      'somebody else’s group lost',
      state('Anna', 'X'),
      state('Anna', 'X', 'A'),
      state('Anna', 'A'),
      'altered',
    ],
    ['in a group that somebody else added meanwhile', null, state('Anna'), state('Anna', 'New'), 'confirmed'],
    ['a group in lower case', null, state('Anna', 'Kunder'), state('Anna', 'kunder'), 'respelled'],
    ['a name cut off', null, state('Anna-Karin Lindström'), state('Anna-Karin Lind'), 'respelled'],
  ])('%s', (_, before, after, actual, verdict) => {
    const now = actual ? contacts({ msisdn: anna, ...actual }) : contacts();
    const [finding] = verifyContacts([{ msisdn: anna, before, after, byImport: true }], now);
    expect(finding?.verdict).toBe(verdict);
  });

  test('a missing membership is never taken for a spelling', () => {
    const [finding] = verifyContacts(
      [{ msisdn: anna, before: null, after: state('Anna', 'Kunder', 'Nyhetsbrev'), byImport: true }],
      contacts(contact(anna, 'Anna', 'kunder')),
    );
    expect(finding).toMatchObject({ verdict: 'altered' });
    expect(finding).not.toHaveProperty('spellings');
  });
});

test('V1 contacts that the plan did not touch are counted if they changed', () => {
  const before = contacts(contact(anna, 'Anna', 'A'), contact(bo, 'Bo'), contact(number(2), 'Cilla'));
  const now = contacts(contact(anna, 'Anna', 'B'), contact(bo, 'Bo'), contact(number(3), 'Dan'));
  expect(countChangedMeanwhile(before, now, new Set())).toBe(3);
  expect(countChangedMeanwhile(before, now, new Set([anna]))).toBe(2);
});

describe('V1 the ledger learns only what is confirmed', () => {
  const made = plan({
    existing: contacts(contact(bo, 'Bo')),
    desired: desired([contact(anna, 'Anna', 'A', 'B'), contact(bo, 'Bo', 'A')]),
  });
  const learn = (now: ReturnType<typeof contacts>, known = ledger()) =>
    confirm(
      { pipeline: 'nightly', changes: made.changes, findings: verifyContacts(made.contacts, now) },
      known,
      now,
    );

  test('what is there: created, and the memberships that were added', () => {
    const delta = learn(contacts(contact(anna, 'Anna', 'A', 'B'), contact(bo, 'Bo', 'A')));
    expect(Object.fromEntries(delta.contacts)).toEqual({
      [anna]: { managed: 'created', pipeline: 'nightly', groups: ['A', 'B'] },
      [bo]: { groups: ['A'] },
    });
  });
  test('not what is missing', () => {
    const delta = learn(contacts(contact(bo, 'Bo')));
    expect([...delta.contacts]).toEqual([]);
  });
  test('of an altered contact the part that is there', () => {
    const delta = learn(contacts(contact(anna, 'Anna', 'B'), contact(bo, 'Bo')));
    expect([...delta.contacts]).toEqual([[anna, { managed: 'created', pipeline: 'nightly', groups: ['B'] }]]);
  });
  test('of an altered contact nothing, where nobody knows whether it was sent', () => {
    const now = contacts(contact(anna, 'Somebody else', 'A', 'B'), contact(bo, 'Bo', 'A'));
    const findings = verifyContacts(made.contacts, now);
    const { changes } = made;
    const unsure = new Set(changes);
    const delta = confirm({ pipeline: 'nightly', changes, unsure, findings }, ledger(), now);
    expect([...delta.contacts]).toEqual([[bo, { groups: ['A'] }]]);
  });
  test('what somebody took away in Jojka is ours no more', () => {
    const known: Record<string, LedgerContact> = { [number(5)]: created('A', 'B'), [number(6)]: created() };
    const now = contacts(
      contact(anna, 'Anna', 'A', 'B'),
      contact(bo, 'Bo', 'A'),
      contact(number(5), 'Eva', 'B'),
    );
    const delta = learn(now, ledger({ contacts: known }));
    expect(delta.contacts.get(number(5))).toEqual(created('B'));
    expect(delta.dropContacts).toEqual([number(6)]);
  });
  test('whom this export alone lacks is not forgotten; the next one decides (P13)', () => {
    const known = ledger({ contacts: { [number(5)]: created('A'), [number(6)]: created() } });
    const before = contacts(contact(number(5), 'Eva', 'A'));
    const forgotten = confirm({ pipeline: 'nightly', changes: [], findings: [] }, known, contacts(), {
      before,
    });
    expect(forgotten.dropContacts).toEqual([number(6)]);
    const missing = {
      msisdn: number(5),
      verdict: 'missing',
      expected: { name: 'Eva', groups: ['A'] },
      actual: null,
    } as const;
    const touched = confirm({ pipeline: 'nightly', changes: [], findings: [missing] }, known, contacts(), {
      before,
    });
    expect(touched.dropContacts).toEqual([number(6)]);
  });
  test('another spelling is remembered', () => {
    const delta = learn(contacts(contact(anna, 'Anna', 'a', 'B'), contact(bo, 'Bo', 'A')));
    expect(delta.contacts.get(anna)).toEqual({
      managed: 'created',
      pipeline: 'nightly',
      groups: ['A', 'B'],
      spellings: { groups: { A: 'a' } },
    });
  });
});

describe('P8 what is evidence of a spelling', () => {
  const verdicts = (...of: Parameters<typeof verifyContacts>) =>
    [...verifyContacts(...of).verdicts()].map(({ verdict }) => verdict);
  const state = (name: string, ...groups: string[]): ContactState => ({ name, groups });
  const verdict = (before: ContactState | null, after: ContactState, actual: ContactState) =>
    [
      ...verifyContacts(
        [{ msisdn: anna, before, after, byImport: true }],
        contacts({ msisdn: anna, ...actual }),
      ),
    ][0];

  test('one stored group may stand for several', () => {
    expect(verdict(null, state('Anna', 'VIP', 'Vip'), state('Anna', 'vip'))).toMatchObject({
      verdict: 'respelled',
      spellings: { groups: { VIP: 'vip', Vip: 'vip' } },
    });
  });

  test('under the name of another group only where other contacts show it', () => {
    const touched = (msisdn: string, ...groups: string[]) => ({
      msisdn,
      before: null,
      after: state('N', ...groups),
      byImport: true,
    });
    const now = contacts(contact(anna, 'N', 'vip'), contact(bo, 'N', 'vip'));
    const both = touched(anna, 'vip', 'VIP');
    expect(verdicts([both], now)).toEqual(['altered']);
    expect(verdicts([both, touched(bo, 'VIP')], now)).toEqual(['respelled', 'respelled']);
  });

  test.each<[string, ContactState, ContactState, ContactState, string]>([
    ['a rename that was ignored', state('anna'), state('Anna'), state('anna'), 'altered'],
    ['a rename that was done', state('anna'), state('Anna'), state('Anna'), 'confirmed'],
    [
      'a group that was there before',
      state('A', 'vip'),
      state('A', 'vip', 'VIP'),
      state('A', 'vip'),
      'altered',
    ],
    [
      'a name that was kept',
      state('ANNA', 'A'),
      state('ANNA', 'A', 'B'),
      state('ANNA', 'A', 'b'),
      'respelled',
    ],
  ])('what was there before is none: %s', (_, before, after, actual, expected) => {
    expect(verdict(before, after, actual)?.verdict).toBe(expected);
  });

  test.each([
    ['Anna 🌸 Ek', 'Anna', true],
    ['🌸 Bo', '', true],
    ['Lund 🏠 Norr', 'Lund ', true],
    ['Anna Ek 🌸', 'Anna', false],
    ['Anna Ek', '', false],
  ])('cut before the first picture: %j as %j', (asked, stored, is) => {
    expect(isSpellingOf(asked, stored)).toBe(is);
  });
});
