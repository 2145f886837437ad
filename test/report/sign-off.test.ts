import { describe, expect, test } from 'vitest';
import { shellWord } from '../../src/contact/shell-word.ts';
import type { PlanBasis } from '../../src/plan/basis.ts';
import { planParts, renderPlan, renderRun } from '../../src/report/formats.ts';
import { shareRows } from '../../src/report/html/share-rows.ts';
import { redactPlanReport, redactRunReport } from '../../src/report/redact.ts';
import { howToApplyHeld, howToApplyPlan } from '../../src/report/sentences/apply.ts';
import { comparisonLines, sourceLines } from '../../src/report/sentences/basis.ts';
import { unmanagedLines } from '../../src/report/sentences/left-alone.ts';
import { planReport } from '../../src/steps/plan-report.ts';
import { contact, contacts, created, desired, ledger, number, plan } from '../support/builders.ts';
import { sampleHeldBack, samplePlan, sampleRun } from './sample.ts';

/** What a person reads before he signs. */
const file = { name: 'crm', kind: 'source', type: 'csv', path: 'data/crm.csv' } as const;
const basis: PlanBasis = {
  sources: [
    { ...file, rows: 8, modifiedAt: '2026-11-22T18:04:33.000Z', bytes: 412_345 },
    { name: 'postgres-2', kind: 'source', type: 'postgres', rows: 1200 },
    {
      name: 'stopp.csv',
      kind: 'optOuts',
      type: 'csv',
      path: 'stopp.csv',
      rows: 1,
      bytes: 30,
      modifiedAt: '2026-11-01T00:00:00.000Z',
    },
  ],
  lastGood: {
    run: '20261122-030000-a2b3',
    at: '2026-11-22T03:00:00.000Z',
    records: 16,
    desired: 4,
    rejections: 2,
    sources: [{ ...file, rows: 16, modifiedAt: '2026-11-22T18:04:33.000Z', bytes: 412_345 }],
  },
};
const signed = { ...samplePlan, basis, savedAs: 'to night.json' };
const held = { ...sampleHeldBack, plan: { ...sampleHeldBack.plan, basis } };

describe('where a plan comes from', () => {
  test('sources, with date, size and rows, and whether the file is that of last time', () => {
    expect(sourceLines(signed)).toEqual([
      'From crm (data/crm.csv): 8 rows, 412 kB, written 2026-11-22 18:04 UTC, the same file as last time: nothing has written it since.',
      'From postgres-2 (postgres): 1,200 rows.',
      'From opt-outs stopp.csv: 1 row, 30 B, written 2026-11-01 00:00 UTC.',
    ]);
  });

  test('how figures stand against the last good run', () => {
    expect(comparisonLines(signed)).toEqual([
      'Against the last good run (20261122-030000-a2b3, 2026-11-22 03:00 UTC): records read 16 → 8 (-8, -50 %), contacts desired 4 → 5 (+1, +25 %), rejected 2 → 2.',
    ]);
    expect(comparisonLines({ ...signed, basis: { sources: [] } })).toEqual([
      'No sync of this pipeline has gone through yet: there is nothing to compare with.',
    ]);
    expect(comparisonLines(samplePlan)).toEqual([]);
  });

  test.each(['text', 'markdown', 'html', 'json'] as const)('stands in %s', (format) => {
    for (const text of [renderPlan(signed, format), renderRun(held, format)]) {
      expect(text).toContain('data/crm.csv');
      expect(text.replaceAll('\\', '')).toMatch(/postgres-2/);
      expect(text).toContain(format === 'json' ? '"bytes": 412345' : '2026-11-22 18:04 UTC');
    }
  });
});

