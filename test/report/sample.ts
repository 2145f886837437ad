import { planReport } from '../../src/steps/plan-report.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { contact, contacts, created, desired, ledger, number, plan } from '../support/builders.ts';

/** A small plan with something of everything, and names that mean harm. */
const wished = desired(
  [
    contact(number(0), 'Anna Berg', 'Kunder'),
    contact(number(1), 'Bo Ek', 'Kunder', 'Ort Kalmar'),
    contact(number(4), 'Eva Hall'),
    contact(number(5), '=HYPERLINK("http://x")', 'Kunder'),
    contact(number(6), '<img src=x onerror=alert(1)>', '@all | *Kunder*'),
  ],
  {
    optOuts: new Set([number(4)]),
    rejections: [
      {
        source: 'crm.csv',
        line: 7,
        key: 'crm.csv\t9',
        field: 'Mobil',
        code: 'too-short',
        value: '070-174 06',
        told: 'The number has too few digits.',
        row: ['9', 'Filip', '070-174 06'],
      },
      {
        source: 'crm.csv',
        line: 9,
        field: '',
        code: 'too-many-fields',
        value: '10;Gun;070-174 06 20;x',
        told: 'The row has more fields than the header.',
        row: ['10', '-Gun', '070-174 06 20', 'x'],
      },
    ],
    warnings: [
      {
        code: 'group-case',
        figures: { spellings: ['VIP', 'Vip'] },
        told: 'The groups "VIP" and "Vip" differ only in case.',
      },
    ],
    counts: {
      read: 8,
      filtered: 1,
      withoutNumber: 0,
      rejected: 2,
      unusable: 2,
      optOutValues: 0,
      oddOptOutValues: 0,
      dateOptOutValues: 0,
      garbled: 0,
      duplicates: 0,
    },
  },
);

const made = plan({
  desired: wished,
  existing: contacts(
    contact(number(0), 'Anna B', 'Kunder', 'VIP'),
    contact(number(2), 'Cilla Dahl', 'Kunder'),
    contact(number(3), 'Dan Fors', 'Personal'),
  ),
  ledger: ledger({ contacts: { [number(0)]: created('Kunder', 'VIP'), [number(2)]: created('Kunder') } }),
  policy: { guards: { removals: 0 } },
});

export const samplePlan = planReport(made, wished);

const common = {
  run: made.id,
  plan: samplePlan,
  startedAt: '2026-11-23T03:00:00.000Z',
  seconds: 2.4,
  timings: [
    { step: 'sources' as const, seconds: 0.3 },
    { step: 'export' as const, seconds: 1.1 },
    { step: 'plan' as const, seconds: 0.01 },
    { step: 'load' as const, seconds: 0.5 },
    { step: 'verify' as const, seconds: 0.4 },
  ],
  stopped: undefined,
  replies: undefined,
};

/** The plan carried out; one row failed, one contact is not as it should be. */
export const sampleRun: RunReport = {
  ...common,
  exitCode: 4,
  replies: { new: 3, blocked: 1, failures: 0, gap: false },
  heldBack: false,
  savedAs: undefined,
  outcomes: made.changes.map((change) =>
    change.kind === 'create' && change.msisdn === number(5) ? 'failed' : 'done',
  ),
  calls: {
    add_to_blocklist: { done: 1, failed: 0 },
    rm_contact_from_group: { done: 1, failed: 0 },
    rm_contact: { done: 1, failed: 0 },
    import_contacts_list: { done: 2, failed: 1 },
  },
  failures: [
    {
      endpoint: 'import_contacts_list',
      msisdns: [number(5)],
      changes: [4],
      state: 'failed',
      message: 'Jojka refused import_contacts_list (HTTP 200): invalid name',
    },
  ],
  skipped: 0,
  withheld: [],
  verification: {
    confirmed: 5,
    respelled: 0,
    missing: 1,
    altered: 0,
    repaired: 1,
    changedMeanwhile: 2,
    differences: [{ msisdn: number(5), verdict: 'missing', message: 'is not there though it was to be' }],
  },
};

/** The same plan, held back by a guard; its block was sent. */
export const sampleHeldBack: RunReport = {
  ...common,
  exitCode: 3,
  heldBack: true,
  savedAs: '.jojka-sync/plans/20261123-030000-test.json',
  outcomes: made.changes.map(({ kind }) => (kind === 'block' ? 'done' : 'pending')),
  calls: { add_to_blocklist: { done: 1, failed: 0 } },
  failures: [],
  skipped: 0,
  withheld: [],
  verification: undefined,
};
