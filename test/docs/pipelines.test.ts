import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { pipelineSchema } from '../../src/config/schema.ts';

/** Pipelines in the docs, whole ones and parts of one, are such as the sync takes. */
const root = join(import.meta.dirname, '..', '..');
const parts = Object.keys(pipelineSchema.shape);
const least = {
  name: 'nightly',
  sources: [{ type: 'csv', path: 'crm.csv', phone: 'Mobil' }],
  contacts: { absent: 'keep' },
};
const examples = ['.', 'docs', 'docs/guides', 'docs/recipes'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => {
      const page = join(root, folder, file);
      const blocks = readFileSync(page, 'utf8').matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm);
      return [...blocks].map(([, indent = '', text = '']) => ({
        page: relative(root, page),
        pipeline: parse(text.replaceAll(new RegExp(`^${indent}`, 'gm'), '')) as unknown,
      }));
    }),
);
const pipelines = examples.filter(
  (one): one is { page: string; pipeline: Record<string, unknown> } =>
    typeof one.pipeline === 'object' &&
    one.pipeline !== null &&
    Object.keys(one.pipeline).some((key) => parts.includes(key)),
);

test('there are some', () => {
  expect(pipelines.length).toBeGreaterThan(5);
});

test.each(pipelines)('$page', ({ pipeline }) => {
  // What a variable holds is checked when it is known; here it stands for an address.
  const known = JSON.parse(
    JSON.stringify(pipeline)
      .replaceAll('${MYSQL_URL}', 'mysql://localhost/crm')
      .replaceAll('${SQLSERVER_URL}', 'sqlserver://localhost/crm')
      .replaceAll(/\$\{\w*DATABASE_URL\}/g, 'postgres://localhost/crm')
      .replaceAll(/\$\{\w*(?:URL|url)\w*\}/g, 'https://example.com/'),
  );
  const withMailServer = JSON.parse(
    JSON.stringify(known).replace(/("smtp":)"[^"]*"/, '$1"smtps://mail.example.com"'),
  );
  const { error } = pipelineSchema.safeParse({ ...least, ...withMailServer });
  expect(error?.issues ?? []).toEqual([]);
});
