import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { spelledSource } from './contact/spelled.ts';
import { MissingKeyError, UsageError } from './errors.ts';
import { mustBeReadable, readWholeText, UnreadableFileError } from './whole-file.ts';

/** An API key, and what a person should know of where it was found. */
export interface ApiKey {
  readonly apiKey: string;
  /** Others on the machine can read the file that it stands in. */
  readonly warning?: string;
}

/** What is larger is no API key. */
const mostBytes = 4096;

/**
 * Finds an API key (K1): in the variable itself, in the file that `NAME_FILE` names, or as a systemd credential, which is the
 * file `NAME` in `$CREDENTIALS_DIRECTORY`.
 *
 * A file that others can read is warned of and not refused: containers mount secrets so by default (Docker 0444, Kubernetes
 * 0644), and there nobody else is; a night must not be left out over it.
 *
 * @param variable such as `JOJKA_API_KEY`
 * @param account for the message
 * @throws UsageError when there is none, it is given in two ways, or its file cannot be read or holds none
 */
export function findApiKey(variable: string, account: string, env: NodeJS.ProcessEnv): ApiKey {
  const value = env[variable]?.trim();
  const file = env[`${variable}_FILE`];
  const credential = credentialPath(variable, env);
  const ways = [
    value && variable,
    file !== undefined && `${variable}_FILE`,
    credential && `the credential ${credential}`,
  ].filter(Boolean);
  if (ways.length > 1)
    throw new UsageError(
      `The API key of account "${account}" is given in ${ways.length === 2 ? 'two' : 'three'} ways: ${ways.join(' and ')}.`,
      {
        advice: 'Nothing was sent. Take all but one out of the environment, .env and the systemd unit.',
      },
    );
  if (value) {
    const fault = faultOf(value);
    if (fault === undefined) return { apiKey: value };
    throw new UsageError(`${variable} ${fault}.`, {
      advice: `Nothing was sent. Set ${variable} to the key and nothing else.`,
    });
  }
  if (file !== undefined) return readKey(file, `${variable}_FILE`);
  if (credential) return readKey(credential, `The systemd credential ${variable}`);
  throw new MissingKeyError(`There is no API key for account "${account}": ${variable} is not set.`, {
    advice: `Nothing was sent. Set ${variable} in the environment or in .env, or ${variable}_FILE to a file that holds it. To rehearse without an account: jojka-sync sandbox`,
  });
}

/** A file that holds an API key. */
export interface ApiKeyFile {
  /** What names it, for messages. */
  readonly what: string;
  readonly path: string;
}

/** The files of all accounts' keys: those that variables name, and systemd's credentials. */
export function apiKeyFiles(env: NodeJS.ProcessEnv): ApiKeyFile[] {
  const folder = env.CREDENTIALS_DIRECTORY ?? '';
  return [
    ...Object.entries(env).flatMap(([name, path]) =>
      path && isKeyName(name.replace(/_FILE$/i, '')) && !isKeyName(name)
        ? [{ what: `the file of ${name}`, path }]
        : [],
    ),
    ...filesIn(folder)
      .filter(isKeyName)
      .map((name) => ({ what: `the credential ${name}`, path: join(folder, name) })),
  ];
}

/**
 * Every account's API key, whether this command uses it or not, with what names it: none of them may get into a text (K1). What is
 * shorter than eight characters may be in any word, and is left out: the key of a sandbox is often `any`. So is a file that cannot
 * be read: whoever needs it says so.
 */
export function apiKeysIn(env: NodeJS.ProcessEnv): { readonly what: string; readonly key: string }[] {
  const inVariables = Object.entries(env).flatMap(([what, value]) =>
    isKeyName(what) ? [{ what, key: value?.trim() ?? '' }] : [],
  );
  const inFiles = apiKeyFiles(env).flatMap(({ what, path }) => {
    try {
      return [{ what, key: readKey(path, what).apiKey }];
    } catch {
      return [];
    }
  });
  return [...inVariables, ...inFiles].filter(({ key }) => key.length >= leastCharacters);
}

const leastCharacters = 8;

/**
 * Finds a key wherever it stands in a text: as it is, in a URL, in the body of a form; one that is no common word also in capitals and
 * small letters, as entities of HTML and escapes of JSON write it, in hexadecimal, and within what is in base64 (a header of HTTP
 * Basic, a body that a service quotes).
 */
