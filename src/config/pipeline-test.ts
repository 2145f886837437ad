import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import * as z from 'zod';
import { faultText } from '../contact/fault-text.ts';
import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';
import { mostHandwrittenBytes, readWholeText } from '../whole-file.ts';
import { parseWrittenYaml } from './yaml-text.ts';

/**
 * Tests of a pipeline: rows in; contacts, rejections and opt-outs out. They stand in a small YAML beside it. Every value is read
 * as the text that it is: `0701740605` keeps its zero, and `ja` is a word.
 */

const text = z.string();
const cells = z.record(
  z.string(),
  z.union([text, z.array(text)], { error: 'must be a text, or a list of texts' }),
);
const rows = z.array(cells);
const place = z
  .string()
  .regex(/^[1-9]\d*$/, 'must be the number of a row, from 1 on')
  .transform(Number);

const testSchema = z.strictObject({
  name: text.min(1),
  today: z
    .string()
    .refine(
      (day) => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)),
      'must be a day such as 2026-11-29',
    )
    .optional(),
  rows: z.union([rows, z.record(z.string(), rows)], {
    error: 'must be a list of rows, or of each source its rows: { NAME: [ … ] }',
  }),
  contacts: z
    .array(z.strictObject({ number: text, name: text.optional(), groups: z.array(text).optional() }))
    .default([]),
  rejections: z
    .array(z.strictObject({ row: place, code: text, field: text.optional(), source: text.optional() }))
    .default([]),
  optOuts: z.array(text).default([]),
});

const fileSchema = z.strictObject({ tests: z.array(testSchema).min(1) });

/** One test: what is read, and what is to come of it. What is left out is expected to be empty. */
export type PipelineTest = z.output<typeof testSchema>;

/** A row of it, by the names of its columns. */
export type TestRow = z.output<typeof cells>;

const testEndings = ['.test.yaml', '.test.yml'];

/** The file of a pipeline's tests, beside its own. @throws UsageError when there is none, or two */
export function findPipelineTest(pipeline: string): string {
  const stem = pipeline.slice(0, pipeline.length - extname(pipeline).length);
  const [first, ...others] = testEndings
    .map((ending) => `${stem}${ending}`)
    .filter((path) => existsSync(path));
  if (first === undefined)
    throw new UsageError(
      `The pipeline ${pipeline} has no tests: there is no file ${stem}${testEndings[0]}.`,
      {
        advice:
          'Write one: rows, and the contacts, rejections and opt-outs that are to come of them (docs/pipelines.md, "Tests of a pipeline").',
      },
    );
  if (others.length > 0)
    throw new UsageError(`There are two files of tests: ${first} and ${others.join(', ')}.`, {
      advice: 'Keep one of them.',
    });
  return first;
}

/** @throws UsageError when it cannot be read, or is not as it should be, with every fault */
export async function readPipelineTest(path: string): Promise<readonly PipelineTest[]> {
  const text = textOf(path);
  let value: unknown;
  try {
    // No value is anything but text, so that no number loses a zero.
    value = await parseWrittenYaml(text, { schema: 'failsafe' });
  } catch (error) {
    throw new UsageError(`The tests ${path} cannot be read: ${(error as Error).message.trim()}`, {
      advice: 'Mend the file and run the command again.',
      cause: error,
    });
  }
  const result = fileSchema.safeParse(value, { error: faultText });
  if (!result.success) {
    const faults = result.error.issues.slice(0, 20).flatMap(faultLines);
    throw new UsageError(`${path} are no valid tests:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`, {
      advice: 'Mend the file and run the command again.',
    });
  }
  const names = result.data.tests.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`${path}: two tests are called ${JSON.stringify(twice)}.`);
  return result.data.tests;
}

function textOf(path: string): string {
  try {
    return readWholeText(path, mostHandwrittenBytes);
  } catch (error) {
    throw new UsageError(`The tests ${path} cannot be read: ${(error as Error).message}.`, {
      advice: 'Nothing was read or changed. Mend what is there, or put the file of the tests in its place.',
      cause: error,
    });
  }
}

const knownKeys = [
  'tests',
  'name',
  'today',
  'rows',
  'contacts',
  'rejections',
  'optOuts',
  'number',
  'groups',
  'row',
  'code',
  'field',
  'source',
];

function faultLines(issue: z.core.$ZodIssue): string[] {
  const where = issue.path
    .map((part, index) =>
      typeof part === 'number' ? `[${part + 1}]` : `${index > 0 ? '.' : ''}${String(part)}`,
    )
    .join('');
  const place = where === '' ? 'the file' : where;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const near = nearest(key, knownKeys);
      return `${place}: unknown key ${JSON.stringify(key)}${near ? `; did you mean "${near}"?` : ''}`;
    });
  return [
    `${place} ${/^(?:must|is|has) /.test(issue.message) ? '' : ': '}${issue.message}`.replace(' : ', ': '),
  ];
}
