import * as z from 'zod';
import { type EndpointName, endpoint, endpoints, otherSpelling, type Parameter } from './endpoints.ts';
import { anyExportRow, exportRow } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Jojka's API as an OpenAPI 3.1 document, made of the table of endpoints. The schemas of the answers allow what the
 * client takes: further keys, and the variants that real answers were seen to have.
 *
 * @param service.url base that `/ENDPOINT` is appended to
 */
export function openApiDocument({ url }: { url: string }): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Jojka',
      version: '1.0.0',
      summary: 'Contacts, groups, blocklist and text messages of a Jojka account.',
      description: [
        'Every call is a POST of a UTF-8 form over https, and every answer is JSON. Numbers are MSISDNs: digits, country code first. Times are UTC.',
        'The key of the account travels in the body of each call, as `API_key`. OpenAPI has no security scheme for that place, so it is a property of each body.',
        'A call that failed may be answered with HTTP 200 and an `error`: look for it before anything else.',
        'Made by jojka-sync of its own table of endpoints; it is no document of the service.',
      ].join('\n\n'),
    },
    servers: [{ url }],
    // The key is in the body, for which there is no scheme.
    security: [],
    paths: Object.fromEntries(names.flatMap(pathsOf)),
    components: { schemas: { ApiKey: apiKey, Error: errorAnswer }, responses },
  };
}

const names = Object.keys(endpoints) as EndpointName[];

/** An endpoint's path, and the one under which some editions of the service have it. */
function pathsOf(name: EndpointName): [string, Json][] {
  const other = otherSpelling[name];
  const own: [string, Json] = [`/${name}`, { post: operation(name, name) }];
  return other ? [own, [`/${other}`, { post: operation(name, other) }]] : [own];
}

const apiKey: Json = {
  type: 'string',
  format: 'password',
  minLength: 1,
  description: "The account's key. In the body alone: never in a URL.",
};

const errorAnswer: Json = {
  type: 'object',
  description: 'The call was not carried out. An `error` that is empty says nothing.',
  required: ['error'],
  properties: {
    error: {
      description: 'What is wrong: a text, a list of texts, or texts by the field that they are about.',
      anyOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', minItems: 1, items: {} },
        { type: 'object', minProperties: 1 },
      ],
    },
  },
};

const responses: Json = {
  WrongKey: { description: 'The service does not take the key.' },
  TooLarge: { description: 'The body is too large. Send fewer rows.' },
  TryAgain: {
    description:
      'For now the service cannot. Calls that are safe to repeat may be sent again after a while; of others nobody knows whether they were carried out.',
    headers: {
      'Retry-After': {
        description: 'How long to wait: seconds, or a date.',
        schema: { type: 'string' },
      },
    },
  },
};

function operation(name: EndpointName, spelled: string): Json {
  const { description, answer, writes, idempotent } = endpoint(name);
  const other = otherSpelling[name];
  const notes = [
    description,
    writes ? 'Changes the account.' : 'Changes nothing.',
    idempotent
      ? 'Safe to repeat.'
      : 'Not safe to repeat: once it may have left, sending it again may send the message twice.',
    ...(other && spelled === name ? [`Some editions of the service spell it \`/${other}\`.`] : []),
    ...(spelled === name ? [] : [`Another spelling of \`/${name}\`.`]),
  ];
  return {
    operationId: spelled,
    summary: description,
    description: notes.join(' '),
    requestBody: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': { schema: formSchema(name) },
        'multipart/form-data': { schema: formSchema(name) },
      },
    },
    responses: {
      200: {
        description: 'The answer, or an error.',
        content: {
          'application/json': {
            schema: { anyOf: [answerSchema(answer), { $ref: '#/components/schemas/Error' }] },
          },
        },
      },
      401: { $ref: '#/components/responses/WrongKey' },
      403: { $ref: '#/components/responses/WrongKey' },
      408: { $ref: '#/components/responses/TryAgain' },
      413: { $ref: '#/components/responses/TooLarge' },
      429: { $ref: '#/components/responses/TryAgain' },
      '5XX': { $ref: '#/components/responses/TryAgain' },
      default: {
        description: 'The call was not carried out.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

/** The body of a call: its parameters and the key. */
function formSchema(name: EndpointName): Json {
  const { parameters } = endpoint(name);
  const rows = Object.entries(parameters);
  const choices = rows.filter(([, { required }]) => typeof required === 'string');
  return {
    type: 'object',
    required: ['API_key', ...rows.flatMap(([key, { required }]) => (required === true ? [key] : []))],
    properties: {
      API_key: { $ref: '#/components/schemas/ApiKey' },
      ...Object.fromEntries(rows.map(([key, row]) => [key, parameterSchema(row)])),
    },
    ...(choices.length > 0 && { anyOf: choices.map(([key]) => ({ required: [key] })) }),
  };
}

function parameterSchema({ format, description, maximum }: Parameter): Json {
  return { ...formats[format](maximum), description };
}

const msisdnPattern = '[1-9][0-9]{6,14}';

const formats: Readonly<Record<Parameter['format'], (maximum: number | undefined) => Json>> = {
  text: () => ({ type: 'string', minLength: 1 }),
  msisdn: () => ({ type: 'string', pattern: `^\\s*${msisdnPattern}\\s*$`, examples: ['46701740605'] }),
  msisdns: (maximum = 1) => ({
    type: 'string',
    pattern: `^\\s*${msisdnPattern}\\s*(;\\s*${msisdnPattern}\\s*){0,${maximum - 1}}$`,
    examples: ['46701740605;46701740606'],
  }),
  list: () => ({ type: 'string', minLength: 1, examples: ['Kunder;Ort Lund'] }),
  sender: (maximum) => ({ type: 'string', pattern: '^[A-Za-z0-9_-]+$', maxLength: maximum }),
  datetime: () => ({
    type: 'string',
    pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$',
    examples: ['2026-12-01 08:00:00'],
  }),
  integer: (maximum) => ({ type: 'integer', minimum: 0, ...(maximum !== undefined && { maximum }) }),
  id: () => ({ type: 'string', minLength: 1 }),
  csv: () => ({ type: 'string', minLength: 1, examples: ['46701740605;Anna Berg;Kunder;Ort Lund'] }),
  url: () => ({ type: 'string', format: 'uri' }),
};

/** What the service sends, not what the client makes of it. */
function answerSchema(answer: z.ZodType): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(answer, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === anyExportRow) Object.assign(jsonSchema, exportRowSchema());
    },
  });
  return schema;
}

function exportRowSchema(): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(exportRow, { io: 'input' });
  return schema;
}
