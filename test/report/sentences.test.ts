import { expect, test } from 'vitest';
import type { Rejection, Warning } from '../../src/contact/rejection.ts';
import { guardText } from '../../src/report/sentences/guards.ts';
import { rejectionText } from '../../src/report/sentences/rejections.ts';
import { warningText } from '../../src/report/sentences/warnings.ts';

test.each<[warning: Warning, text: string]>([
  [{ code: 'duplicates', figures: { numbers: 1 } }, '1 number stands in several records.'],
  [{ code: 'duplicates', figures: { numbers: 1200 } }, '1,200 numbers stand in several records.'],
  [
    {
      code: 'odd-opt-out',
      figures: {
        total: 3,
        examples: [
          ['x', 2],
          ['kanske', 1],
        ],
        more: 0,
      },
    },
    '3 opt-out values are neither yes nor no and counted as opted out: "x" (2), "kanske" (1). Say what they mean in optOut.is and optOut.not.',
  ],
  [
    { code: 'shared-key', figures: { total: 12, examples: ['0'], more: 11 } },
    '12 keys belong to records with different numbers: "0", and 11 more. Is "id" the right column?',
  ],
  [
    { code: 'stray-opt-out', figures: { total: 11, examples: ['crm:7'], more: 10 } },
    '11 records are opted out and block nobody: crm:7, and 10 more. No number can be read where numbers stand, and the key belongs to nobody or to several. Mend what stands there, or block by hand: jojka-sync blocklist add NUMBER.',
  ],
  [
    { code: 'held-in-doubt', figures: { contacts: 2, anonymous: 0, strangers: 1 } },
    '2 absent contacts stay in this run: whose 1 rejected record is cannot be told by its key or number, and it may be theirs. Mend it.',
  ],
  [
    { code: 'held-in-doubt', figures: { contacts: 1, memberships: 2, anonymous: 3, strangers: 1 } },
    '1 absent contact and 2 memberships stay in this run: whose 4 rejected records are cannot be told, and they may be theirs. Mend them, or give the source an "id" column.',
  ],
  [
    {
      code: 'odd-opt-out',
      figures: {
        total: 5,
        examples: [
          ['x', 3],
          ['STOPP 2024', 2],
        ],
        more: 0,
        column: 'Stopp',
        yes: ['ja'],
        no: ['nej'],
      },
    },
    '5 opt-out values are neither yes nor no and counted as opted out: "x" (3), "STOPP 2024" (2). If they mean that no SMS are wanted: optOut: { column: "Stopp", is: ["ja", "x", "STOPP 2024"] }. If they mean that SMS are welcome: optOut: { column: "Stopp", not: ["nej", "no", "false", "falskt", "0", "x", "STOPP 2024"] }, and in "where" too, if it goes by this column.',
  ],
  [
    {
      code: 'odd-opt-out',
      figures: {
        total: 1,
        examples: [['kanske', 1]],
        more: 0,
        column: 'SMS-utskick',
        yes: ['nej'],
        no: ['ja'],
        own: { is: ['nej', 'n', ''], not: ['ja', 'j'] },
      },
    },
    '1 opt-out value is neither yes nor no and counted as opted out: "kanske" (1). If they mean that no SMS are wanted: optOut: { column: "SMS-utskick", is: ["nej", "n", "", "kanske"], not: ["ja", "j"] }. If they mean that SMS are welcome: optOut: { column: "SMS-utskick", is: ["nej", "n", ""], not: ["ja", "j", "kanske"] }, and in "where" too, if it goes by this column.',
  ],
  [
    { code: 'date-opt-out', figures: { total: 2, column: 'Avanmäld', example: '2026-03-01' } },
    '2 opt-out values are dates, such as "2026-03-01", and counted as opted out. To settle it: optOut: { column: "Avanmäld", any: true }',
  ],
  [
    { code: 'source-renamed', figures: { before: ['kunder-2026-11-24.csv'], contacts: 40 } },
    '40 contacts are known by keys of "kunder-2026-11-24.csv", and no source is called so now: a changed number is not seen as one, and a rejected record holds them. Give the source its old name: label: "kunder-2026-11-24.csv"',
  ],
  [
    { code: 'still-blocked', figures: { numbers: 2, runs: [['20261123-030000-k3f9', 2]] } },
    '2 numbers stay blocked, though the source opts them out no more. If that was a misreading, this lifts what a run has blocked and nothing else has: jojka-sync blocklist release --origin source --run 20261123-030000-k3f9 (2).',
  ],
  [
    { code: 'pipeline-renamed', figures: { other: 'gammal', contacts: 4 } },
    'The pipeline "gammal" wants 4 contacts of this one, of which nothing was known before. If that is its former name, give it what the other wants, now or after this run: jojka-sync pipelines rename gammal NAME',
  ],
  [
    {
      code: 'pipeline-renamed',
      figures: { other: 'gammal', contacts: 4, wants: 9, name: 'ny', folder: '/srv/pipelines' },
    },
    'The pipeline "gammal" wants 9 contacts (4 of this one), and no file in /srv/pipelines is called so; of this one nothing was known before. If that is its former name, give it what the other wants, now or after this run: jojka-sync pipelines rename gammal ny',
  ],
  [
    { code: 'other-number-spelling', figures: { total: 1, examples: ['+46701740605'], more: 0 } },
    '1 desired number stands in Jojka in another spelling too, and would get every SMS twice: "+46701740605". Remove those contacts by hand in Jojka.',
  ],
  [
    { code: 'group-spelling', figures: { spellings: ['A B', 'A\u00a0B'], name: 'A B' } },
    'The groups "A B" and "A\\u00a0B" become one: "A B".',
  ],
  [
    { code: 'duplicates', figures: { numbers: 1 }, told: 'As an earlier version said it.' },
    'As an earlier version said it.',
  ],
])('a warning: %j', (warning, text) => {
  expect(warningText(warning)).toBe(text);
});

test.each<[rejection: Pick<Rejection, 'code' | 'figures' | 'told'>, text: RegExp]>([
  [{ code: 'too-short' }, /^The number has too few digits\./],
  [{ code: 'number-type', figures: { type: 'landline' } }, /^The number is a landline, /],
  [{ code: 'number-type' }, /^The number is of a type that this pipeline does not send to\./],
  [{ code: 'country', figures: { country: 'FI' } }, /^The number is from another country \(FI\), /],
  [{ code: 'not-a-number', figures: { optOut: 'unblocked' } }, /^This person could not be blocked: /],
  [
    { code: 'too-many-fields', figures: { optOut: 'blocked' } },
    /^The row is broken\. The numbers in it were blocked/,
  ],
  [{ code: 'too-long', told: 'Said before.' }, /^Said before\.$/],
])('a rejection: %j', (rejection, text) => {
  expect(rejectionText(rejection)).toMatch(text);
});

test('a guard of a run that an earlier version kept: without the floor, and without a figure that is none', () => {
  const kept = { rule: 'G1', guard: 'removals', count: 25, of: 40, limit: '5%' } as const;
  expect(guardText(kept)).toBe(
    '25 contacts would be removed (62.5 % of 40 managed); guards.removals allows 5 %.',
  );
});
