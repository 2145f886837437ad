import { existsSync, statSync } from 'node:fs';
import { readSettingsFile } from '../session/settings-file.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** The oldest that package.json allows, and those that are tested. */
const oldest = [20, 18, 1] as const;
const tested = [20, 22, 24];

/** Whether this version of Node can do it. @param version as `process.version` has it */
export function checkNode(version: string): Check {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  const [major = 0] = parts;
  const away = oldest.map((least, index) => (parts[index] ?? 0) - least).find((by) => by !== 0) ?? 0;
  if (away < 0)
    return fail('node', `${version} is too old`, `Install Node ${oldest.join('.')} or later.`, 64);
  if (!tested.includes(major))
    return warn('node', `${version} is none of those that are tested (${tested.join(', ')})`);
  return ok('node', version);
}

/** Files that hold keys, and whether others can read them (K2). */
export function checkSettings(cwd: string): Check {
  const { path: file, text, fault } = readSettingsFile(cwd);
  if (fault) return warn('settings', fault.what, fault.advice);
  if (text === undefined) return ok('settings', 'no .env here: the environment alone says');
  const isOpen = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
  return isOpen
    ? warn('settings', `${file} can be read by others, and holds the key`, `chmod 600 ${file}`)
    : ok('settings', `${file}, which its owner alone reads`);
}

/** Proxies and what Node believes of certificates. */
export function checkNetwork(env: NodeJS.ProcessEnv): Check[] {
  const checks = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].flatMap((name) =>
    env[name] ? [proxyCheck(name, env[name])] : [],
  );
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    checks.push(
      fail(
        'network',
        'NODE_TLS_REJECT_UNAUTHORIZED=0: certificates are not looked at, so whoever is between here and Jojka can read the key',
        'Take it out of the environment. A certificate of your own goes into NODE_EXTRA_CA_CERTS.',
        64,
      ),
    );
  const authorities = env.NODE_EXTRA_CA_CERTS;
  if (authorities && !existsSync(authorities))
    checks.push(
      warn(
        'network',
        `NODE_EXTRA_CA_CERTS names ${authorities}, which is not there`,
        'Node goes on without it. Name the file, or take the variable out.',
      ),
    );
  return checks.length > 0 ? checks : [ok('network', 'no proxy, and certificates are looked at')];
}

function proxyCheck(name: string, given: string): Check {
  if (!URL.canParse(given))
    return warn(
      'network',
      `${name} is no URL`,
      `${name}=http://HOST:PORT, with / ? # @ % in a password written as %2F %3F %23 %40 %25`,
    );
  return ok('network', `${name} names the proxy ${new URL(given).host}`);
}
