import fc from 'fast-check';
import { expect, test } from 'vitest';
import { examples } from '../support/length.ts';
import { type Row, type Setting, startHistory } from './history.ts';
import { dayShown, startModel } from './model.ts';

/**
 * The law of consent, over the whole path (transform, plan, permit, load, ledger): whatever the order of consent, opt-out, STOP,
 * expiry and a changed number, nobody without a yes is in a group that needs one, and nobody who objected can be reached.
 */

const first = '2026-01-15';
const people = 4;
const number = (index: number) => `07017406${10 + index}`;
const msisdn = (phone: string) => `46${phone.slice(1)}`;

const settings: fc.Arbitrary<Setting> = fc.record({
  absent: fc.constantFrom('keep', 'remove-managed'),
  mode: fc.constantFrom('add', 'mirror'),
  optedOut: fc.constantFrom('keep', 'no-groups', 'remove'),
  duplicates: fc.constantFrom('merge', 'first', 'last', 'reject'),
  groups: fc.constantFrom(undefined, ['nyhets*']),
  semantics: fc.constantFrom('merge', 'replace'),
  singleAdds: fc.constantFrom(0, 50),
});

const person = fc.integer({ min: 0, max: people - 1 });
type Event =
  | { kind: 'says'; who: number; yes: string; daysAgo: number | undefined }
  | { kind: 'stop'; who: number }
  | { kind: 'reply'; who: number }
  | { kind: 'number'; who: number; to: number | 'broken' }
  | { kind: 'status'; who: number; status: string }
  | { kind: 'leaves' | 'comes'; who: number; in: 'nightly' | 'webshop' };
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('says' as const),
      who: person,
      yes: fc.constantFrom('ja', 'ja', 'nej', '', 'kanske'),
      daysAgo: fc.constantFrom(0, 0, 100, 364, 365, 366, undefined),
    }),
  },
  fc.record({ kind: fc.constant('stop' as const), who: person }),
  fc.record({ kind: fc.constant('reply' as const), who: person }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('number' as const),
      who: person,
      to: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant('broken' as const)),
    }),
  },
  fc.record({ kind: fc.constant('status' as const), who: person, status: fc.constantFrom('aktiv', 'vilar') }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('leaves' as const, 'comes' as const),
      who: person,
      in: fc.constantFrom('nightly' as const, 'webshop' as const),
    }),
  },
);
const night = fc.record({
  events: fc.array(event, { maxLength: 4 }),
  days: fc.constantFrom(1, 1, 30, 200),
  order: fc.constantFrom<readonly ('nightly' | 'webshop')[]>(
    ['nightly'],
    ['nightly', 'webshop'],
    ['webshop', 'nightly'],
  ),
});

/** The CRM's rows, and who is in which list. */
function startCrm() {
  const rows = Array.from(
    { length: people },
    (_, index): Row => ({
      key: `K${index}`,
      phone: number(index),
      yes: 'ja',
      day: first,
      stop: '',
      status: 'aktiv',
    }),
  );
  const lists = { nightly: new Set([0, 1, 2, 3]), webshop: new Set([0, 1]) };
  const change = (who: number, part: Partial<Row>) => {
    rows[who] = { ...(rows[who] as Row), ...part };
  };
  return {
    rowsOf: (list: 'nightly' | 'webshop') => rows.filter((_, index) => lists[list].has(index)),
    phoneOf: (who: number) => (rows[who] as Row).phone,
    take(one: Event, today: number): void {
      if (one.kind === 'says')
        change(one.who, {
          yes: one.yes,
          day: one.daysAgo === undefined ? '' : dayShown(today - one.daysAgo, new Date(first)),
        });
      else if (one.kind === 'stop') change(one.who, { stop: 'ja' });
      else if (one.kind === 'number')
        change(one.who, { phone: one.to === 'broken' ? '070-17' : number(one.to) });
      else if (one.kind === 'status') change(one.who, { status: one.status });
      else if (one.kind === 'leaves') lists[one.in].delete(one.who);
      else if (one.kind === 'comes') lists[one.in].add(one.who);
    },
  };
}

test('nobody without a yes is in a group that needs one, and nobody who objected can be reached', async () => {
  await fc.assert(
    fc.asyncProperty(settings, fc.array(night, { minLength: 1, maxLength: 6 }), async (setting, nights) => {
      const history = startHistory(setting, first);
      const model = startModel(new Date(first), { rejectsDuplicates: setting.duplicates === 'reject' });
      const crm = startCrm();
      let today = 0;
      for (const { events, days, order } of nights) {
        today += days;
        for (const one of events) crm.take(one, today);
        const replies = events.flatMap((one) =>
          one.kind === 'reply' && crm.phoneOf(one.who) !== '070-17' ? [msisdn(crm.phoneOf(one.who))] : [],
        );
        for (const name of order) {
          await history.night(name, crm.rowsOf(name), history.firstDay + today, replies);
          if (name === 'nightly') model.night(crm.rowsOf('nightly'), replies);
          else model.elsewhere(crm.rowsOf('webshop'));
        }

        const concerned = history.wants('nightly');
        const needing = setting.groups ? ['Nyhetsbrev'] : ['Kunder', 'Nyhetsbrev'];
        for (const { msisdn: who, groups } of history.jojka.contacts.values())
          if (concerned.has(who) && needing.some((group) => groups.includes(group)))
            expect([who, model.hasYes(who, today)]).toEqual([who, true]);
        for (const who of model.objected)
          if (history.jojka.contacts.has(who))
            expect([who, history.jojka.blocked.has(who)]).toEqual([who, true]);
      }
    }),
    // The same histories in every run of CI; CONSENT_SEED tells others.
    { numRuns: examples(60, 1500), seed: Number(process.env.CONSENT_SEED ?? 20261129) },
  );
});
