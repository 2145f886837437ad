import { describe, expect, test } from 'vitest';
import { english } from '../../src/report/language/en.ts';
import { swedish } from '../../src/report/language/sv.ts';
import { isReport, renderUnfinished } from '../../src/report/unfinished.ts';

/** What is one of our own reports may be written over by the next night's; nobody's list is taken for one. */
describe.each([english, swedish])('in $lang', (words) => {
  test.each(['text', 'json', 'markdown', 'html', 'csv'] as const)(
    'an unfinished report as %s is ours',
    (format) => {
      const at = new Date('2026-11-29T02:00:00.000Z');
      expect(isReport(renderUnfinished(words.page.unfinished, format, at, words))).toBe(true);
    },
  );

  test('the head of a plan is ours', () => {
    expect(
      isReport(`crm → ${words.plan.account('default')}   ${words.plan.planId('20261129-020000-abcd')}\n`),
    ).toBe(true);
  });
});

test.each([
  'id;mobil;namn\nK1;0701740605;Anna\n',
  '{"name":"crm"}',
  '<!doctype html><title>Lista</title>',
  '',
])('%j is not', (text) => {
  expect(isReport(text)).toBe(false);
});
