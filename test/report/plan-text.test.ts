import { describe, expect, test } from 'vitest';
import type { Rejection } from '../../src/contact/rejection.ts';
import { planJsonValue } from '../../src/report/plan-json.ts';
import { planText } from '../../src/report/plan-text.ts';
import { redactPlanReport } from '../../src/report/redact.ts';
import { rejectsCsv } from '../../src/report/rejects.ts';
import { planReport } from '../../src/steps/plan-report.ts';
import { contacts, desired, plan } from '../support/builders.ts';
import { samplePlan } from './sample.ts';

test('redacted: numbers masked, names left out', async () => {
  const text = planText(redactPlanReport(samplePlan), { color: false });
  await expect(text).toMatchFileSnapshot('golden/plan-redacted.txt');
  expect(JSON.stringify(planJsonValue(redactPlanReport(samplePlan)))).not.toMatch(
    /467017406\d\d|Anna|Bo Ek|Cilla|Filip|Gun\b/,
  );
});

test('what is capped is counted', () => {
  const text = planText(samplePlan, { color: false, limit: 1 });
  expect(text).toContain('… 1 more kind of rejections not shown');
});

test('rejections are told by what is wrong, three of each by their key, and they add up', () => {
  const rejections = Array.from(
    { length: 5 },
    (_, index): Rejection => ({
      source: 'crm.csv',
      line: index + 2,
      key: `crm.csv\tK${index}`,
      field: 'Mobil',
      code: 'too-short',
      value: '08',
      row: [],
    }),
  );
  const reserved: Rejection = {
    ...(rejections[0] as Rejection),
    line: 9,
    field: 'Grupp',
    code: 'reserved-group',
  };
  const records = { ...samplePlan.records, rejected: 5 } as typeof samplePlan.records;
  const text = planText({ ...samplePlan, records, rejections: [...rejections, reserved] }, { color: false });
  expect(text).toContain('Rejected (5 records, and 1 value of records that go on)');
  expect(text).toMatch(/! too-short \(5\) .*\n +crm.csv:2 {2}record K0\n.*K1\n.*K2\n +… 2 more\n/);
  expect(text).not.toContain('K3');
});

test('colour only where it is asked for', () => {
  const esc = String.fromCharCode(27);
  expect(planText(samplePlan, { color: true })).toContain(`${esc}[`);
  expect(planText(samplePlan, { color: false })).not.toContain(esc);
});

test('a plan with nothing to change says so', () => {
  const none = desired([]);
  const text = planText(planReport(plan({ desired: none, existing: contacts() }), none), { color: false });
  expect(text).toContain('Nothing to change.');
});

describe('rejections as CSV', () => {
  const rejection = (source: string, row: (string | string[])[]) => ({
    source,
    line: 3,
    field: 'Mobil',
    code: 'not-a-number' as const,
    value: '=HYPERLINK("http://x";"y")',
    told: 'There is no phone number here.',
    row,
  });

  test('opens right in a spreadsheet, and nothing in it is calculated', () => {
    const csv = rejectsCsv([rejection('crm.csv', ['17', '=HYPERLINK("http://x";"y")'])], {
      'crm.csv': ['Kundnr', 'Mobil'],
    });
    expect(csv).toBe(
      '\ufeffKundnr;Mobil;source;line;field;code;value;message\r\n' +
        '17;"\'=HYPERLINK(""http://x"";""y"")";crm.csv;3;Mobil;not-a-number;"\'=HYPERLINK(""http://x"";""y"")";There is no phone number here.\r\n',
    );
  });

  test('rows of several sources, with columns of the same name and of ours, and more fields than columns', () => {
    const csv = rejectsCsv(
      [rejection('a', ['1', 'x', 'left over']), rejection('b', [['VIP', 'Lund'], 'y', 'again'])],
      { a: ['Nr', 'Code'], b: ['Tags', 'Nr', 'Nr'] },
    );
    const [head, first, second] = csv
      .slice(1)
      .split('\r\n')
      .map((line) => line.split(';').slice(0, 5));
    expect(head).toEqual(['Nr', 'Code', 'Tags', 'Nr (2)', 'source']);
    expect(first).toEqual(['1', 'x', '', '', 'a']);
    expect(second).toEqual(['y', '', 'VIP|Lund', 'again', 'b']);
    expect(csv).toContain(';rejected code;');
    expect(csv).toContain(';extra 1\r\n');
    expect(csv).toContain(';left over\r\n');
  });
});
