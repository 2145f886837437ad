import { describe, expect, test } from 'vitest';
import type { Consent, ConsentState } from '../../src/contact/consent.ts';
import type { Contact } from '../../src/contact/contact.ts';
import { dayOf } from '../../src/contact/day.ts';
import type { Ledger } from '../../src/contact/ledger.ts';
import { permit } from '../../src/plan/permit.ts';
import type { Plan } from '../../src/plan/plan.ts';
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

/** What an undo brings back, and what another pipeline may do, once somebody has said no or nothing any more (C4, C5, U1). */
const today = dayOf('2026-11-23');
const [anna, bo] = [number(0), number(1)];
const groups = ['Kampanj', 'Nyhetsbrev'];

const before = contacts(contact(anna, 'Anna', ...groups));
/** A yes holds 365 days. */
const untilOf = (last: { state: ConsentState; at?: number }) =>
  last.state === 'yes' && last.at !== undefined ? { until: last.at + 365 } : {};
const known = (last: { state: ConsentState; at?: number; since?: string } | undefined): Ledger => ({
  ...ledger({
    contacts: { [anna]: created(...groups) },
    wants: { nightly: { [anna]: want('Anna', groups, { keys: ['crm\tK1'] }) } },
  }),
  consents: new Map([
    [
      'nightly',
      new Map([
        [
          'crm',
          new Map(
            last ? [[anna, { since: '2026-11-01T00:00:00.000Z', groups, ...untilOf(last), ...last }]] : [],
          ),
        ],
      ]),
    ],
  ]),
});

/** A night of the pipeline, by what its source says of Anna: a contact with groups, or a record that `where` leaves out. */
function night(
  from: Ledger,
  existing: ReadonlyMap<string, Contact>,
  says: ConsentState | undefined,
  asked?: readonly string[],
): Plan {
  const of = new Map<string, Consent>([[bo, { state: 'yes', value: 'ja', line: 3 }]]);
  if (says) of.set(anna, { state: says, value: says, line: 2 });
  const isNo = says !== 'yes';
  return plan({
    desired: desired(
      [contact(bo, 'Bo', 'Kunder'), ...(asked ? [contact(anna, 'Anna', ...(isNo ? [] : asked))] : [])],
      {
        consent: {
          sources: [{ source: 'crm', maxAge: 365, of }],
          byKey: [],
          withheld: new Map(asked && isNo ? [[anna, asked]] : []),
          counts: { values: 0, odd: 0 },
        },
      },
    ),
    existing,
    ledger: from,
  });
}

/** Into which groups an undo of the plan would bring Anna, after the nights that came after it. */
function broughtBack(
  made: Plan,
  ledgerNow: Ledger,
  existing: ReadonlyMap<string, Contact>,
  on = today,
): readonly string[] {
  const back = makeUndoPlan({
    stamp: {
      id: 'undo',
      createdAt: '2026-11-24T09:00:00.000Z',
      account: 'default',
      url: made.url,
      keyMark: made.keyMark,
    },
    pipeline: 'nightly',
    load: made.load,
    existing,
    ledger: ledgerNow,
    limits: defaultGuards,
    done: { ...made, knownBy: new Map() },
    optedOut: { ...ledgerNow, pending: new Set<string>() },
    answered: 0,
    warnings: [],
  });
  const facts = {
    ledger: ledgerNow,
    pending: new Set<string>(),
    blockedNow: new Set<string>(),
    repliesComplete: true,
    today: on,
  };
  const { withheld } = permit(back, facts);
  return back.changes.flatMap((change, index) => {
    if (withheld.has(index) || change.msisdn !== anna) return [];
    return change.kind === 'create' ? change.groups : change.kind === 'addMembership' ? [change.group] : [];
  });
}

