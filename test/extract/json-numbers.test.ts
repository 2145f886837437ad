import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listOf } from '../../src/extract/json-list.ts';
import { parseJson } from '../../src/extract/json-numbers.ts';

describe('JSON whose numbers lose no digit (E4)', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['-900719925474099312', '-900719925474099312'],
    ['[1, 12345678901234567890]', [1, '12345678901234567890']],
    ['{"a":{"id":900719925474099267}}', { a: { id: '900719925474099267' } }],
    ['1.5', 1.5],
    ['123456789.1234567890', '123456789.1234567890'],
    ['1e3', 1000],
    ['1e999', '1e999'],
    ['1e-999', '1e-999'],
    ['{"9007199254740993":"9007199254740993, 1"}', { '9007199254740993': '9007199254740993, 1' }],
    [
      '["a\\" 9007199254740993", "\\\\", 9007199254740993]',
      ['a" 9007199254740993', '\\', '9007199254740993'],
    ],
  ])('%s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  test.each([
    '{"a":9007199254740993',
    '"9007199254740993',
    '[9007199254740993"]',
    '09007199254740993',
    '{9007199254740993:1}',
  ])('%s is none', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  test('of a list of keys each is a text as it is written', () => {
    expect(listOf(parseJson('[900719925474099267]'))).toEqual(['900719925474099267']);
  });

  test('law: what holds no such number is read as ever', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, pretty) => {
        const text = JSON.stringify(value, null, pretty ? 2 : 0);
        const again = JSON.parse(text, (_, part) =>
          typeof part === 'number' && typeof parseJson(String(part)) === 'string' ? String(part) : part,
        );
        expect(parseJson(text)).toEqual(again);
      }),
    );
  });
});