describe('how it is applied', () => {
  test.each([
    [
      'a plan that is saved',
      { ...samplePlan, plan: { ...samplePlan.plan, guards: [] }, savedAs: 'a.json' },
      'jojka-sync apply a.json',
    ],
    [
      'one that guards hold back',
      signed,
      `jojka-sync apply 'to night.json' --accept ${samplePlan.plan.fingerprint}`,
    ],
    ['one that is not saved', samplePlan, 'jojka-sync plan nightly --out plan.json'],
  ])('%s', (_, report, command) => {
    expect(howToApplyPlan(report).command).toBe(command);
    expect(renderPlan(report, 'markdown')).toContain(`\n${command}\n`);
    expect(renderPlan(report, 'html')).toContain(command.replaceAll("'", '&#39;'));
  });

  test('a night that was held back', () => {
    expect(howToApplyHeld(held)).toEqual({
      text: 'The plan is saved as .jojka-sync/plans/20261123-030000-test.json, to be applied until 2026-11-24 03:00 UTC, or later with --max-age (7d at most). To apply exactly that plan:',
      command: `jojka-sync apply ${held.run} --accept ${samplePlan.plan.fingerprint}`,
    });
    expect(howToApplyHeld({ ...held, savedAs: undefined }).command).toBeUndefined();
  });

  test.each([
    ['plan.json', 'plan.json'],
    ['-x', "'-x'"],
    ["it's $(rm)", "'it'\\''s $(rm)'"],
    ['', "''"],
  ])('a shell reads %j as one word', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});

describe('a place to sign', () => {
  test.each(['html', 'markdown'] as const)(
    '%s: of a plan and a held night, with the fingerprint, not of what is done',
    (format) => {
      for (const text of [renderPlan(samplePlan, format), renderRun(sampleHeldBack, format)]) {
        expect(text).toMatch(/Name[\s\S]*Date[\s\S]*Signature/);
        expect(text).toContain(`I have read this plan (fingerprint ${samplePlan.plan.fingerprint})`);
      }
      expect(renderRun(sampleRun, format)).not.toContain('Signature');
      const none = planReport(plan({ desired: desired([]), existing: contacts() }), desired([]));
      expect(renderPlan(none, format)).not.toContain('Signature');
    },
  );
});

test('a held plan speaks of what it would do', () => {
  for (const format of ['text', 'markdown', 'html'] as const) {
    expect(renderRun(held, format), format).toContain('4 contacts would be created');
    expect(renderRun(held, format), format).not.toMatch(/to create|people join/);
    expect(renderPlan(signed, format), format).toContain('1 number would be blocked');
  }
  expect(renderRun(held, 'text')).toMatch(/^Held back: (?!.*blocked)/m);
});

describe('what is not managed', () => {
  test.each([
    [
      9,
      100,
      /^Desired and there already, but not managed: 9 contacts, 0 memberships\. To take them over: jojka-sync adopt nightly$/,
    ],
    [10, 100, /best before the first sync:\njojka-sync adopt nightly --dry-run$/],
  ])('%i of %i: the plan leads through adopt', (count, existing, text) => {
    const { summary } = samplePlan.plan;
    const lines = unmanagedLines(
      { ...summary, existing, unmanaged: { contacts: count, memberships: 0 } },
      'nightly',
    );
    expect(lines.join('\n')).toMatch(text);
  });

  const many = { ...samplePlan, unmanaged: [contact('46701740690', '=Ulla', 'Personal', 'VIP')] };

  test('in CSV as rows of their own kind, safe in a spreadsheet; in text where to find them', () => {
    expect(renderPlan(many, 'csv')).toMatch(
      /\r\nunmanaged;46701740690;'=Ulla;'=Ulla;;Personal \| VIP;Personal \| VIP\r\n$/,
    );
    expect(renderRun({ ...sampleRun, plan: many }, 'csv')).toMatch(/;Personal \| VIP;\r\n$/);
    expect(renderPlan(many, 'text')).toContain('jojka-sync plan nightly --format csv');
    expect(renderPlan(samplePlan, 'text')).not.toContain('--format csv');
  });

  test('redacted as other rows are', () => {
    const redacted = redactPlanReport(many);
    for (const format of ['csv', 'html'] as const) {
      expect(renderPlan(redacted, format)).toContain('46701•••690');
      expect(renderPlan(redacted, format)).not.toMatch(/46701740690|Ulla/);
    }
  });

  test('a million of them are read as they are written, and a page holds the first and says so', () => {
    let read = 0;
    const million = {
      *[Symbol.iterator]() {
        for (let index = 0; index < 1_000_000; index++) {
          read++;
          yield contact(String(46_700_000_000 + index), 'Namn', 'Personal');
        }
      },
    };
    let bytes = 0;
    let largest = 0;
    let ahead = 0;
    for (const part of planParts({ ...samplePlan, unmanaged: million }, 'csv')) {
      bytes += part.length;
      largest = Math.max(largest, part.length);
      ahead = Math.max(ahead, read * 50 - bytes);
    }
    expect(bytes).toBeGreaterThan(45_000_000);
    expect(largest).toBeLessThan(100_000);
    expect(ahead).toBeLessThan(5_000_000);
    const page = renderPlan({ ...samplePlan, unmanaged: million }, 'html');
    expect(page).toContain('Of the unmanaged the first 20,000 are listed here; the CSV report has all.');
    expect(page.length).toBeLessThan(3_000_000);
  });
});

test('a run to be passed on: no number and no name in what became of it', () => {
  const text = (['text', 'json', 'csv', 'markdown', 'html'] as const)
    .map((format) => renderRun(redactRunReport(sampleRun), format))
    .join('\n');
  expect(text).not.toMatch(/467017406\d\d|Anna|Bo Ek|Cilla|Dan Fors|Eva|Filip/);
});

test.each([
  [[1000, 5, 3], 300, [292, 5, 3]],
  [[1000, 1000], 300, [150, 150]],
  [[10, 20], 300, [10, 20]],
  [[0, 400, 400, 400], 300, [0, 100, 100, 100]],
  [[], 300, []],
])('rows are shared among kinds: %j in %i', (counts, room, shares) => {
  expect(shareRows(counts, room)).toEqual(shares);
});

test('who stays blocked is counted', () => {
  const wished = desired([contact(number(0), 'Anna')]);
  const report = planReport(
    plan({
      desired: wished,
      existing: contacts(contact(number(0), 'Anna')),
      ledger: ledger({
        contacts: { [number(0)]: created() },
        blocks: { [number(0)]: ['manual'], [number(1)]: ['reply'], [number(2)]: ['source'] },
      }),
    }),
    wished,
  );
  for (const format of ['text', 'markdown', 'html'] as const)
    expect(renderPlan(report, format)).toContain(
      'Blocked, and so they stay whatever the source says: 1 by hand, 1 by a STOP.',
    );
});
