import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printedFor } from '../../src/contact/printed-commands.ts';

/** Commands in a text act on the account and the pipeline that the text is of. */
describe('the account', () => {
  test.each([
    ['jojka-sync blocklist remove NUMBER', 'jojka-sync blocklist remove --account butik NUMBER'],
    ['jojka-sync blocklist add 46701740605.', 'jojka-sync blocklist add --account butik 46701740605.'],
    ['jojka-sync blocklist import --check', 'jojka-sync blocklist import --account butik --check'],
    ['jojka-sync doctor --accept-key', 'jojka-sync doctor --account butik --accept-key'],
    ['jojka-sync replies --list', 'jojka-sync replies --account butik --list'],
    [
      'jojka-sync api rm_contact msisdn=46701740605',
      'jojka-sync api --account butik rm_contact msisdn=46701740605',
    ],
    ['jojka-sync campaign status 12', 'jojka-sync campaign status --account butik 12'],
    ['Check JOJKA_API_KEY and JOJKA_API_URL', 'Check JOJKA_BUTIK_API_KEY and JOJKA_API_URL'],
    [
      'jojka-sync blocklist release --origin source --run R',
      'jojka-sync blocklist release --origin source --run R',
    ],
    ['jojka-sync explain 46701740605', 'jojka-sync explain 46701740605'],
    ['jojka-sync sync butiken', 'jojka-sync sync butiken'],
  ])('%s', (text, told) => {
    expect(printedFor(text, { account: 'butik' })).toBe(told);
    expect(printedFor(told, { account: 'butik' })).toBe(told);
    expect(printedFor(text, { account: 'default' })).toBe(text);
  });

  test('its own URL, where the environment has one', () => {
    expect(
      printedFor(
        'Check JOJKA_API_URL.',
        { account: 'butik' },
        { JOJKA_BUTIK_API_URL: 'https://sms.example.se' },
      ),
    ).toBe('Check JOJKA_BUTIK_API_URL.');
  });
});

test('every command that takes --account is known to it', () => {
  const takers = readdirSync('src/cli')
    .filter((path) => path.endsWith('.ts'))
    .filter((path) =>
      /addOption\(\s*accountOption\(|'--account <name>'/.test(readFileSync(`src/cli/${path}`, 'utf8')),
    )
    .map((path) => path.replace('.ts', ''))
    .filter((name) => !['options', 'init-options'].includes(name));
  const said = {
    message: ['send', 'campaign add'],
    blocklist: ['check', 'add', 'remove', 'import'].map((w) => `blocklist ${w}`),
  };
  const commands = takers.flatMap(
    (name) => said[name as keyof typeof said] ?? [name.replace(/^(blocklist|campaign)-/, '$1 ')],
  );
  expect(commands).toContain('blocklist list');
  for (const command of commands)
    expect(printedFor(`jojka-sync ${command} x`, { account: 'butik' })).toBe(
      `jojka-sync ${command} --account butik x`,
    );
});
