import { checkPipeline } from '../../src/config/check.ts';
import type { Contact } from '../../src/contact/contact.ts';
import { emptyLedger } from '../../src/contact/ledger.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { noReplies } from '../../src/plan/plan-input.ts';
import { createTransform } from '../../src/transform/transform.ts';
import { writeResults } from './document.ts';
import { machine } from './measure/machine.ts';
import { markdownTable } from './measure/markdown-table.ts';
import { tell } from './report.ts';

/**
 * Inputs that once took the square of their size, each at a size and at its double: twice the rows may take 2.3 times the
 * time. Transform and plan in this process, the quickest of five; the ratio of one run says what two timings would not.
 *
 *   npm run bench -- linear
 */
const columns = ['Nr', 'Mobil', 'Namn', 'Grupper'];
const mapping = {
  source: 'crm',
  id: 'Nr',
  phone: 'Mobil',
  name: 'Namn',
  groups: [{ column: 'Grupper', separator: '|' }],
} as const;
const policy = checkPipeline(
  { name: 'p', sources: [{ type: 'csv', path: '-', phone: 'Mobil' }], contacts: { absent: 'keep' } },
  'p',
);
const numberOf = (index: number) => `4670${String(1_000_000 + index)}`;

const before = machine();

interface Shape {
  readonly name: string;
  readonly size: number;
  readonly row: (index: number, size: number) => readonly string[];
  readonly existing?: (size: number) => Map<string, Contact>;
}

const shapes: readonly Shape[] = [
  { name: 'contacts with one key', size: 40_000, row: (i) => ['0', numberOf(i), 'N', 'A'] },
  { name: 'records with one number', size: 40_000, row: (i) => [String(i), numberOf(0), 'N', 'A'] },
  {
    name: 'records with one number, a group each',
    size: 20_000,
    row: (i) => [String(i), numberOf(0), 'N', `G${i}`],
  },
  {
    name: 'rows torn by line breaks',
    size: 40_000,
    row: (i) => (i % 2 === 0 ? [String(i), numberOf(i), 'N'] : ['', 'A']),
  },
  {
    name: 'groups in one cell',
    size: 40_000,
    row: (i, size) =>
      i === 0 ? ['1', numberOf(0), 'N', Array.from({ length: size }, (_, g) => `G${g}`).join('|')] : [],
  },
  {
    name: 'contacts with 8 of 50 groups',
    size: 100_000,
    row: (i) => [
      String(i),
      numberOf(i),
      'N',
      Array.from({ length: 8 }, (_, g) => `G${(i * 7 + g * (1 + (i % 6))) % 50}`).join('|'),
    ],
  },
  {
    name: 'groups of one existing contact',
    size: 80_000,
    row: (i) => (i === 0 ? ['1', numberOf(0), 'N', 'A'] : []),
    existing: (size) => {
      const groups = Array.from({ length: size }, (_, g) => `G${g}`);
      return new Map([[numberOf(0), { msisdn: numberOf(0), name: 'N', groups }]]);
    },
  },
];

function once({ row, existing }: Shape, size: number): number {
  const rows = Array.from({ length: size }, (_, index) => row(index, size)).filter(
    ({ length }) => length > 0,
  );
  const there = existing?.(size) ?? new Map<string, Contact>();
  globalThis.gc?.();
  // The processor's time: what a busy machine does meanwhile is no time of ours.
  const begun = process.cpuUsage();
  const transform = createTransform({
    region: 'SE',
    numberTypes: ['mobile'],
    duplicates: 'merge',
    today: 20_000,
  });
  const intake = transform.source(mapping, columns);
  for (const [index, fields] of rows.entries())
    intake.add({
      line: index + 2,
      fields,
      ...(fields.length < columns.length && { malformed: 'too-few-fields' as const }),
    });
  const desired = transform.finish();
  const stamp = { id: 'x', createdAt: '2026-11-25T03:00:00.000Z', account: 'a', url: 'u', keyMark: 'k' };
  makePlan({ ...stamp, policy, desired, existing: there, ledger: emptyLedger, replies: noReplies });
  return process.cpuUsage(begun).user / 1000;
}

const quickest = (shape: Shape, size: number) => Math.min(...[1, 2, 3, 4, 5].map(() => once(shape, size)));

/** So many times the time twice the rows may take. */
const most = 2.3;

let isLinear = true;
const rows: string[][] = [];
for (const shape of shapes) {
  const { name, size } = shape;
  once(shape, size);
  let single = quickest(shape, size);
  let double = quickest(shape, size * 2);
  // What seems slow is looked at again: the collector's turn falls where it will.
  for (let again = 0; again < 2 && double > single * most; again++) {
    single = Math.min(single, quickest(shape, size));
    double = Math.min(double, quickest(shape, size * 2));
  }
  const ratio = double / single;
  if (ratio > most) isLinear = false;
  rows.push([name, size.toLocaleString('en'), single.toFixed(0), double.toFixed(0), ratio.toFixed(2)]);
  tell(`  ${name}: ${ratio.toFixed(2)}`);
}
const table = markdownTable(['', 'rows', 'ms', 'ms for twice as many', 'times'], rows);
const run = `\`npm run bench -- linear\`, ${new Date().toISOString().slice(0, 10)}, ${before}; the quickest of five to fifteen`;
process.stdout.write(`\n${table}\n`);
if (!process.argv.includes('--no-write')) writeResults('linear', `${run}.\n\n${table}`);
process.exitCode = isLinear ? 0 : 1;
