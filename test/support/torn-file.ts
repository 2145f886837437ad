import { Readable } from 'node:stream';
import { checkPipeline } from '../../src/config/check.ts';
import type { Desired } from '../../src/contact/desired.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { noReplies } from '../../src/plan/plan-input.ts';
import { completeEnvironment } from '../../src/session/environment.ts';
import { readSources } from '../../src/steps/sources.ts';
import { created, ledger, want } from './builders.ts';

/** A file of people, of which `Mobil` is a column at least, and others may be `Nr`, `Namn`, `Ort`, `Stopp`. */
export interface FileShape {
  /** Columns in their order; `Mobil` is among them. */
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly newline: string;
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** The file as a program writes it that puts quotation marks where they must be. */
export function textOf({ columns, delimiter, newline, rows }: FileShape): string {
  const cell = (value: string) => (value.includes(delimiter) ? `"${value}"` : value);
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column] ?? '')))];
  return lines.map((line) => `${line.join(delimiter)}${newline}`).join('');
}

const pipelineOf = (columns: readonly string[]) =>
  checkPipeline(
    {
      name: 'nightly',
      sources: [
        {
          type: 'csv',
          path: '-',
          phone: 'Mobil',
          ...(columns.includes('Nr') && { id: 'Nr' }),
          ...(columns.includes('Namn') && { name: 'Namn' }),
          groups: ['Kunder', ...(columns.includes('Ort') ? ['Ort {Ort}'] : [])],
          ...(columns.includes('Stopp') && { optOut: { column: 'Stopp' } }),
        },
      ],
      contacts: { absent: 'remove-managed' },
    },
    'p',
  );

const listPipeline = checkPipeline(
  {
    name: 'nightly',
    sources: [],
    optOuts: [{ type: 'csv', path: '-', phone: 'Mobil' }],
    contacts: { absent: 'keep' },
  },
  'p',
);

/** Reads a text with the columns of a file, as a contact file or as a list of opt-outs. */
export async function readText(
  { columns }: Pick<FileShape, 'columns'>,
  text: string,
  as: 'contacts' | 'optOuts' = 'contacts',
): Promise<Desired> {
  const environment = completeEnvironment({ stdin: Readable.from([Buffer.from(text)]), env: {} });
  const pipeline = as === 'optOuts' ? listPipeline : pipelineOf(columns);
  return (await readSources(pipeline, as === 'optOuts', environment)).desired;
}

/** What the next night takes away that reads `desired`, when the last one has read `whole`. */
export function takenBy(
  { columns }: Pick<FileShape, 'columns'>,
  whole: Desired,
  desired: Desired,
): readonly string[] {
  const before = [...whole.contacts.values()];
  const plan = makePlan({
    id: 'x',
    createdAt: '2026-11-25T03:00:00.000Z',
    account: 'a',
    url: 'u',
    keyMark: 'k',
    policy: pipelineOf(columns),
    desired,
    existing: new Map(before.map(({ msisdn, name, groups }) => [msisdn, { msisdn, name, groups }])),
    ledger: ledger({
      contacts: Object.fromEntries(before.map(({ msisdn, groups }) => [msisdn, created(...groups)])),
      wants: {
        nightly: Object.fromEntries(
          before.map(({ msisdn, name, groups, keys }) => [msisdn, want(name, groups, { keys })]),
        ),
      },
    }),
    replies: noReplies,
  });
  return plan.changes.flatMap(({ kind, msisdn }) =>
    kind === 'remove' || kind === 'removeMembership' ? [`${kind} ${msisdn}`] : [],
  );
}
