import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { endpoints } from '../../src/jojka/endpoints.ts';
import { openApiDocument } from '../../src/jojka/openapi.ts';
import { parameterProblems } from '../../src/jojka/parameters.ts';
import { jojkaUrl } from '../../src/jojka/url.ts';
import { startSandbox } from '../../src/sandbox/server.ts';

const document = openApiDocument({ url: jojkaUrl });

// biome-ignore lint/suspicious/noExplicitAny: plain JSON
const paths = document.paths as any;

/** The schema of an endpoint's body, as zod reads JSON Schema. */
function bodySchema(name: string): z.ZodType {
  const { schema } = paths[`/${name}`].post.requestBody.content['application/x-www-form-urlencoded'];
  const properties = { ...schema.properties, API_key: { type: 'string' } };
  return z.fromJSONSchema({ ...schema, properties });
}

test('docs/openapi.json is up to date', async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../docs/openapi.json');
});

test('it is valid OpenAPI 3.1, all references included', async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('it has a path for each endpoint, and the key in each body', () => {
  expect(Object.keys(paths)).toEqual(Object.keys(endpoints).map((name) => `/${name}`));
  for (const name of Object.keys(endpoints)) {
    const { schema } = paths[`/${name}`].post.requestBody.content['application/x-www-form-urlencoded'];
    expect(schema.required, name).toContain('API_key');
  }
});

test.each([
  ['add_campaign', { to_msisdn: '46701740605;46701740606', msg: 'Hej' }, true],
  ['add_campaign', { to_group: 'Kunder', msg: 'Hej', from: 'Jojka', scheduled: '2026-12-01 08:00:00' }, true],
  ['add_campaign', { to_group: 'Kunder', msg: 'Hej', from: 'Tolv tecken!' }, false],
  ['add_campaign', { to_group: 'Kunder', msg: 'Hej', scheduled: '2026-12-01T08:00' }, false],
  ['add_contact', { msisdn: '46701740605', name: 'Anna' }, true],
  ['add_contact', { msisdn: '+46701740605', name: 'Anna' }, false],
  ['add_contact', { msisdn: '46701740605' }, false],
] as const)('its schemas say what the client says: %s %j', (name, parameters, good) => {
  expect(bodySchema(name).safeParse({ API_key: 'any', ...parameters }).success).toBe(good);
  expect(parameterProblems(name, parameters).length === 0).toBe(good);
});

test('a choice is one of several that must be there', () => {
  const { schema } = paths['/add_campaign'].post.requestBody.content['application/x-www-form-urlencoded'];
  expect(schema.anyOf).toEqual([{ required: ['to_msisdn'] }, { required: ['to_group'] }]);
});

test('the sandbox serves it with its own address', async () => {
  const sandbox = await startSandbox();
  try {
    const answer = await fetch(`${new URL(sandbox.url).origin}/_sandbox/openapi.json`);
    expect(await answer.json()).toEqual({ ...document, servers: [{ url: sandbox.url }] });
  } finally {
    await sandbox.close();
  }
});
