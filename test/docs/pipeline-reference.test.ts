import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pipelineReference, type Schema } from './pipeline-reference.ts';

/** docs/pipelines-reference.md is made from the schema: `npx vitest run test/docs -u` after a change of it. */
const docs = join(import.meta.dirname, '..', '..', 'docs');
const schema = JSON.parse(readFileSync(join(docs, 'pipeline.schema.json'), 'utf8')) as Schema;

test('the reference is that of the schema', async () => {
  await expect(pipelineReference(schema)).toMatchFileSnapshot(join(docs, 'pipelines-reference.md'));
});

test('every key says what it is for', () => {
  const silent = pipelineReference(schema)
    .split('\n')
    .filter((line) => /^\| `/.test(line) && / \| {2}\|$/.test(line));
  expect(silent).toEqual([]);
});