export function keyPattern(apiKey: string): RegExp {
  const form = new URLSearchParams({ '': apiKey }).toString().slice(1);
  const plain = [apiKey, encodeURIComponent(apiKey), form];
  if (apiKey.length < leastCharacters) return new RegExp([...new Set(plain)].map(escaped).join('|'), 'g');
  const hex = Buffer.from(apiKey).toString('hex');
  const ways = [spelledSource(apiKey), ...new Set([...plain, hex, ...base64Of(apiKey)].map(escaped))];
  return new RegExp(ways.join('|'), 'giu');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** What a key looks like within base64, wherever it begins: without the signs that hold bits of what is before and behind it. */
function base64Of(apiKey: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(apiKey)]);
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor((bytes.length * 8) / 6);
    return (['base64', 'base64url'] as const).map((form) => bytes.toString(form).slice(first, last));
  });
}

function isKeyName(name: string): boolean {
  return /^JOJKA_(?:\w+_)?API_KEY$/i.test(name);
}

/** Names of what is in a folder; none where there is no such folder, or it may not be read. */
export function filesIn(folder: string): string[] {
  if (folder === '') return [];
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Why a text is no API key, wherever it stands. */
function faultOf(apiKey: string): string | undefined {
  if (Buffer.byteLength(apiKey) > mostBytes) return `is larger than ${mostBytes} bytes: that is no key`;
  return /[\r\n\0]/.test(apiKey) ? 'holds more than one line' : undefined;
}

/** The file of a systemd credential of that name, if the unit has one (`LoadCredential=JOJKA_API_KEY:…`). */
function credentialPath(variable: string, { CREDENTIALS_DIRECTORY }: NodeJS.ProcessEnv): string | undefined {
  if (!CREDENTIALS_DIRECTORY) return undefined;
  const path = join(CREDENTIALS_DIRECTORY, variable);
  try {
    mustBeReadable(path, mostBytes);
    return path;
  } catch (error) {
    // One that is there and cannot be read is told when it is read.
    return error instanceof UnreadableFileError && error.code === 'ENOENT' ? undefined : path;
  }
}

/** @param named what names the file, for messages: its content is in none */
function readKey(path: string, named: string): ApiKey {
  const refuse = (what: string, advice: string, cause?: unknown) =>
    new UsageError(`${named}${path === '' ? '' : ` (${path})`} ${what}.`, {
      advice: `Nothing was sent. ${advice}`,
      cause,
    });
  if (path.trim() === '')
    throw refuse(
      'is set and empty',
      'Give it the path of a file that holds the key, or take it out of the environment and .env.',
    );
  let text: string;
  let isOpenToAll: boolean;
  try {
    isOpenToAll = (mustBeReadable(path, mostBytes).mode & 0o004) !== 0;
    text = readWholeText(path, mostBytes);
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw unreadable(error, refuse);
  }
  const apiKey = text.replace(/^\uFEFF/, '').trim();
  if (apiKey === '') throw refuse('is empty', 'Write the key into it.');
  const fault = faultOf(apiKey);
  if (fault !== undefined)
    throw refuse(fault, 'Name a file that holds the key and nothing else: no name before it, no second key.');
  if (!isOpenToAll || process.platform === 'win32') return { apiKey };
  return { apiKey, warning: `every user of this machine can read the API key in ${path}: chmod 600 ${path}` };
}

function unreadable(
  error: UnreadableFileError,
  refuse: (what: string, advice: string, cause?: unknown) => UsageError,
): UsageError {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return refuse(
        'is not there',
        'Check the path; one that is not absolute begins at the working directory.',
        error,
      );
    case 'EACCES':
    case 'EPERM':
      return refuse(
        'cannot be read by this user',
        'Give it to the user that runs jojka-sync: chown, and chmod 600.',
        error,
      );
    case 'EISDIR':
    case 'ENOTFILE':
    case 'ENXIO':
      return refuse('is no file', 'Name a file that holds the key and nothing else.', error);
    case 'ETOOLARGE':
      return refuse(
        `is larger than ${mostBytes} bytes: that is no key`,
        'Name a file that holds the key and nothing else.',
        error,
      );
    case 'EUTF16':
      return refuse('is UTF-16 (in Notepad: Unicode)', 'Save it as UTF-8.', error);
    default:
      return refuse(`cannot be read: ${error.message}`, 'Look at the file and its disk.', error);
  }
}
