import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Warning } from '../../src/contact/rejection.ts';
import { renderPlan, renderRun, reportFormats } from '../../src/report/formats.ts';
import { languages } from '../../src/report/language/language.ts';
import { wordsOf } from '../../src/report/language/words.ts';
import { redactPlanReport, redactRunReport } from '../../src/report/redact.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { sampleRun } from './sample.ts';

/** No name and no full number is in a redacted report, whatever its place (K2). */

const number = '46701740699';
const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzåäöéñşжя');
/** A word that no sentence of ours has. */
const word = fc.string({ unit: letters, minLength: 3, maxLength: 8 }).map((tail) => `Zqx${tail}`);
const names = fc.oneof(
  fc.tuple(word, word).map(([first, last]) => `${first} ${last}`),
  fc.tuple(word, word).map(([first, last]) => `${first}-${last}`),
  word.map((one) => `<b>${one}</b> & "${one}"`),
);

/** A run's report with a name and a number in every place that takes a text of somebody's. */
function holding(name: string): RunReport {
  const cell = `${name} ${number}`;
  const state = { name, groups: ['Kunder'] };
  const warnings: Warning[] = [
    {
      code: 'odd-opt-out',
      figures: { total: 1, examples: [[cell, 1]], more: 0, column: 'Stopp', yes: [cell], no: [cell] },
    },
    { code: 'date-opt-out', figures: { total: 1, column: 'Stopp', example: cell } },
    { code: 'shared-key', figures: { total: 2, examples: [name, number], more: 0 } },
    { code: 'carried-against-record', figures: { numbers: 1, examples: [number] } },
    { code: 'opt-out-left', figures: { numbers: 1, examples: [number] } },
    { code: 'write-back-failed', figures: { reason: `duplicate key (phone)=(${number}), name "${name}"` } },
    { code: 'duplicates', figures: { numbers: 1 }, told: `The number ${number} of "${name}" stands twice.` },
  ];
  const { plan } = sampleRun.plan;
  return {
    ...sampleRun,
    stopped: `Row "${name};${number}" was refused.`,
    failures: [
      {
        endpoint: 'import_contacts_list',
        msisdns: [number],
        changes: [0],
        state: 'failed',
        message: `${name} (${number}) is refused.`,
      },
    ],
    withheld: [{ msisdn: number, kind: 'create', reason: 'block-owed' }],
    verification: {
      confirmed: 0,
      respelled: 0,
      missing: 0,
      altered: 1,
      repaired: 0,
      changedMeanwhile: 0,
      differences: [{ msisdn: number, verdict: 'altered', message: `is called "${name}"` }],
    },
    plan: {
      ...sampleRun.plan,
      warnings,
      rejections: [
        {
          source: 'crm.csv',
          line: 2,
          key: `crm.csv\t${name}`,
          field: 'Mobil',
          code: 'too-short',
          value: cell,
          told: `"${name}" is none.`,
          row: [name, number],
        },
        {
          source: 'crm.csv',
          line: 3,
          key: `crm.csv\t${number}`,
          field: 'Mobil',
          code: 'too-short',
          value: number,
          row: [name],
        },
      ],
      duplicates: [{ msisdn: number, records: [{ source: 'crm.csv', line: 2, key: `crm.csv\t${name}` }] }],
      unmanaged: [{ msisdn: number, ...state }],
      plan: {
        ...plan,
        warnings,
        changes: [
          { kind: 'create', msisdn: number, name, groups: [] },
          { kind: 'rename', msisdn: number, from: name, to: name },
          {
            kind: 'block',
            msisdn: number,
            origins: ['carried'],
            carried: [{ from: number, keys: [`crm.csv\t${name}`], origins: ['source'] }],
          },
        ],
        contacts: [{ msisdn: number, before: state, after: state, byImport: true }],
        moves: [{ from: number, to: number, keys: [`crm.csv\t${name}`], name }],
        owed: [[number, 'reply']],
        heldBlocks: [number],
      },
    },
  };
}

test('no name and no number is in a redacted report, in any format and language', () => {
  fc.assert(
    fc.property(names, fc.boolean(), (name, heldBack) => {
      const report = { ...holding(name), heldBack };
      const parts = name.match(/Zqx[\p{L}]+/gu) ?? [];
      for (const lang of languages) {
        const run = redactRunReport(report, wordsOf(lang));
        const plan = redactPlanReport(report.plan, wordsOf(lang));
        for (const format of reportFormats) {
          const as = { color: false, lang, changes: true, limit: 100 };
          for (const told of [renderRun(run, format, as), renderPlan(plan, format, as)]) {
            expect(told, `${format} ${lang}`).not.toContain(number);
            for (const part of parts) expect(told, `${format} ${lang}`).not.toContain(part);
          }
        }
      }
    }),
    { numRuns: 15 },
  );
});

test.each([
  ['en', '(name)'],
  ['sv', '(namn)'],
] as const)('what stands for a name is of the language of the report: %s', (lang, hidden) => {
  const told = renderRun(redactRunReport(holding('Zqxa Zqxb'), wordsOf(lang)), 'text', {
    color: false,
    lang,
    changes: true,
  });
  expect(told.match(/\((?:name|namn)\)/g)).toContain(hidden);
  expect(new Set(told.match(/\((?:name|namn)\)/g))).toEqual(new Set([hidden]));
});