const cases: readonly {
  name: string;
  last: Parameters<typeof known>[0];
  says: ConsentState | undefined;
  asked?: readonly string[];
  back: readonly string[];
}[] = [
  { name: 'left out with a no', last: { state: 'yes', at: today - 10 }, says: 'no', back: [] },
  { name: 'left out with a yes', last: { state: 'yes', at: today - 10 }, says: 'yes', back: groups },
  { name: 'absent', last: { state: 'yes', at: today - 10 }, says: undefined, back: groups },
  {
    name: 'absent, and the yes has run out',
    last: { state: 'yes', at: today - 366 },
    says: undefined,
    back: [],
  },
  { name: 'absent, and the source has never said anything', last: undefined, says: undefined, back: [] },
  {
    name: 'there with a no, and asked into one of his groups',
    last: { state: 'yes', at: today - 10 },
    says: 'no',
    asked: ['Nyhetsbrev'],
    back: [],
  },
  {
    name: 'there with a yes, and asked into one of his groups',
    last: { state: 'yes', at: today - 10 },
    says: 'yes',
    asked: ['Nyhetsbrev'],
    back: ['Kampanj'],
  },
];

describe('who is removed in the night in which he says no is not brought back', () => {
  test.each(cases)('$name', ({ last, says, asked, back }) => {
    const made = night(known(last), before, says, asked);
    const now = applyPlan(made, before, 'merge');
    const learned = ledgerAfter(made, known(last), now);
    expect(broughtBack(made, learned, now)).toEqual(back);
    // Nor when another night was between.
    const second = night(learned, now, says, asked);
    expect(broughtBack(made, ledgerAfter(second, learned, now), now)).toEqual(back);
  });

  test('nor by another pipeline', () => {
    const made = night(known({ state: 'yes', at: today - 10 }), before, 'no');
    const now = applyPlan(made, before, 'merge');
    const learned = ledgerAfter(made, known({ state: 'yes', at: today - 10 }), now);
    const shop = plan({
      desired: desired([contact(anna, 'Anna', 'Nyhetsbrev', 'Butik')]),
      existing: now,
      ledger: learned,
      policy: { name: 'webshop' },
    });
    expect(shop.changes).toMatchObject([{ kind: 'create', groups: ['Butik'] }]);
  });

  test('a no said after the removal counts, too', () => {
    const first = night(known({ state: 'yes', at: today - 10 }), before, 'yes');
    const now = applyPlan(first, before, 'merge');
    const learned = ledgerAfter(first, known({ state: 'yes', at: today - 10 }), now);
    const second = night(learned, now, 'no');
    expect(broughtBack(first, ledgerAfter(second, learned, now), now)).toEqual([]);
  });

  test('what is known of him goes with the last run that can be undone, and nothing is learned of strangers', () => {
    const gone = known({ state: 'no', since: '2025-01-01T00:00:00.000Z' });
    const made = night({ ...gone, wants: new Map() }, new Map(), undefined);
    expect(made.consents?.drops).toEqual([['crm', anna]]);
    const stranger = night({ ...known(undefined), wants: new Map() }, new Map(), 'no');
    expect(stranger.consents?.upserts.map(({ msisdn }) => msisdn)).toEqual([bo]);
  });
});

describe('a yes that has run out since brings nobody back, nor does one that ended with groups of before', () => {
  const yes = known({ state: 'yes', at: today - 340 });

  test('who left with a yes that runs out', () => {
    const first = night(yes, before, undefined);
    const gone = applyPlan(first, before, 'merge');
    const learned = ledgerAfter(first, yes, gone);
    expect(broughtBack(first, learned, gone)).toEqual(groups);
    expect(broughtBack(first, learned, gone, today + 60)).toEqual([]);
  });

  test('who was taken out of a group while she said yes, and says no since', () => {
    const first = night(yes, before, 'yes', ['Kampanj']);
    const now = applyPlan(first, before, 'merge');
    const learned = ledgerAfter(first, yes, now);
    const second = night(learned, now, 'no', ['Kampanj']);
    const then = applyPlan(second, now, 'merge');
    const after = ledgerAfter(second, learned, then);
    expect(broughtBack(first, after, then)).toEqual([]);
    // Nor when a night with a yes was between.
    const between = night(learned, now, 'yes', ['Kampanj']);
    expect(between.consents?.upserts.filter(({ msisdn }) => msisdn === anna) ?? []).toEqual([]);
  });
});
