import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../src/jojka/endpoints.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type CliResult, runHere, temporaryFolder } from '../support/cli.ts';

/** `jojka-sync api` as a user runs it: the built program, real HTTP, the sandbox. */
const folder = temporaryFolder('api');
const key = 'hemlig-nyckel-4711';
const msisdn = '46701740605';
let sandbox: Sandbox;

function cli(args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string): Promise<CliResult> {
  return runHere(['api', ...args], {
    cwd: folder,
    env: { JOJKA_API_KEY: key, JOJKA_API_URL: sandbox.url, ...env },
    ...(input !== undefined && { input }),
  });
}

beforeAll(async () => {
  sandbox = await startSandbox({
    apiKey: key,
    data: {
      contacts: [
        { msisdn, name: 'Anna', groups: ['Kunder'] },
        { msisdn: '46701740607', name: 'Cilla', groups: ['Kunder', 'VD'] },
      ],
      messages: [
        { id: '7', campaignId: '6', receiver: msisdn, message: 'Hej', sentAt: '2026-11-01 08:00:00' },
      ],
      campaigns: [
        { id: '6', message: 'Hej', toMsisdns: [msisdn], startsAt: '2026-11-01 08:00:00', state: 'sent' },
        { id: '8', message: 'Hej', toMsisdns: [msisdn], startsAt: '2099-11-01 08:00:00', state: 'scheduled' },
      ],
      groups: ['Kunder', 'VD'],
    },
  });
  writeFileSync(join(folder, 'rows.csv'), '\ufeff46701740608;Dan;Kunder\r\n46701740609;Eva;Kunder\r\n');
});
afterAll(() => sandbox.close());

function contact(number: string) {
  return sandbox.state().contacts.find((one) => one.msisdn === number);
}

const done = { successes: 'done' };

/** In this order: each finds what those before it left. */
const cases: [endpoint: string, parameters: string[], answer: unknown][] = [
  ['add_contact', ['msisdn=46701740606', 'name=Bo Ek', 'group=Kunder;VD'], { msisdn: '46701740606' }],
  ['add_contact_to_group', [`msisdn=${msisdn}`, 'group=VD'], { msisdn, group: 'VD' }],
  ['rm_contact_from_group', [`msisdn=${msisdn}`, 'group=VD'], { msisdn, group: 'VD' }],
  ['import_contacts_list', ['contacts_list=@rows.csv'], done],
  ['rm_contact', ['msisdn=46701740608'], done],
  [
    'export_contacts_list',
    ['max=1', 'offset=2'],
    { export: [{ msisdn: '46701740606', name: 'Bo Ek', groups: ['Kunder', 'VD'] }] },
  ],
  ['get_groups_from_msisdn', ['msisdn=46701740606'], { groups: [1, 2] }],
  ['add_to_blocklist', ['msisdn=46701740607'], done],
  ['check_if_in_blocklist', ['msisdn=46701740607'], { in_blocklist: true, on_blocklist: true }],
  ['check_if_on_blocklist', ['msisdn=46701740605'], { in_blocklist: false, on_blocklist: false }],
  ['rm_from_blocklist', ['msisdn=46701740607'], done],
  ['fetch_replies', [`from_msisdn=${msisdn}`], []],
  ['send', [`to=${msisdn}`, 'msg=@@hemma = här'], { message_id: expect.stringMatching(/^\d+$/) }],
  ['add_campaign', ['to_group=VD', 'msg=Hej'], { campaign_id: expect.stringMatching(/^\d+$/) }],
  ['get_msg_ids_by_campaign_id', ['campaign_id=6'], ['7']],
  ['get_msg_status', ['msg_id=7'], ['DELIVERED']],
  [
    'get_campaign_recipients_status',
    ['campaign_id=6'],
    [{ receiver: msisdn, message_id: '7', status: 'DELIVERED' }],
  ],
  ['cancel_campaign', ['campaign_id=8'], done],
];

