import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { apiKeysIn, findApiKey, keyPattern } from '../src/api-keys.ts';
import { JojkaSyncError } from '../src/errors.ts';
import { accountSettings } from '../src/session/account.ts';
import { temporaryFolder } from './support/cli.ts';

const folder = temporaryFolder('key');
const key = 'hemlig-nyckel-4711';

function file(name: string, text: string | Buffer, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('a key in a file', () => {
  test.each([
    ['as it is', key],
    ['with a line end', `${key}\n`],
    ['with one of Windows, and white space', ` ${key} \r\n`],
    ['as Notepad saves it', `\ufeff${key}\r\n`],
  ])('%s', (name, text) => {
    expect(findApiKey('JOJKA_API_KEY', 'default', { JOJKA_API_KEY_FILE: file(name, text) })).toEqual({
      apiKey: key,
    });
  });

  test('of an account of its own', () => {
    const env = { JOJKA_KAMPANJ_API_KEY_FILE: file('kampanj', key), JOJKA_API_KEY: 'another' };
    expect(accountSettings('kampanj', env)).toMatchObject({ apiKey: key });
  });

  test('an empty variable beside it is none', () => {
    const env = { JOJKA_API_KEY: '', JOJKA_API_KEY_FILE: file('beside', key) };
    expect(findApiKey('JOJKA_API_KEY', 'default', env)).toEqual({ apiKey: key });
  });

  test.each([
    [0o644, true],
    [0o604, true],
    [0o640, false],
    [0o400, false],
  ])('mode %o: a warning that says what to do: %s', (mode, isWarned) => {
    const path = file('mode', key, mode);
    const { apiKey, warning } = findApiKey('JOJKA_API_KEY', 'default', { JOJKA_API_KEY_FILE: path });
    expect(apiKey).toBe(key);
    if (isWarned) expect(warning).toContain(`chmod 600 ${path}`);
    else expect(warning).toBeUndefined();
  });

  test('by a link, as Kubernetes mounts it', () => {
    const link = join(folder, 'link');
    symlinkSync(file('linked', key), link);
    expect(findApiKey('JOJKA_API_KEY', 'default', { JOJKA_API_KEY_FILE: link })).toEqual({ apiKey: key });
  });
});

describe('a credential of systemd', () => {
  const directory = join(folder, 'credentials');
  mkdirSync(directory);
  writeFileSync(join(directory, 'JOJKA_API_KEY'), `${key}\n`, { mode: 0o400 });
  const env = { CREDENTIALS_DIRECTORY: directory };

  test('is found by the name of the variable', () => {
    expect(accountSettings('default', env)).toMatchObject({ apiKey: key });
  });

  test('those of other units do no harm', () => {
    expect(() => accountSettings('kampanj', env)).toThrow('JOJKA_KAMPANJ_API_KEY is not set');
    expect(accountSettings('kampanj', { ...env, JOJKA_KAMPANJ_API_KEY: 'x' })).toMatchObject({ apiKey: 'x' });
  });
});

describe('what to do now', () => {
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  mkdirSync(join(folder, 'JOJKA_API_KEY'));

  test.each<[string, NodeJS.ProcessEnv, string, string]>([
    ['none', {}, 'JOJKA_API_KEY is not set', 'JOJKA_API_KEY_FILE to a file'],
    ['no such file', { JOJKA_API_KEY_FILE: join(folder, 'nowhere') }, 'is not there', 'Check the path'],
    ['a folder', { JOJKA_API_KEY_FILE: folder }, 'is no file', 'Name a file'],
    ['a pipe that nobody writes to', { JOJKA_API_KEY_FILE: fifo }, 'is no file', 'Name a file'],
    ['an empty file', { JOJKA_API_KEY_FILE: file('empty', ' \n') }, 'is empty', 'Write the key into it'],
    ['an empty variable', { JOJKA_API_KEY_FILE: ' ' }, 'is set and empty', 'path of a file'],
    [
      'a large file',
      { JOJKA_API_KEY_FILE: file('large', key.repeat(1000)) },
      'larger than 4096 bytes',
      'Name a file',
    ],
    [
      'an .env file',
      { JOJKA_API_KEY_FILE: file('env', `A=1\nKEY=${key}\n`) },
      'more than one line',
      'nothing else',
    ],
    [
      'two ways',
      { JOJKA_API_KEY: key, JOJKA_API_KEY_FILE: file('two', key) },
      'given in two ways: JOJKA_API_KEY and JOJKA_API_KEY_FILE',
      'all but one',
    ],
    ['a credential that is a folder', { CREDENTIALS_DIRECTORY: folder }, 'is no file', 'Name a file'],
  ])('%s', (_, env, message, advice) => {
    let error: unknown;
    try {
      accountSettings('default', env);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(JojkaSyncError);
    const told = error as JojkaSyncError;
    expect(told.exitCode).toBe(64);
    expect(told.message).toContain(message);
    expect(told.advice).toContain(advice);
    expect(`${told.message} ${told.advice}`).not.toContain(key);
  });
});

describe('every key there is, so that no text holds it (K1)', () => {
  const credentials = join(folder, 'every');
  mkdirSync(credentials);
  writeFileSync(join(credentials, 'JOJKA_WEBB_API_KEY'), 'key-of-webb\n');
  writeFileSync(join(credentials, 'OTHER'), 'somebody-elses');
  test.each<[string, NodeJS.ProcessEnv, string[]]>([
    ['in variables', { JOJKA_API_KEY: ` ${key} `, JOJKA_WEBB_API_KEY: 'key-of-webb' }, [key, 'key-of-webb']],
    ['in files', { JOJKA_WEBB_API_KEY_FILE: file('of-webb', 'key-of-webb\n') }, ['key-of-webb']],
    ['in credentials', { CREDENTIALS_DIRECTORY: credentials }, ['key-of-webb']],
    ['in several of them', { JOJKA_API_KEY: key, CREDENTIALS_DIRECTORY: credentials }, [key, 'key-of-webb']],
    ['too short to tell from a word', { JOJKA_API_KEY: 'any' }, []],
    [
      'that cannot be read',
      { JOJKA_API_KEY_FILE: join(folder, 'nowhere'), CREDENTIALS_DIRECTORY: '/no' },
      [],
    ],
    ['of others', { API_KEY: key, JOJKA_API_URL: 'http://127.0.0.1' }, []],
  ])('%s', (_name, env, keys) => {
    expect(apiKeysIn(env).map(({ key }) => key)).toEqual(keys);
  });

  test('as it may stand in a text', () => {
    const text = 'a key& a%20key%26 a+key%26';
    expect(text.replace(keyPattern('a key&'), '[key]')).toBe('[key] [key] [key]');
  });
});

describe('how large a list of Jojka may be, where no pipeline says it', () => {
  const key = { JOJKA_API_KEY: 'x', JOJKA_BUTIK_API_KEY: 'y' };
  test.each([
    ['default', {}, undefined],
    ['default', { JOJKA_ANSWER_MEGABYTES: '128' }, 128],
    ['butik', { JOJKA_ANSWER_MEGABYTES: '128' }, 128],
    ['butik', { JOJKA_ANSWER_MEGABYTES: '128', JOJKA_BUTIK_ANSWER_MEGABYTES: '200' }, 200],
    ['default', { JOJKA_ANSWER_MEGABYTES: ' ' }, undefined],
  ])('%s %j', (name, env, expected) => {
    expect(accountSettings(name, { ...key, ...env }).answerMegabytes).toBe(expected);
  });

  test.each(['0', '401', 'much', '1e9', '-1'])('%s is none', (given) => {
    expect(() => accountSettings('default', { ...key, JOJKA_ANSWER_MEGABYTES: given })).toThrow(
      'JOJKA_ANSWER_MEGABYTES must be a number from 1 to 400',
    );
  });
});

describe('further spellings of a key that no text may hold (K1)', () => {
  const key = 'Hemlig+nyckel/4711åäö';
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const scrubbed = (text: string) => text.replace(keyPattern(key), '[key]');
  test.each([
    ['as it is', key],
    ['in capitals', key.toUpperCase()],
    ['in small letters', key.toLowerCase()],
    ['in a URL', encodeURIComponent(key)],
    ['in a URL, with small letters', encodeURIComponent(key).toLowerCase()],
    ['in hexadecimal', Buffer.from(key).toString('hex')],
    ['in base64', base64(key)],
    ['in base64, behind a user', base64(`u:${key}`)],
    ['in base64, behind another user', base64(`us:${key}:x`)],
    ['in base64, in a body', base64(`API_key: ${key}, more`)],
    ['with entities of HTML', 'Hemlig&plus;nyckel&sol;4711&aring;&auml;&ouml;'],
    ['with decimal entities', 'Hemlig&#43;nyckel&#047;4711&#229;&#228;&#246;'],
    ['with hexadecimal entities', 'Hemlig&#x2B;nyckel&#X2f;4711&#xE5;&#xe4;&#x00f6;'],
    ['with entities of entities', 'Hemlig&amp;#43;nyckel&amp;amp;sol;4711&amp;aring;&amp;auml;&amp;ouml;'],
    ['with every sign an entity', [...key].map((sign) => `&#${sign.codePointAt(0)};`).join('')],
    ['with escapes of JSON', 'Hemlig+nyckel\\/4711\\u00e5\\u00E4\\u00f6'],
    ['with escapes of escapes', 'Hemlig\\\\u002bnyckel\\\\/4711\\\\u00e5\\\\u00e4\\\\u00f6'],
    ['with escapes of a program', 'Hemlig\\x2bnyckel\\x2F4711\\xe5\\xC3\\xA4\\u{f6}'],
    ['partly in a URL, twice over', 'Hemlig%252Bnyckel/4711%25C3%25A5ä%C3%B6'],
    ['in base64 of URLs', Buffer.from(key).toString('base64url')],
  ])('%s', (_, text) => {
    const left = scrubbed(`before ${text} behind`);
    expect(left).toContain('[key]');
    expect(left.replace(/before |\[key\]| behind/g, '').length).toBeLessThan(text === key ? 1 : 28);
    expect(left).not.toMatch(/hemlig|4711/i);
  });

  test('what is only like it stays', () => {
    const text = 'Hemlig nyckel 4711, Hemlig&#44;nyckel, &auml; \\\\u00e4 50% & more';
    expect(scrubbed(text)).toBe(text);
  });

  test('in no time, whatever the text', () => {
    const started = performance.now();
    for (const sign of ['\\\\', '&amp;', '%25', 'H', '&#0', 'Hemlig&'])
      expect(scrubbed(sign.repeat(100_000))).not.toContain('[key]');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('a key of any length', () => {
    for (const length of [200, 201, 6000]) {
      const long = 'extra+'.repeat(length).slice(0, length);
      expect(`a ${long} ${encodeURIComponent(long)}`.replace(keyPattern(long), '[key]')).toBe(
        'a [key] [key]',
      );
    }
  });

  test('a short key, which may be a word, stands as it is alone', () => {
    expect('any ANY &#97;ny'.replace(keyPattern('any'), '[key]')).toBe('[key] ANY &#97;ny');
  });
});
