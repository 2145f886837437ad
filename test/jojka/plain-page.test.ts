import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contact } from '../../src/contact/contact.ts';
import { createAnswerReader } from '../../src/jojka/answer.ts';
import { complaintOf } from '../../src/jojka/complaint.ts';
import { readPlainPage } from '../../src/jojka/plain-page.ts';
import { exportAnswer } from '../../src/jojka/schemas.ts';
import { examples } from '../support/length.ts';

/** What the short way reads, contact by contact. */
function short(body: string): Contact[] | undefined {
  const page = readPlainPage(body);
  return page && Array.from({ length: page.length }, (_, row) => page.contact(row));
}

/** What the long way makes of a body: undefined for all that is an error. */
function long(body: string): Contact[] | undefined {
  try {
    const json = JSON.parse(body);
    return complaintOf(json) ? undefined : exportAnswer.parse(json);
  } catch {
    return undefined;
  }
}

const anna = { msisdn: '46701740605', name: 'Åsa Ek', groups: ['Kunder', 'Ort Malmö'] };
const bo = { msisdn: '46701740612', name: '', groups: [] };

describe('a page in the usual form is read in the short way', () => {
  test.each<[string, string, Contact[]]>([
    ['as the document has it', JSON.stringify({ export: [anna, bo] }, undefined, 2), [anna, bo]],
    ['without white space', JSON.stringify({ export: [anna, bo] }), [anna, bo]],
    ['with an empty error before', JSON.stringify({ error: '', export: [anna] }), [anna]],
    ['and behind', JSON.stringify({ export: [anna], error: '' }), [anna]],
    ['with nobody', '{"export":[]}', []],
    ['with nobody, and room', ' { "export" : [ ] }\r\n', []],
    [
      'keys in another order',
      '{"export":[{"groups":["a"],"name":"b","msisdn":"46701740605"}]}',
      [{ msisdn: '46701740605', name: 'b', groups: ['a'] }],
    ],
    [
      'letters as escapes',
      '{"export":[{"msisdn":"46701740605","name":"\\u00c5sa \\"\\/\\\\\\t\\ud83d\\ude00","groups":["Malm\\u00f6"]}]}',
      [{ msisdn: '46701740605', name: 'Åsa "/\\\t😀', groups: ['Malmö'] }],
    ],
    [
      'a short number',
      '{"export":[{"msisdn":"7","name":"b","groups":[ "a" , "c" ]}]}',
      [{ msisdn: '7', name: 'b', groups: ['a', 'c'] }],
    ],
  ])('%s', (_, body, contacts) => {
    expect(long(body)).toEqual(contacts);
    expect(short(body)).toEqual(contacts);
  });
});

describe('what is of another form is left to the long way', () => {
  test.each([
    '',
    '{}',
    '[]',
    'null',
    '{"export":null}',
    '{"export":[]',
    '{"export":[]}}',
    '{"export":[],"export":[]}',
    '{"export":[],"error":"Nej"}',
    '{"export":[],"error":"\\""}',
    '{"export":[],"more":1}',
    '{"export":[,]}',
    '{"export":[{}]}',
    '{"export":[{"msisdn":"46701740605","name":"b","groups":[]},]}',
    '{"export":[{"msisdn":46701740605,"name":"b","groups":[]}]}',
    '{"export":[{"msisdn":"+46701740605","name":"b","groups":[]}]}',
    '{"export":[{"msisdn":" 46701740605","name":"b","groups":[]}]}',
    '{"export":[{"msisdn":"0701740605","name":"b","groups":[]}]}',
    '{"export":[{"msisdn":"4670174060512345","name":"b","groups":[]}]}',
    '{"export":[{"msisdn":"","name":"b","groups":[]}]}',
    '{"export":[{"msisdn":"46701740605","name":null,"groups":[]}]}',
    '{"export":[{"msisdn":"46701740605","name":"b","groups":null}]}',
    '{"export":[{"msisdn":"46701740605","name":"b","groups":[1]}]}',
    '{"export":[{"msisdn":"46701740605","name":"b","groups":["a",]}]}',
    '{"export":[{"msisdn":"46701740605","name":"b","groups":["a" "c"]}]}',
    '{"export":[{"msisdn":"46701740605","name":"b","groups":["\\x"]}]}',
    '{"export":[{"msisdn":"46701740605","name":"b","groups":["\\u12"]}]}',
    '{"export":[{"msisdn":"46701740605","name":"\\x","groups":[]}]}',
    '{"export":[{"msisdn":"46701740605","name":"\\u00g0","groups":[]}]}',
    '{"export":[{"msisdn":"46701740605","name":"a\nb","groups":[]}]}',
    '{"export":[{"msisdn":"46701740605","name":"b","name":"c","groups":[]}]}',
    '{"export":[{"msisdn":"46701740605","name":"b","groups":[],"id":7}]}',
    '{"export":[{"ms\\u0069sdn":"46701740605","name":"b","groups":[]}]}',
    '{"export":[{"msisdn":"46701740605","name":"b"}]}',
    '{"export":[{"msisdn":"46701740605","name":"b\\',
    '{"export":[{"msisdn":"46701740605","name":"\\"","groups":["b\\',
    '{"export":[{"msisdn":"46701740605","name":"\\"}]}',
  ])('%s', (body) => {
    expect(readPlainPage(body)).toBeUndefined();
  });
});

