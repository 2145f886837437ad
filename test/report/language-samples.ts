import type { RejectionCode, Warning, WarningFigures } from '../../src/contact/rejection.ts';
import type { TrippedGuard } from '../../src/plan/guard.ts';
import type { RunReport } from '../../src/steps/run-report.ts';

/** Something of every kind that a report can tell, for the languages that it is told in. A kind that is missing is no TypeScript. */

const places = { total: 1200, examples: ['crm.csv:7', 'crm.csv:9'], more: 1198 };
const one = { total: 1, examples: ['crm.csv:7'], more: 0 };

const figures: { readonly [Code in keyof WarningFigures]: readonly WarningFigures[Code][] } = {
  'odd-opt-out': [
    { total: 1, examples: [['x', 1]], more: 0 },
    { total: 4, examples: [['x', 3]], more: 1, column: 'Stopp', yes: ['ja'], no: ['nej'] },
  ],
  'date-opt-out': [
    { total: 1, column: 'Stopp', example: '2026-03-01' },
    { total: 2, column: 'Stopp', example: '2026-03-01' },
  ],
  'unreadable-first-phone': [one, places],
  'unreadable-opt-out': [one, places],
  'opt-out-without-number': [one, places],
  'short-opt-out': [one, places],
  'unclear-dates': [
    {
      source: 'crm.csv',
      column: 'Köp',
      doubts: 1,
      unreadable: 0,
      examples: ['3/4/2026'],
      orders: ['dmy', 'mdy'],
    },
    {
      source: 'crm.csv',
      column: 'Köp',
      doubts: 2,
      unreadable: 3,
      examples: ['3/4/2026', 'i går'],
      orders: ['dmy', 'mdy'],
    },
  ],
  'empty-consent': [
    { source: 'crm.csv', column: 'Samtycke', records: 1 },
    { source: 'crm.csv', column: 'Samtycke', records: 1200 },
  ],
  'consent-groups': [
    { source: 'crm.csv', groups: ['Nyhetsbrv'] },
    { source: 'crm.csv', groups: ['Nyhetsbrv', 'Ort *'] },
  ],
  'consent-disagrees': [{ numbers: 1 }, { numbers: 2 }],
  'consent-elsewhere': [
    { contacts: 1, pipelines: ['webshop'] },
    { contacts: 2, pipelines: ['webshop', 'butik'] },
  ],
  'html-cells': [one, places],
  'unsplit-groups': [one, places],
  'json-cells': [one, places],
  'group-is-column': [one, places],
  'other-number-spelling': [one, places],
  'pipeline-renamed': [
    { other: 'gammal', contacts: 1 },
    { other: 'gammal', contacts: 4, wants: 1900, name: 'ny', folder: '/srv/pipelines' },
  ],
  'carried-against-record': [
    { numbers: 1, examples: ['46701740605'] },
    { numbers: 2, examples: ['46701740605', '46701740606'] },
  ],
  'opt-out-left': [
    { numbers: 1, examples: ['46701740605'] },
    { numbers: 2, examples: ['46701740605', '46701740606'] },
  ],
  'held-blocks-wait': [
    { numbers: 1, examples: ['46701740605'] },
    { numbers: 2, examples: ['46701740605', '46701740606'] },
    { numbers: 2, examples: ['46701740605', '46701740606'], lostOptOuts: true },
  ],
  'still-blocked': [
    { numbers: 1, runs: [] },
    { numbers: 3, silent: 2, runs: [['20261123-030000-k3f9', 3]] },
  ],
  'source-renamed': [{ before: ['kunder.csv'], contacts: 40 }],
  'keys-rewritten': [{ contacts: 40 }],
  'shifted-opt-out': [{ rows: 1 }, { rows: 2 }],
  'stray-opt-out': [one, places],
  duplicates: [{ numbers: 1 }, { numbers: 1200 }],
  'shared-key': [one, places],
  'group-case': [{ spellings: ['VIP', 'Vip'] }],
  'group-spelling': [{ spellings: ['Göteborg', 'Göteborg'], name: 'Göteborg' }],
  'rename-not-possible': [{ contacts: 1 }, { contacts: 2 }],
  'name-of-other-pipeline': [{ contacts: 1 }, { contacts: 2 }],
  'held-in-doubt': [
    { contacts: 1, memberships: 2, anonymous: 1, strangers: 0 },
    { contacts: 2, anonymous: 0, strangers: 3 },
  ],
  'unblock-waits': [{ numbers: 1 }, { numbers: 2, lostOptOuts: true }],
  'part-of-night': [
    { contacts: 1, others: 1 },
    { contacts: 2, others: 2 },
  ],
  'blocks-gone': [
    { again: 1, forgotten: 1 },
    { again: 2, forgotten: 2 },
  ],
  'owed-blocks': [
    { blocks: 1, failed: 1 },
    { blocks: 2, failed: 2 },
  ],
  'undo-blocks': [{ blocks: 1 }, { blocks: 2, answered: 1 }],
  'undo-stays': [{ contacts: 1 }, { contacts: 2 }],
  'undo-lessened': [{ contacts: 1 }, { contacts: 2 }],
  'undo-carried': [{ blocks: 1 }, { blocks: 2 }],
  'undo-no-consent': [{ contacts: 1 }, { contacts: 2 }],
  'undo-unread': [{ pipeline: 'nightly-crm', run: '20261123-030000-k3f9' }],
  'existing-repeated': [{ contacts: 1 }, { contacts: 2 }],
  'skipped-time': [
    {
      pipeline: 'nightly-crm',
      timeZone: 'Europe/Stockholm',
      day: '2027-03-28',
      time: '02:30',
      instead: '03:00',
    },
  ],
  'empty-opt-outs': [{ source: 'stopp.csv' }, { source: 'stopp.csv', rows: 12 }],
  'not-in-effect': [{ settings: ['x.y'] }],
  'write-back-failed': [{ reason: '…' }],
};

