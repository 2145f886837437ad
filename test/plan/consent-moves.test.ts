import { describe, expect, test } from 'vitest';
import type { ConsentState } from '../../src/contact/consent.ts';
import type { Contact } from '../../src/contact/contact.ts';
import { dayOf } from '../../src/contact/day.ts';
import type { Ledger } from '../../src/contact/ledger.ts';
import { permit } from '../../src/plan/permit.ts';
import { makeUndoPlan } from '../../src/plan/take-back.ts';
import {
  contact,
  contacts,
  created,
  defaultGuards,
  desired,
  ledger,
  number,
  plan,
  want,
} from '../support/builders.ts';
import { applyPlan, ledgerAfter } from '../support/model.ts';

/** A person's newest word counts for the number that was hers before, too (C4, C5, P7b). */
const today = dayOf('2026-11-23');
const [former, newer] = [number(0), number(1)];
const groups = ['Alla', 'Brev'];
const since = '2026-11-01T00:00:00.000Z';

const before = contacts(contact(former, 'Aa', ...groups));
const known: Ledger = {
  ...ledger({
    contacts: { [former]: created(...groups) },
    wants: { nightly: { [former]: want('Aa', groups, { keys: ['crm\t1'] }) } },
  }),
  consents: new Map([
    [
      'nightly',
      new Map([['crm', new Map([[former, { state: 'yes', at: today - 9, since, groups: ['Brev'] }]])]]),
    ],
  ]),
};

/** The night in which she has another number. */
function night(from: Ledger, existing: ReadonlyMap<string, Contact>, state: ConsentState) {
  const isYes = state === 'yes';
  const aa = contact(newer, 'Aa', 'Alla', ...(isYes ? ['Brev'] : []));
  return plan({
    desired: desired([{ ...aa, keys: ['crm\t1'] }], {
      consent: {
        sources: [
          {
            source: 'crm',
            groups: ['Brev'],
            of: new Map([[newer, { state, ...(isYes && { at: today - 9 }), value: state, line: 2 }]]),
          },
        ],
        byKey: [],
        withheld: new Map(isYes ? [] : [[newer, ['Brev']]]),
        counts: { values: 1, odd: 0 },
      },
    }),
    existing,
    ledger: from,
    policy: { contacts: { absent: 'remove-managed' } },
  });
}

describe.each(['no', 'empty', 'odd', 'expired', 'yes'] as const)('she says %s', (state) => {
  const made = night(known, before, state);
  const now = applyPlan(made, before, 'merge');
  const learned = ledgerAfter(made, known, now);
  const second = night(learned, now, state);
  const afterSecond = ledgerAfter(second, learned, now);

  test.each([
    ['that night', learned],
    ['the next one', afterSecond],
  ])('an undo after %s', (_, ledgerNow) => {
    const stamp = { id: 'undo', createdAt: '2026-11-24T09:00:00.000Z', account: 'default' };
    const back = makeUndoPlan({
      stamp: { ...stamp, url: made.url, keyMark: made.keyMark },
      pipeline: 'nightly',
      load: made.load,
      existing: now,
      ledger: ledgerNow,
      limits: defaultGuards,
      done: { ...made, knownBy: new Map() },
      optedOut: { ...ledgerNow, pending: new Set<string>() },
      answered: 0,
      warnings: [],
    });
    const facts = { pending: new Set<string>(), blockedNow: new Set<string>(), repliesComplete: true, today };
    const { withheld } = permit(back, { ...facts, ledger: ledgerNow });
    const sent = back.changes.filter(
      ({ kind, msisdn }, index) => kind === 'create' && msisdn === former && !withheld.has(index),
    );
    expect(sent).toHaveLength(state === 'yes' ? 1 : 0);
  });

  test('another pipeline that has the former number still', () => {
    const shop = plan({
      desired: desired([contact(former, 'Aa', 'Brev', 'Butik')]),
      existing: now,
      ledger: learned,
      policy: { name: 'webshop' },
    });
    const given = state === 'yes' ? ['Brev', 'Butik'] : ['Butik'];
    expect(shop.changes).toMatchObject([{ kind: 'create', msisdn: former, groups: given }]);
  });
});

test('what another pipeline withholds under the former number goes along, and is told', () => {
  const refused: Ledger = {
    ...ledger({
      contacts: { [former]: created('Butik') },
      wants: { webshop: { [former]: want('Aa', ['Butik'], { keys: ['shop\t7'] }) } },
    }),
    consents: new Map([
      ['nightly', new Map([['crm', new Map([[former, { state: 'no', since, groups: ['Brev'] }]])]])],
    ]),
  };
  const made = plan({
    desired: desired([{ ...contact(newer, 'Aa', 'Brev', 'Butik'), keys: ['shop\t7'] }]),
    existing: contacts(contact(former, 'Aa', 'Butik')),
    ledger: refused,
    policy: { name: 'webshop' },
  });
  expect(made.changes).toContainEqual(
    expect.objectContaining({ kind: 'create', msisdn: newer, groups: ['Butik'] }),
  );
  expect(made.warnings).toContainEqual({
    code: 'consent-elsewhere',
    figures: { contacts: 1, pipelines: ['nightly'] },
  });
});