const text = fc.oneof(
  fc.constantFrom(
    '',
    'Anna',
    'Åsa "Ek"',
    'a\\b',
    'x/y',
    '😀',
    '\u2028',
    'a\tb',
    '\ud83d',
    'null',
    ' b ',
    '\0',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const row = fc.record({
  msisdn: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 999_999_999_999_999 }).map(String) },
    fc.constantFrom<unknown>('', '0701740605', '+46701740605', 46701740605, '46 70', 'A', '4670174060500000'),
  ),
  name: fc.oneof({ weight: 9, arbitrary: text }, fc.constantFrom<unknown>(null, 7, [])),
  groups: fc.oneof(
    { weight: 9, arbitrary: fc.array(text, { maxLength: 3 }) },
    fc.constantFrom<unknown>(null, 'a', [7], [null]),
  ),
});
/** JSON with white space and escapes as programs have them. */
const written = fc
  .tuple(
    fc.array(row, { maxLength: 4 }),
    fc.constantFrom<object>({}, { error: '' }, { error: 'Nej' }, { error: [] }, { total: 4 }),
    fc.constantFrom(undefined, 1, '\t'),
    fc.boolean(),
  )
  .map(([rows, beside, space, isAscii]) => {
    const body = JSON.stringify({ export: rows, ...beside }, undefined, space);
    return isAscii
      ? body.replace(/[^\x20-\x7e\n\t]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : body;
  });
const broken = fc
  .tuple(
    written,
    fc.nat(),
    fc.nat(3),
    fc.constantFrom('', '"', '\\', ',', '[', ']', '{', '}', ':', '7', ' ', '\n', 'u', '\u0001'),
  )
  .map(([body, at, cut, put]) => {
    const place = body.length === 0 ? 0 : at % body.length;
    return body.slice(0, place) + put + body.slice(place + cut);
  });

test('the short way says what the long way says, or nothing', () => {
  let known = 0;
  fc.assert(
    fc.property(fc.oneof(written, broken), (body) => {
      const found = short(body);
      if (found === undefined) return;
      known++;
      expect(found).toEqual(long(body));
    }),
    { numRuns: examples(3000, 50_000) },
  );
  expect(known).toBeGreaterThan(examples(300, 5000));
});

describe('an answer that is refused is so with the short way too', () => {
  const read = (status: number, body: string, megabytes: number | undefined, isShort: boolean) => {
    const call = { scrub: String, given: () => [], megabytes, ...(isShort && { short: readPlainPage }) };
    const http = { status, body, retryAfterMs: undefined, fromSandbox: false, date: undefined };
    try {
      return createAnswerReader()('export_contacts_list', http, call).value;
    } catch (error) {
      return error;
    }
  };
  const page = JSON.stringify({ export: [anna, bo] });

  test.each<[string, number, string, number?]>([
    ['by its status', 403, page],
    ['as one that fails', 404, page],
    ['for what it says', 200, page.replace('{', '{"error":"Nej",')],
    ['for what it holds', 200, page, 0.0001],
  ])('%s', (_, status, body, megabytes) => {
    const found = read(status, body, megabytes, true);
    expect(found).toBeInstanceOf(Error);
    expect(found).toEqual(read(status, body, megabytes, false));
  });
});