describe('every endpoint', () => {
  test('has a case', () => {
    const names = new Set(cases.map(([name]) => name));
    expect(Object.keys(endpoints).filter((name) => !names.has(name))).toEqual([]);
  });

  test.each(cases)('%s', async (endpoint, parameters, answer) => {
    const writes = Object.entries(endpoints).some(([name, row]) => name === endpoint && row.writes);
    const { code, stdout, stderr } = await cli([endpoint, ...parameters, ...(writes ? ['--yes'] : [])]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(answer);
    expect(code).toBe(0);
  });

  test('what they did is there', () => {
    expect(contact('46701740608')).toBeUndefined();
    expect(contact('46701740609')).toEqual({ msisdn: '46701740609', name: 'Eva', groups: ['Kunder'] });
    expect(sandbox.state().messages.some(({ message }) => message === '@hemma = här')).toBe(true);
    expect(sandbox.state().campaigns.find(({ id }) => id === '8')?.state).toBe('cancelled');
  });
});

describe('nothing is sent', () => {
  test.concurrent.each<[what: string, args: string[], said: RegExp]>([
    [
      'an unknown endpoint',
      ['export_contact_list'],
      /did you mean "export_contacts_list"\?[\s\S]*rm_contact /,
    ],
    ['no endpoint', [], /Which endpoint\?[\s\S]*add_campaign/],
    [
      'an unknown parameter',
      ['add_contact', `msisdn=${msisdn}`, 'name=Hemlig', 'gruop=x', '--yes'],
      /no parameter "gruop"; did you mean "group"\?[\s\S]*msisdn +yes +Mobile number/,
    ],
    ['a missing parameter', ['rm_contact', '--yes'], /msisdn is missing/],
    ['neither of a choice', ['add_campaign', 'msg=x', '--yes'], /to_msisdn or to_group is missing/],
    ['a number with plus', ['rm_contact', 'msisdn=+46701740605', '--yes'], /msisdn must be 7 to 15 digits/],
    ['a parameter twice', ['rm_contact', 'msisdn=1', 'msisdn=2', '--yes'], /msisdn is given twice/],
    ['no equals sign', ['rm_contact', '46701740605', '--yes'], /key=value/],
    ['the key as a parameter', ['fetch_replies', `API_key=${key}`], /JOJKA_API_KEY/],
    ['a writing call without --yes', ['rm_contact', `msisdn=${msisdn}`], /Add --yes/],
  ])('%s', async (_, args, said) => {
    const before = sandbox.requests();
    const { code, stdout, stderr } = await cli(args);
    expect(stderr).toMatch(said);
    expect(stderr).toContain(args.length > 0 ? 'Nothing was sent.' : '');
    expect(`${stdout}${stderr}`).not.toMatch(/hemlig/i);
    expect(code).toBe(64);
    expect(sandbox.requests()).toEqual(before);
  });

  test('a file that is not there, or not UTF-8', async () => {
    writeFileSync(join(folder, 'latin1.csv'), Buffer.from('46701740608;Åsa', 'latin1'));
    for (const [file, said] of [
      ['nowhere.csv', 'there is no such file'],
      ['latin1.csv', 'is not UTF-8'],
    ]) {
      const { code, stderr } = await cli(['import_contacts_list', `contacts_list=@${file}`, '--yes']);
      expect(stderr).toContain(said);
      expect(code).toBe(1);
    }
  });
});

test('a value from standard input', async () => {
  const { code } = await cli(
    ['import_contacts_list', 'contacts_list=@-', '--yes'],
    {},
    '46701740610;Fia;Kunder\n',
  );
  expect(code).toBe(0);
  expect(contact('46701740610')?.groups).toEqual(['Kunder']);
});

test('a wrong key exits 1 and is in no output', async () => {
  const { code, stdout, stderr } = await cli(['fetch_replies'], { JOJKA_API_KEY: 'fel-nyckel' });
  expect(code).toBe(1);
  expect(stderr).toContain('does not accept the API key');
  expect(`${stdout}${stderr}`).not.toContain('fel-nyckel');
});

test('another account has its own key and URL', async () => {
  const { code } = await cli(['fetch_replies', '--account', 'kampanj'], {
    JOJKA_API_KEY: 'fel-nyckel',
    JOJKA_KAMPANJ_API_KEY: key,
  });
  expect(code).toBe(0);
});

test.each(['send', 'add_campaign'])('%s is not sent again when the answer is lost', async (endpoint) => {
  const faulty = await startSandbox({
    faults: { rules: [{ endpoint, after: true, action: { drop: true } }] },
  });
  try {
    const to = endpoint === 'send' ? 'to' : 'to_msisdn';
    const { code, stderr } = await cli([endpoint, `${to}=${msisdn}`, 'msg=Hej', '--yes'], {
      JOJKA_API_URL: faulty.url,
    });
    expect(stderr).toContain(`Nobody knows whether ${endpoint} was carried out`);
    expect(code).toBe(1);
    expect(faulty.requests()).toEqual({ [endpoint]: 1 });
    expect(faulty.state().messages).toHaveLength(1);
  } finally {
    await faulty.close();
  }
});

test('a state that knows the account by another key or URL stops what writes, not what reads (K4)', async () => {
  const other = await startSandbox({ data: { contacts: [{ msisdn, name: 'Anna', groups: [] }] } });
  try {
    mkdirSync(join(folder, '.jojka-sync'));
    await runHere(['doctor', '--accept-key'], {
      cwd: folder,
      env: { JOJKA_API_KEY: key, JOJKA_API_URL: sandbox.url },
    });
    const elsewhere = { JOJKA_API_URL: other.url };
    expect((await cli(['export_contacts_list'], elsewhere)).code).toBe(0);
    const { code, stdout } = await cli(['rm_contact', `msisdn=${msisdn}`, '--yes'], elsewhere);
    expect(stdout).toMatch(/^Refused: The state in .* knows account/);
    expect(code).toBe(3);
    expect(other.requests()).toEqual({ export_contacts_list: 1 });
    expect((await cli(['rm_contact', 'msisdn=46701740610', '--yes'])).code).toBe(0);
  } finally {
    await other.close();
  }
});

test('--openapi prints the document that is shipped', async () => {
  const { code, stdout } = await cli(['--openapi'], { JOJKA_API_KEY: undefined });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    openapi: '3.1.1',
    servers: [{ url: 'https://www.jojka.nu/websms/api' }],
  });
});
