import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { guardNames, guardRules } from '../../src/contact/guard-rules.ts';
import { renderPlan, renderRun } from '../../src/report/formats.ts';
import { planDocument, reportDocument, runDocument } from '../../src/report/json-schema.ts';
import { redactPlanReport } from '../../src/report/redact.ts';
import { rejectsCsv } from '../../src/report/rejects.ts';
import { sampleHeldBack, samplePlan, sampleRun } from './sample.ts';

describe('golden files', () => {
  test.each([
    ['text', 'txt'],
    ['json', 'json'],
    ['markdown', 'md'],
    ['csv', 'csv'],
  ] as const)('%s', async (format, ending) => {
    await expect(renderPlan(samplePlan, format)).toMatchFileSnapshot(`golden/sample-plan.${ending}`);
    await expect(renderRun(sampleRun, format)).toMatchFileSnapshot(`golden/sample-run.${ending}`);
    await expect(renderRun(sampleHeldBack, format)).toMatchFileSnapshot(`golden/sample-held-back.${ending}`);
  });

  test('rejections, with their own columns', async () => {
    const csv = rejectsCsv(samplePlan.rejections, { 'crm.csv': ['Kundnr', 'Namn', 'Mobil'] });
    await expect(csv).toMatchFileSnapshot('golden/sample-rejects.csv');
  });
});

describe('JSON', () => {
  test.each([
    ['a plan', renderPlan(samplePlan, 'json'), planDocument],
    ['a redacted plan', renderPlan(redactPlanReport(samplePlan), 'json'), planDocument],
    ['a run', renderRun(sampleRun, 'json'), runDocument],
    ['a run that was held back', renderRun(sampleHeldBack, 'json'), runDocument],
  ])('%s is what its schema says', (_, text, schema) => {
    expect(() => schema.parse(JSON.parse(text))).not.toThrow();
  });

  test.each(guardNames)('a run that the guard of %s held back is, too', (guard) => {
    const tripped = { rule: guardRules[guard], guard, count: 12, of: 40, limit: '5%', floor: 10 };
    const { plan } = sampleHeldBack;
    const report = { ...sampleHeldBack, plan: { ...plan, plan: { ...plan.plan, guards: [tripped] } } };
    expect(() => runDocument.parse(JSON.parse(renderRun(report, 'json')))).not.toThrow();
  });

  test('the JSON Schema for other programs is that of this version', async () => {
    const schema = `${JSON.stringify(z.toJSONSchema(reportDocument), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot('../../docs/report.schema.json');
  });
});

describe('hostile names', () => {
  test('do no harm in Markdown: no HTML, no link, nobody mentioned', () => {
    for (const text of [renderPlan(samplePlan, 'markdown'), renderRun(sampleRun, 'markdown')]) {
      expect(text).not.toMatch(/<img|@all|http:\/\//);
      expect(text).toContain('&lt;img src=x onerror=alert(1)>');
    }
  });

  test('are not calculated in a spreadsheet', () => {
    for (const text of [renderPlan(samplePlan, 'csv'), renderRun(sampleRun, 'csv')])
      expect(text).toContain('"\'=HYPERLINK(""http://x"")"');
  });
});

test('a Markdown report has room in a comment, however large the plan', () => {
  const { plan } = samplePlan;
  const changes = Array.from({ length: 5000 }, (_, index) => ({
    kind: 'create' as const,
    msisdn: `46700${index}`,
    name: 'N'.repeat(500),
    groups: ['Kunder'],
  }));
  const text = renderPlan({ ...samplePlan, plan: { ...plan, changes } }, 'markdown');
  expect(text.length).toBeLessThan(20_000);
  expect(text).toContain('… 4,990 more.');
});

test.each([
  ['en', 'Stopped by SIGTERM.', /^Stopped by SIGTERM\.$/m],
  ['en', 'The key is wrong.', /^Stopped: The key is wrong\.$/m],
  ['sv', 'Stopped by SIGTERM.', /^Avbruten: Stopped by SIGTERM\.$/m],
] as const)('%s: why a run stopped: %s', (lang, stopped, said) => {
  expect(renderRun({ ...sampleRun, stopped }, 'text', { color: false, lang })).toMatch(said);
});
