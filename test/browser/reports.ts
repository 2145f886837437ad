import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contact } from '../../src/contact/contact.ts';
import { renderPlan, renderRun } from '../../src/report/formats.ts';
import { type PlanReport, planReport } from '../../src/steps/plan-report.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { sampleRun } from '../report/sample.ts';
import { contact, contacts, created, desired, ledger, number, plan, want } from '../support/builders.ts';

const folder = mkdtempSync(join(tmpdir(), 'jojka-sync-browser-'));

/** Writes a report as HTML; gives the address to open it by. */
export function pageOf(report: PlanReport | RunReport, name: string, lang: 'en' | 'sv' = 'en'): string {
  const options = { color: false, lang };
  const text =
    'outcomes' in report ? renderRun(report, 'html', options) : renderPlan(report, 'html', options);
  const path = join(folder, `${name}.html`);
  writeFileSync(path, text);
  return `file://${path}`;
}

const firstNames = ['Anna', 'Bo', 'Cilla', 'Dan', 'Eva', 'Filip', 'Gun', 'Hugo', 'Åsa', 'Örjan'];
const lastNames = ['Berg', 'Ek', 'Dahl', 'Fors', 'Hall', 'Lind', 'Strand', 'Åkesson'];
const towns = ['Lund', 'Umeå', 'Kalmar', 'Östersund', 'Malmö', 'Gävle'];

/** A plan of so many changes: half of them creates, the others renames and moves between groups. */
export function largePlan(changes: number): PlanReport {
  const name = (index: number) =>
    `${firstNames[index % firstNames.length]} ${lastNames[index % lastNames.length]} ${index}`;
  const msisdn = (index: number) => `4670${String(1_000_000 + index)}`;
  const town = (index: number) => `Ort ${towns[index % towns.length]}`;
  const half = Math.floor(changes / 2);
  const existing: Contact[] = Array.from({ length: half }, (_, index) =>
    contact(msisdn(index), `Förra ${index}`, 'Kunder', town(index)),
  );
  const wished = desired([
    ...Array.from({ length: half }, (_, index) => contact(msisdn(index), name(index), 'Kunder', town(index))),
    ...Array.from({ length: changes - half }, (_, index) =>
      contact(msisdn(half + index), name(half + index), 'Kunder', town(index)),
    ),
  ]);
  return planReport(plan({ existing: contacts(...existing), desired: wished }), wished);
}

/** A night as many are: some of everything, in Swedish towns, with invented people. */
export function ordinaryNight(): PlanReport {
  const person = (index: number, ...groups: string[]) =>
    contact(
      number(index),
      `${firstNames[index % firstNames.length]} ${lastNames[(index * 3) % lastNames.length]}`,
      ...groups,
    );
  const everybody = Array.from({ length: 60 }, (_, index) =>
    person(index, 'Kunder', `Ort ${towns[index % towns.length]}`, ...(index % 3 === 0 ? ['Nyhetsbrev'] : [])),
  );
  const before = everybody
    .slice(0, 48)
    .map((one, index) =>
      index % 8 === 3
        ? { ...one, name: one.name.slice(0, -2) }
        : index % 10 === 4
          ? { ...one, groups: [...one.groups, 'VIP'] }
          : one,
    );
  const wished = desired(everybody.slice(2), {
    optOuts: new Set([number(5), number(70)]),
    rejections: [
      {
        source: 'crm.csv',
        line: 14,
        field: 'Mobil',
        code: 'too-short',
        value: '070-174 06',
        row: ['K14', 'Nils', '070-174 06'],
      },
      {
        source: 'crm.csv',
        line: 31,
        field: 'Telefon',
        code: 'number-type',
        value: '08-465 004 12',
        figures: { type: 'landline' },
        row: ['K31', 'Ulla', '08-465 004 12'],
      },
    ],
    warnings: [
      {
        code: 'group-case',
        figures: { spellings: ['VIP', 'Vip'] },
      },
    ],
    counts: {
      read: 62,
      filtered: 2,
      withoutNumber: 0,
      rejected: 2,
      unusable: 1,
      duplicates: 0,
      optOutValues: 0,
      oddOptOutValues: 0,
      dateOptOutValues: 0,
      garbled: 0,
    },
  });
  const managed = Object.fromEntries(before.map(({ msisdn, groups }) => [msisdn, created(...groups)]));
  const made = plan({
    existing: contacts(...before),
    desired: wished,
    ledger: ledger({
      contacts: managed,
      wants: { nightly: { [number(0)]: want('', [], { keys: [`crm\tK${number(59)}`] }) } },
    }),
    policy: { name: 'nightly' },
    id: '20261123-030000-k3f9',
  });
  const file = { name: 'data/crm.csv', kind: 'source' as const, type: 'csv', path: 'data/crm.csv', rows: 62 };
  return planReport(made, wished, [], {
    basis: {
      sources: [{ ...file, modifiedAt: '2026-11-22T18:04:00.000Z', bytes: 4_812 }],
      lastGood: {
        run: '20261122-030000-a2b3',
        at: '2026-11-22T03:00:00.000Z',
        records: 60,
        desired: 57,
        rejections: 2,
        sources: [{ ...file, rows: 60, modifiedAt: '2026-11-21T18:03:00.000Z', bytes: 4_701 }],
      },
    },
    unmanaged: [contact(number(80), 'Ulla Nord', 'Personal'), contact(number(81), 'Nils Ask')],
  });
}

/** That night carried out, or held back by a guard. */
export function ordinaryRun(kind: 'done' | 'held-back'): RunReport {
  const report = ordinaryNight();
  const { plan: made } = report;
  const heldBack = kind === 'held-back';
  const guards: RunReport['plan']['plan']['guards'] = [
    {
      rule: 'G1',
      guard: 'memberships',
      group: 'VIP',
      count: 5,
      of: 5,
      limit: 2,
      floor: 10,
    },
  ];
  return {
    ...sampleRun,
    run: made.id,
    plan: heldBack ? { ...report, plan: { ...made, guards } } : report,
    exitCode: heldBack ? 3 : 0,
    heldBack,
    savedAs: heldBack ? `.jojka-sync/plans/${made.id}.json` : undefined,
    outcomes: made.changes.map((change) => (heldBack && change.kind !== 'block' ? 'pending' : 'done')),
    calls: Object.fromEntries(
      Object.entries(made.summary.calls)
        .filter(([endpoint]) => !heldBack || endpoint === 'add_to_blocklist')
        .map(([endpoint, count]) => [endpoint, { done: count, failed: 0 }]),
    ),
    failures: [],
    verification: heldBack
      ? undefined
      : {
          confirmed: made.contacts.length,
          respelled: 0,
          missing: 0,
          altered: 0,
          repaired: 0,
          changedMeanwhile: 0,
          differences: [],
        },
  };
}
