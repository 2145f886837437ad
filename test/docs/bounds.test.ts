import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { pipelineSchema } from '../../src/config/schema.ts';
import { answerMegabytes, usualMegabytes } from '../../src/jojka/answer-bounds.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'bounds.md'), 'utf8');

interface Json {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: number;
}

const schema = z.toJSONSchema(pipelineSchema, { io: 'input', unrepresentable: 'any' }) as unknown as {
  readonly properties: Readonly<
    Record<'bounds' | 'load', { readonly properties: Readonly<Record<string, Json>> }>
  >;
};
const ofLoad = ['mostContacts', 'timeoutSeconds', 'maxMinutes', 'answerMegabytes'];
const said = [
  ...Object.entries(schema.properties.bounds.properties).map(([key, one]) => [`bounds.${key}`, one] as const),
  ...ofLoad.map((key) => [`load.${key}`, schema.properties.load.properties[key] as Json] as const),
];
const shown = (value: number | undefined) => value?.toLocaleString('en-US');

test.each(said)('%s stands on the page with its default and range', (key, one) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${key}\` |`));
  expect(row).toContain(
    `| ${shown(one.default ?? usualMegabytes)} | ${shown(one.minimum)} to ${shown(one.maximum)} |`,
  );
});

test('the client takes what the pipeline takes', () => {
  const { minimum, maximum } = schema.properties.load.properties.answerMegabytes as Json;
  expect([minimum, maximum]).toEqual([answerMegabytes.least, answerMegabytes.most]);
});
