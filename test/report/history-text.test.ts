import { expect, test } from 'vitest';
import { runDetailText } from '../../src/report/history-text.ts';
import { historyText } from '../../src/report/runs-text.ts';
import type { RunRecord } from '../../src/state/runs.ts';
import { samplePlan } from './sample.ts';

function run(
  night: number,
  rest: Partial<RunRecord> & { desired?: number; created?: number; rejected?: number },
): RunRecord {
  const day = String(night).padStart(2, '0');
  const { desired = 1700, created = 0, rejected = 0, ...fields } = rest;
  return {
    id: `202611${day}-030000-k3f${night}`,
    account: 'default',
    pipeline: 'nightly',
    command: 'sync',
    state: 'done',
    exitCode: 0,
    startedAt: new Date(`2026-11-${day}T03:00:00Z`),
    endedAt: new Date(`2026-11-${day}T03:00:${day}Z`),
    summary: { plan: { desired, changes: { create: created } }, rejections: rejected },
    error: null,
    host: 'crm-1',
    pid: 1,
    ...fields,
  };
}

const options = { color: false, timeZone: 'Europe/Stockholm' };

const runs = [
  run(6, { desired: 1743, created: 12, rejected: 240, state: 'refused', exitCode: 3 }),
  run(5, { desired: 1741, created: 3, rejected: 101 }),
  run(4, { pipeline: 'web', state: 'running', endedAt: null, summary: null, exitCode: null }),
  run(3, { command: 'undo', created: 1 }),
  run(2, { desired: 1738, created: 0, rejected: 99 }),
  run(1, { desired: 1700, created: 1700, rejected: 101 }),
];

test('runs as a table, newest first, and how their figures went', async () => {
  await expect(historyText(runs, options)).toMatchFileSnapshot('golden/runs.txt');
});

test('one run shows no trend, none says so', () => {
  expect(historyText(runs.slice(1, 2), options)).not.toContain('TREND');
  expect(historyText([], options)).toBe('There has been no run yet.\n');
});

test.each([
  ['en', 0.9, 0.4, 'under a second'],
  ['en', 0.9, 1.4, '1 s (+1 s)'],
  ['en', 2.2, 0.9, 'under a second (-2 s)'],
  ['sv', 0.9, 0.4, 'under en sekund'],
  ['sv', 2.2, 0.9, 'under en sekund (-2 s)'],
] as const)('%s: a run of %s s and then one of %s s', (lang, before, last, said) => {
  const took = (night: number, seconds: number) =>
    run(night, { endedAt: new Date(Date.UTC(2026, 10, night, 3) + seconds * 1000) });
  const text = historyText([took(2, last), took(1, before)], { ...options, lang });
  expect(text.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`[▁█] +${said.replace(/[()+]/g, '\\$&')}$`));
});

test('a name cannot move the cursor or colour the terminal', () => {
  const text = runDetailText(
    {
      run: run(1, {}),
      changes: [{ kind: 'create', msisdn: '46701740605', name: 'A\u001b[2J\u202eB', groups: [] }],
      outcomes: ['done'],
      withheld: [],
      calls: [],
      warnings: [],
      rejections: samplePlan.rejections,
      isPruned: false,
    },
    { color: false },
  );
  expect(text).toContain('created as A␛[2J⟨U+202E⟩B');
  expect(text).toMatch(/^2 rejections: \S+ 1, \S+ 1\. See them: jojka-sync rejects /m);
});

test.each([
  ['en', true, 'dry run: would take over 12 contacts, 1 membership'],
  ['en', false, 'took over 12 contacts, 1 membership'],
  ['sv', true, 'torrkörning: skulle ta över 12 kontakter, 1 medlemskap'],
  ['sv', false, 'tog över 12 kontakter, 1 medlemskap'],
] as const)('%s: an adoption, dry: %s', (lang, dryRun, said) => {
  const adoption = run(1, {
    command: 'adopt',
    summary: { adopted: { contacts: 12, memberships: 1 }, dryRun },
  });
  expect(historyText([adoption], { ...options, lang })).toContain(said);
  const detail = {
    ...{
      run: adoption,
      changes: [],
      outcomes: [],
      withheld: [],
      calls: [],
      warnings: [],
      rejections: [],
      isPruned: false,
    },
  };
  const text = runDetailText(detail, { ...options, lang });
  expect(text.toLowerCase()).toContain(`${said}.`);
  expect(text).not.toContain(': -');
});