/** Warnings of every code, of one thing and of several. */
export const warnings: readonly Warning[] = Object.entries(figures).flatMap(([code, all]) =>
  all.map((own) => ({ code, figures: own }) as Warning),
);

const codes: Readonly<Record<RejectionCode, true>> = {
  'too-few-fields': true,
  'too-many-fields': true,
  'line-break': true,
  'closing-line': true,
  'not-a-number': true,
  'too-short': true,
  'too-long': true,
  'invalid-number': true,
  'spreadsheet-number': true,
  'identity-number': true,
  'number-type': true,
  country: true,
  'duplicate-number': true,
  'reserved-group': true,
  'cell-too-long': true,
  'too-many-groups': true,
  'garbled-text': true,
  'unclear-date': true,
};

export const rejectionCodes = Object.keys(codes) as RejectionCode[];

const guardNames: Readonly<Record<TrippedGuard['guard'], true>> = {
  removals: true,
  memberships: true,
  renames: true,
  blocks: true,
  unblocks: true,
  rejections: true,
  optOutValues: true,
  creates: true,
  joins: true,
  moves: true,
  consents: true,
  consentValues: true,
};

/** Guards of every kind: by a share, a number, and none at all; of one and of several. */
export const guards: readonly TrippedGuard[] = (Object.keys(guardNames) as TrippedGuard['guard'][]).flatMap(
  (guard): TrippedGuard[] => {
    const one = { rule: 'G1', guard, group: 'Kunder', count: 1, of: 4, limit: '2.5%', floor: 10 } as const;
    const { group, ...ofAll } = one;
    const many = guard === 'joins' ? one : ofAll;
    const doubtful: TrippedGuard[] =
      guard === 'removals' || guard === 'memberships'
        ? [
            { ...ofAll, inDoubt: 1 },
            { ...ofAll, count: 30, inDoubt: 20 },
          ]
        : [];
    return [
      ...doubtful,
      one,
      { ...many, count: 1300, of: 2600, limit: 5 },
      { ...one, count: 2, of: 0, limit: 0 },
    ];
  },
);

const reasons: Readonly<Record<RunReport['withheld'][number]['reason'], true>> = {
  'block-failed': true,
  guard: true,
  'block-owed': true,
  'not-ours': true,
  'wanted-elsewhere': true,
  'named-elsewhere': true,
  'blocked-otherwise': true,
  'replies-missing': true,
  together: true,
  'no-consent': true,
};

export const withheld: RunReport['withheld'] = (Object.keys(reasons) as (keyof typeof reasons)[]).map(
  (reason, index) => ({ msisdn: `467017406${10 + index}`, kind: 'create', reason }),
);
