import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findApiKey } from '../../src/api-keys.ts';
import { readPipelineTest } from '../../src/config/pipeline-test.ts';
import { readValue as readFileValue } from '../../src/config/read-value.ts';

const readValue = async (path: string) => (await readFileValue(path, {})).value;

import { readSettingsFile } from '../../src/session/settings-file.ts';

/** What a file that a person wrote says, and what is told of one that cannot be read. */
const folder = mkdtempSync(join(tmpdir(), 'jojka-read-'));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const refused = (what: string) => ({ exitCode: 64, message: expect.stringContaining(what) });

describe('a key that stands twice is refused and named: neither wins in silence', () => {
  test.each([
    [
      'contacts',
      '{"name":"p",\n"contacts":{"absent":"remove-managed"},\n"contacts":{"absent":"remove-all"}}',
      'the key contacts stands there twice, in the lines 2 and 3',
    ],
    ['in one line', '{"a":1,"a":1}', 'the key a stands there twice in line 1'],
    [
      'within an object',
      '{"guards":{"blocks":1,"x":[1,"blocks"],"blocks":2}}',
      'the key guards.blocks stands',
    ],
    ['within a list', '{"sources":[{"path":"a"},{"path":"b","path":"c"}]}', 'the key sources[2].path stands'],
    ['by an escape', '{"abc":1,"\\u0061bc":2}', 'the key abc stands'],
    ['that is no word', '{"where":{"Köpt \\"?":1,"Köpt \\"?":2}}', 'the key where."Köpt \\"?" stands'],
    ['an empty one', '{"":1,"":2}', 'the key "" stands'],
    ['__proto__', '{"__proto__":1,"__proto__":2}', 'the key __proto__ stands'],
    [
      'with room before its colon',
      '{ "a" : 1 ,\r\n"a"\t: 2 }',
      'the key a stands there twice, in the lines 1 and 2',
    ],
  ])('%s', async (_, text, message) => {
    await expect(readValue(file('twice.json', text))).rejects.toMatchObject(refused(message));
  });

  test('YAML, and tests in YAML', async () => {
    await expect(readValue(file('twice.yaml', 'a: 1\n"a": 2\n'))).rejects.toMatchObject(refused('unique'));
    const tests = file('twice.test.yaml', 'tests: []\ntests: []\n');
    await expect(readPipelineTest(tests)).rejects.toMatchObject(refused('unique'));
  });

  test.each([
    ['objects beside each other', '{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":2}]}'],
    ['a value that is what a key is called', '{"a":"b","b":"a","c":["a","a"]}'],
    ['a value that looks like keys', '{"a":"{\\"a\\":1,\\"a\\":2}","b":"\\\\"}'],
    ['the same within itself', '{"a":{"a":{"a":[{"a":1}]}}}'],
    ['other letters', '{"a":1,"A":2}'],
    ['no object', '["a","a"]'],
  ])('not: %s', async (_, text) => {
    expect(await readValue(file('once.json', text))).toEqual(JSON.parse(text));
  });

  test('JSON that is none is told as such', async () => {
    await expect(readValue(file('none.json', '{"a":1,"a":'))).rejects.toMatchObject(refused('JSON'));
  });
});

describe('two documents in one file', () => {
  const words = 'a second document begins in it (line 2: ---), and a file holds one';
  test.each(['name: p\n---\nname: q\n', 'name: p\n--- {name: q}\n'])('%j', async (text) => {
    const failed = expect(readValue(file('two.yaml', text))).rejects;
    await failed.toMatchObject(refused(words));
    await expect(readPipelineTest(file('two.test.yaml', text))).rejects.toMatchObject(refused(words));
  });

  test.each(['---\nname: p\n', '---\nname: p\n...\n', 'name: p\n...\n'])(
    'one with its signs: %j',
    async (text) => {
      expect(await readValue(file('one.yaml', text))).toEqual({ name: 'p' });
    },
  );
});

describe('UTF-16, as Notepad saves what it calls Unicode', () => {
  const little = (text: string) => Buffer.from(text, 'utf16le');
  const words = 'it is UTF-16 (in Notepad: Unicode): save it as UTF-8';
  const kinds: [string, (text: string) => Buffer][] = [
    ['with its mark', (text) => little(`\ufeff${text}`)],
    ['the other way round', (text) => little(`\ufeff${text}`).swap16()],
    ['without a mark', little],
    ['the other way round, without a mark', (text) => little(text).swap16()],
  ];
  test.each(kinds)('%s', async (_, bytes) => {
    for (const [name, text] of [
      ['u.json', '{"name":"p"}'],
      ['u.yaml', 'name: p\n'],
      ['u.ts', `export default { name: 'p' };`],
    ] as const)
      await expect(readValue(file(name, bytes(text)))).rejects.toMatchObject(refused(words));
    await expect(readPipelineTest(file('u.test.yaml', bytes('tests: []')))).rejects.toMatchObject(
      refused(words),
    );
    file('.env', bytes('JOJKA_API_KEY=x\n'));
    expect(readSettingsFile(folder).fault?.what).toContain(words);
    const key = file('u.key', bytes('hemlig-nyckel'));
    expect(() => findApiKey('JOJKA_API_KEY', 'default', { JOJKA_API_KEY_FILE: key })).toThrow('is UTF-16');
  });

  test('UTF-8 with a mark is read', async () => {
    expect(await readValue(file('m.json', '\ufeff{"name":"p"}'))).toEqual({ name: 'p' });
    expect(await readValue(file('m.yaml', '\ufeffname: p\n'))).toEqual({ name: 'p' });
  });

  test.each(['', 'a', 'ab'])('a short file is none: %j', async (text) => {
    file('.env', text);
    expect(readSettingsFile(folder)).toMatchObject({ text });
  });
});
