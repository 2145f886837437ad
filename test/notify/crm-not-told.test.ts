import { expect, test } from 'vitest';
import { endedNotice } from '../../src/notify/ended-notice.ts';
import { metricsText } from '../../src/report/metrics.ts';
import { sampleRun } from '../report/sample.ts';

/** A CRM that could not be told is no failure of the night, and is seen all the same where people look. */
const at = new Date('2026-11-23T03:00:05Z');
const run = { command: 'sync', pipeline: 'crm', account: 'default', run: 'r', host: 'crm-01' } as const;
const warning = { code: 'write-back-failed', figures: { reason: 'no' } } as const;
const good = { ...sampleRun, exitCode: 0, failures: [], verification: undefined };
const reports = [
  [good, false],
  [{ ...good, plan: { ...good.plan, warnings: [...good.plan.warnings, warning] } }, true],
] as const;

test.each(['en', 'sv'] as const)('a notice says it: %s', (lang) => {
  for (const [report, isTold] of reports) {
    const { lines } = endedNotice({ ...run, lang, afterTrouble: false, part: false }, report, at);
    expect(lines.some((line) => line.includes('write-back-failed'))).toBe(isTold);
  }
});

test('a metric says it', async () => {
  const end = { ...{ pipeline: 'crm', account: 'default', command: 'sync', exitCode: 0 }, endedAt: at };
  for (const [report, isTold] of reports) {
    const text = await metricsText({ ...end, lastSuccess: undefined, report });
    expect(text).toMatch(new RegExp(`last_run_crm_not_told\\{[^}]+\\} ${isTold ? 1 : 0}\\n`));
  }
});
