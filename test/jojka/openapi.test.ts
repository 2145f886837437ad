import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import spectralCore from '@stoplight/spectral-core';
import spectralRulesets from '@stoplight/spectral-rulesets';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { endpoints } from '../../src/jojka/endpoints.ts';
import { openApiDocument } from '../../src/jojka/openapi.ts';
import { parameterProblems } from '../../src/jojka/parameters.ts';
import { jojkaUrl } from '../../src/jojka/url.ts';
import { startSandbox } from '../../src/sandbox/server.ts';

const { Spectral } = spectralCore;
const { oas } = spectralRulesets;

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

test('it has a path for each endpoint in either spelling, and the key in each body', () => {
  expect(Object.keys(paths)).toEqual(
    Object.keys(endpoints).flatMap((name) =>
      name === 'check_if_in_blocklist' ? [`/${name}`, '/check_if_on_blocklist'] : [`/${name}`],
    ),
  );
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

test.each([
  [{ in_blocklist: true }, true],
  [{ on_blocklist: false, more: 1 }, true],
  [{ in_blocklist: false, on_blocklist: false }, true],
  [{}, false],
  [{ error: ['no'] }, false],
  [{ in_blocklist: 'no' }, false],
])('whether a number is blocked is told by one of two keys: %j', (answer, good) => {
  const { schema } = paths['/check_if_in_blocklist'].post.responses[200].content['application/json'];
  const [own] = schema.anyOf;
  expect(z.fromJSONSchema(own).safeParse(answer).success).toBe(good);
});

test('a form may be sent in either encoding', () => {
  const { content } = paths['/add_contact'].post.requestBody;
  expect(Object.keys(content)).toEqual(['application/x-www-form-urlencoded', 'multipart/form-data']);
});

/** Rules that do not fit, each with the reason. */
const notHere = {
  // The document is about a service of somebody else's.
  contact: ['info-contact', 'info-license', 'info-license-url', 'info-license-strict'],
  // The table of endpoints has no groups of operations.
  tags: ['operation-tags', 'operation-tag-defined', 'tags'],
  // Refusals come with HTTP 200 too; 4XX are under `default`.
  refusals: ['operation-4xx-response'],
};

test('Redocly finds nothing', async () => {
  const config = await createConfig({
    extends: ['recommended'],
    rules: Object.fromEntries(Object.values(notHere).flatMap((rules) => rules.map((rule) => [rule, 'off']))),
  });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
    [],
  );
});

test('Spectral finds nothing', async () => {
  const spectral = new Spectral();
  spectral.setRuleset({
    extends: [oas as never],
    rules: Object.fromEntries(
      Object.values(notHere).flatMap((rules) =>
        rules.filter((rule) => Object.hasOwn(oas.rules, rule)).map((rule) => [rule, 'off' as const]),
      ),
    ),
  });
  const problems = await spectral.run(structuredClone(document) as Record<string, unknown>);
  expect(problems.map(({ code, message, path }) => [code, message, path.join('.')])).toEqual([]);
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
