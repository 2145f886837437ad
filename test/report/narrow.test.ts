import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/doctor/check.ts';
import { doctorText } from '../../src/report/doctor.ts';
import { rejectsText } from '../../src/report/rejects.ts';
import { wrapText } from '../../src/report/wrap.ts';
import { samplePlan } from './sample.ts';

/** Results on a narrow terminal, after the last wrapping: nothing is wider, and what goes on stands below its own beginning. */
const checks: Check[] = [
  { name: 'key', verdict: 'ok', said: 'JOJKA_API_KEY is set, and Jojka takes the key of account "default".' },
  {
    name: 'source crm-contacts.csv',
    verdict: 'warn',
    said: 'The file is there, and nobody has written it for more than three days: is the export still running?',
    advice:
      'Look whether the export of the CRM runs every night, then try again with: jojka-sync doctor nightly',
  },
  {
    name: 'disk',
    verdict: 'fail',
    said: 'There is no room.',
    advice: 'Make some.\njojka-sync prune --older-than 90d',
  },
] as never;

describe.each([60, 80, 120])('%s columns', (width) => {
  const shown = (text: string) => wrapText(text, width).trimEnd().split('\n');

  test('doctor', () => {
    const lines = shown(doctorText(checks, { color: false, width }));
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    const indent = Math.min(31, Math.floor(width / 3));
    for (const line of lines.slice(0, -2))
      expect(line).toMatch(new RegExp(`^(?:ok|warn|fail) |^ {${indent}}\\S`));
  });

  test('rejects', () => {
    const lines = shown(rejectsText(samplePlan.rejections, { color: false, width }));
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    for (const line of lines) expect(line).toMatch(/^crm\.csv:\d|^ {4}\S/);
  });
});
