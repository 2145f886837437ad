import { expect, test } from 'vitest';
import { driftJson, driftText } from '../../src/report/drift.ts';
import { planReport } from '../../src/steps/plan-report.ts';
import { contact, contacts, created, desired, ledger, number, plan, want } from '../support/builders.ts';

const wished = desired([
  contact(number(0), 'Anna Berg', 'Kunder'),
  contact(number(1), 'Bo Ek', 'Kunder'),
  contact(number(2), 'Cilla Dahl', 'Kunder'),
]);
/** As the ledger has it after the last sync: Cilla was called otherwise then, the others are as they were. */
const known = ledger({
  contacts: {
    [number(0)]: created('Kunder'),
    [number(1)]: created('Kunder'),
    [number(2)]: created('Kunder'),
  },
  wants: {
    nightly: {
      [number(0)]: want('Anna Berg', ['Kunder'], { keys: [`crm\tK${number(0)}`] }),
      [number(1)]: want('Bo Ek', ['Kunder'], { keys: [`crm\tK${number(1)}`] }),
      [number(2)]: want('Cilla D', ['Kunder'], { keys: [`crm\tK${number(2)}`] }),
    },
  },
});
const report = (...there: Parameters<typeof contacts>) =>
  planReport(plan({ desired: wished, existing: contacts(...there), ledger: known }), wished);
const drifted = report(contact(number(0), 'Anna B', 'Kunder'), contact(number(2), 'Cilla D', 'Kunder'));

test('drift, by the side on which it came about', async () => {
  const text = driftText(drifted, { color: false, redact: false });
  await expect(text).toMatchFileSnapshot('golden/drift.txt');
  const { inJojka, atSource } = JSON.parse(driftJson(drifted, false));
  expect(inJojka.map(({ kind }: { kind: string }) => kind)).toEqual(['create', 'rename']);
  expect(atSource.map(({ kind }: { kind: string }) => kind)).toEqual(['rename']);
});

test('redacted', () => {
  for (const text of [driftText(drifted, { color: false, redact: true }), driftJson(drifted, true)])
    expect(text).not.toMatch(/467017406\d\d|Anna|Bo Ek|Cilla/);
});

test('none', () => {
  const same = report(...wished.contacts.values());
  const settled = { ...same, plan: { ...same.plan, changes: [] } };
  expect(driftText(settled, { color: false, redact: false })).toContain('No drift');
});
