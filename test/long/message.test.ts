import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findingCodes } from '../../src/campaign/preflight.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import { type CliOptions, type CliResult, runCli, runHere, temporaryFolder } from '../support/cli.ts';

/** `send` and `campaign` as a user runs them: the built program, real HTTP, real files. */
const anna = '46701740605';
const bo = '46701740606';
const cilla = '46701740607';
const contacts = [
  { msisdn: anna, name: 'Anna', groups: ['Kunder'] },
  { msisdn: bo, name: 'Bo', groups: ['Kunder', 'VD'] },
  { msisdn: cilla, name: 'Cilla', groups: ['VD'] },
];

interface Place {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly cli: (args: readonly string[], options?: Partial<CliOptions>) => Promise<CliResult>;
  readonly file: (name: string) => string;
}

/** A sandbox and a folder of their own. */
async function place(options: SandboxOptions = {}): Promise<Place> {
  const sandbox = await startSandbox({ data: { contacts }, ...options });
  onTestFinished(() => sandbox.close());
  const folder = temporaryFolder('message');
  const env = { JOJKA_API_KEY: 'any', JOJKA_API_URL: sandbox.url };
  return {
    sandbox,
    folder,
    // Who is to be stopped by a signal is a process of its own.
    cli: (args, rest = {}) =>
      (rest.onStart ? runCli : runHere)(meant(args), { cwd: folder, ...rest, env: { ...env, ...rest.env } }),
    file: (name) => readFileSync(join(folder, name), 'utf8'),
  };
}

/** What would hold a message to many back is meant, at whatever hour it is played. */
function meant(args: readonly string[]): readonly string[] {
  const sends = args[0] === 'send' || (args[0] === 'campaign' && args[1] === 'add');
  return sends ? [...args, '--allow', ...findingCodes] : args;
}

/** So many Swedish mobile numbers. */
function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(46_701_750_000 + index));
}

function receivers({ sandbox }: Place): string[] {
  return sandbox.state().messages.map(({ receiver }) => receiver);
}

describe('who gets it', () => {
  test('one number gets a message', async () => {
    const at = await place();
    const { code, stdout } = await at.cli(['send', 'Hej', 'på', 'dig', '--to', '070-174 06 05', '--yes']);
    expect(stdout).toMatch(/Text +Hej på dig\nMessage: sent to 1 number, id \d+\n$/);
    expect(code).toBe(0);
    expect(at.sandbox.requests()).toEqual({ send: 1 });
    expect(at.sandbox.state().messages).toMatchObject([{ receiver: anna, message: 'Hej på dig' }]);
  });

  test('campaign add makes a campaign of one number too', async () => {
    const at = await place();
    await at.cli(['campaign', 'add', 'Hej', '--to', anna, '--from', 'Butiken', '--name', 'Test', '--yes']);
    expect(at.sandbox.state().campaigns).toMatchObject([
      { toMsisdns: [anna], message: 'Hej', from: 'Butiken', name: 'Test' },
    ]);
  });

  test('2,500 numbers become three campaigns', async () => {
    const at = await place();
    const all = numbers(2500);
    writeFileSync(join(at.folder, 'numbers.txt'), `\ufeff${all.join('\r\n')}\r\n`);
    const { code, stdout } = await at.cli([
      ...['campaign', 'add', 'Hej', '--file', 'numbers.txt', '--name', 'Höst', '--yes'],
    ]);
    expect(stdout).toContain('3 campaigns (1,000 + 1,000 + 500)');
    expect(stdout).toContain('2,500 SMS in all');
    expect(code).toBe(0);
    expect(at.sandbox.requests()).toEqual({ add_campaign: 3 });
    const { campaigns } = at.sandbox.state();
    expect(campaigns.map(({ name, toMsisdns }) => [name, toMsisdns.length])).toEqual([
      ['Höst (1/3)', 1000],
      ['Höst (2/3)', 1000],
      ['Höst (3/3)', 500],
    ]);
    expect(receivers(at)).toEqual(all);
    const ids = campaigns.map(({ id }) => id).join(' ');
    expect(stdout).toContain(`jojka-sync campaign status ${ids}\n`);
  });

  test('groups and numbers, each number once', async () => {
    const at = await place();
    const { stdout } = await at.cli(
      ['campaign', 'add', 'Hej', '--group', 'Kunder', 'VD', '--file', '-', '--yes'],
      { input: '0701740605\n\n0701740650\n' },
    );
    expect(stdout).toMatch(/Group +Kunder: 2 members now/);
    expect(stdout).toMatch(/Repeated +2;/);
    expect(at.sandbox.state().campaigns).toMatchObject([
      { toMsisdns: [anna, '46701740650', bo, cilla], toGroups: [] },
    ]);
  });

  test('blocked numbers are left out and counted, of lists and of groups', async () => {
    const at = await place();
    mkdirSync(join(at.folder, 'pipelines'));
    writeFileSync(join(at.folder, 'crm.csv'), 'Mobil;Stopp\n0701740606;ja\n0701740650;ja\n0701740605;nej\n');
    writeFileSync(
      join(at.folder, 'pipelines', 'crm.json'),
      JSON.stringify({
        name: 'crm',
        sources: [{ type: 'csv', path: 'crm.csv', phone: 'Mobil', optOut: { column: 'Stopp' } }],
        contacts: { absent: 'keep' },
      }),
    );
    expect((await at.cli(['sync', 'crm'])).code).toBe(0);

    const { code, stdout } = await at.cli([
      'campaign',
      'add',
      'Hej',
      '--group',
      'Kunder',
      '--to',
      '0701740650',
      cilla,
      '--yes',
    ]);
    expect(stdout).toMatch(/Blocked +2 left out that the ledger knows/);
    expect(code).toBe(0);
    expect(receivers(at)).toEqual([cilla, anna]);

    const refused = await at.cli(['send', 'Hej', '--to', bo, '--yes']);
    expect(refused.stdout).toContain('Refused: Nobody is left to send to. Nothing was sent.');
    expect(refused.code).toBe(3);

    const other = await place();
    const elsewhere = await at.cli(['send', 'Hej', '--to', anna, '--yes'], {
      env: { JOJKA_API_URL: other.sandbox.url },
    });
    expect(elsewhere.stdout).toMatch(/^Refused: The state in .* knows account/);
    expect(elsewhere.code).toBe(3);
    expect(other.sandbox.requests()).toEqual({});
  });

  test('--skip-invalid sends to the others and lists what it left out', async () => {
    const at = await place();
    const { code, stdout } = await at.cli(['send', 'Hej', '--file', '-', '--skip-invalid', '--yes'], {
      input: 'Mobil\n0701740605\n08-465 004 00\n',
    });
    expect(stdout).toContain('standard input:1  Mobil  not-a-number');
    expect(stdout).toContain('standard input:3  08-465 004 00  number-type');
    expect(code).toBe(0);
    expect(receivers(at)).toEqual([anna]);
  });
});

describe('nothing is sent', () => {
  test.each<[what: string, args: string[], said: RegExp, code?: number]>([
    ['without --yes and a terminal', ['--to', anna], /Add --yes/],
    ['to nobody', ['--yes'], /To whom\?/],
    ['a sender with a space', ['--to', anna, '--from', 'Min Butik', '--yes'], /--from Min Butik/],
    ['a sender of 12 letters', ['--to', anna, '--from', 'Tolvbokstaver', '--yes'], /At most 11/],
    ['a mistyped group', ['--group', 'Kundr', '--yes'], /Did you mean "Kunder"\?/],
    ['the past', ['--to', anna, '--at', '2020-01-01 09:00', '--yes'], /is past/],
    ['a skipped hour', ['--to', anna, '--at', '2099-03-29 02:30', '--yes'], /03:30\+02:00/],
    ['a doubled hour', ['--to', anna, '--at', '2099-10-25 02:30', '--yes'], /comes twice/],
    ['no such file', ['--file', 'nowhere.txt', '--yes'], /nowhere\.txt cannot be read/, 1],
    ['no such region', ['--to', anna, '--region', 'XX', '--yes'], /no region "XX"/],
  ])('%s', async (_, args, said, exitCode = 64) => {
    const at = await place();
    const { code, stderr } = await at.cli(['campaign', 'add', 'Hej', ...args]);
    expect(stderr).toMatch(said);
    expect(code).toBe(exitCode);
    expect(Object.keys(at.sandbox.requests()).filter((name) => name !== 'export_contacts_list')).toEqual([]);
  });

  test('invalid numbers, which are listed as a result and are in no error (K2)', async () => {
    const at = await place();
    const { code, stdout, stderr } = await at.cli([
      ...['campaign', 'add', 'Hej', '--to', anna, '08-465 004 00', 'Bo', '--yes'],
    ]);
    expect(stdout).toMatch(
      /^ {2}--to {2}08-465 004 00 {2}number-type: .*\n {2}--to {2}Bo {2}not-a-number: .*\n$/,
    );
    expect(stderr).toMatch(/2 of the numbers[\s\S]*--skip-invalid/);
    expect(stderr).not.toContain('465');
    expect(code).toBe(64);
    expect(at.sandbox.requests()).toEqual({});
  });

  test('by --dry-run', async () => {
    const at = await place();
    const { code, stdout } = await at.cli([
      ...['campaign', 'add', `${'a'.repeat(159)}€`, '--to', anna, '--dry-run'],
      ...['--at', '2099-12-01 09:00'],
    ]);
    expect(stdout).toContain('160 characters, GSM-7: 2 SMS each, 2 SMS in all');
    expect(stdout).toContain('2099-12-01 09:00 Europe/Stockholm (+01:00), which is 2099-12-01 08:00:00 UTC');
    expect(code).toBe(0);
    expect(at.sandbox.requests()).toEqual({});
  });

  test('with a wrong key', async () => {
    const at = await place({ apiKey: 'rätt' });
    const { code, stdout, stderr } = await at.cli(['send', 'Hej', '--to', anna, '--yes'], {
      env: { JOJKA_API_KEY: 'fel-nyckel' },
    });
    expect(stdout).toContain('Message: not sent to 1 number. Jojka does not accept the API key');
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`).not.toContain('fel-nyckel');
  });
});

describe('failures', () => {
  test('a lost answer is not sent again, and said', async () => {
    const at = await place({
      faults: { rules: [{ endpoint: 'send', after: true, action: { drop: true } }] },
    });
    const { code, stdout } = await at.cli(['send', 'Hej', '--to', anna, '--yes']);
    expect(stdout).toContain('Message: nobody knows whether it went out to 1 number.');
    expect(code).toBe(1);
    expect(at.sandbox.requests()).toEqual({ send: 1 });
    expect(receivers(at)).toEqual([anna]);
  });

  test('the second of three is refused: the first stands, the rest is written to a file', async () => {
    const at = await place({
      faults: {
        rules: [{ endpoint: 'add_campaign', nth: 2, action: { status: 200, body: '{"error":["nej"]}' } }],
      },
    });
    const all = numbers(2500);
    writeFileSync(join(at.folder, 'numbers.txt'), all.join('\n'));
    const add = ['campaign', 'add', 'Hej', '--yes', '--file'];
    const { code, stdout } = await at.cli([...add, 'numbers.txt', '--failed', 'rest.txt']);
    expect(stdout).toMatch(/Campaign 1 of 3: sent to 1,000 numbers, id \d+/);
    expect(stdout).toContain('Campaign 2 of 3: not sent to 1,000 numbers.');
    expect(stdout).toContain('Campaign 3 of 3: not sent to 500 numbers: not tried.');
    expect(stdout).toContain('--file rest.txt');
    expect(code).toBe(4);
    expect(at.file('rest.txt').trim().split('\n')).toEqual(all.slice(1000));
    expect(statSync(join(at.folder, 'rest.txt')).mode & 0o777).toBe(0o600);

    expect((await at.cli([...add, 'rest.txt'])).code).toBe(0);
    expect(receivers(at)).toEqual(all);
  });

  test('the answer to the second of three is lost: its numbers are kept apart', async () => {
    const at = await place({
      faults: { rules: [{ endpoint: 'add_campaign', nth: 2, after: true, action: { drop: true } }] },
    });
    const all = numbers(2001);
    writeFileSync(join(at.folder, 'numbers.txt'), all.join('\n'));
    const { code, stdout } = await at.cli([
      ...['campaign', 'add', 'Hej', '--file', 'numbers.txt', '--failed', 'rest.txt', '--yes'],
    ]);
    expect(stdout).toContain('Campaign 2 of 3: nobody knows whether it went out to 1,000 numbers.');
    expect(code).toBe(4);
    expect(at.file('rest.txt')).toBe(`${all.at(-1)}\n`);
    expect(at.file('rest.txt.unknown').trim().split('\n')).toEqual(all.slice(1000, 2000));
    expect(at.sandbox.requests()).toEqual({ add_campaign: 2 });
  });

  test.each([[[]], [['--failed', 'no/such/folder/rest.txt']]])(
    'without a file, or one that can be written, the numbers are shown: %j',
    async (options) => {
      const at = await place({
        faults: { rules: [{ endpoint: 'add_campaign', nth: 2, action: { status: 413 } }] },
      });
      const all = numbers(1002);
      writeFileSync(join(at.folder, 'numbers.txt'), all.join('\n'));
      const { code, stdout } = await at.cli([
        ...['campaign', 'add', 'Hej', '--file', 'numbers.txt', '--yes'],
        ...options,
      ]);
      expect(stdout).toContain(`2 numbers did not get it:\n${all.slice(1000).join('\n')}\n`);
      expect(code).toBe(4);
    },
  );

  test('stopped between two: the rest was not tried', async () => {
    const at = await place({
      faults: { rules: [{ endpoint: 'add_campaign', action: { delayMs: 1000 } }] },
    });
    writeFileSync(join(at.folder, 'numbers.txt'), numbers(1500).join('\n'));
    const { code, stdout } = await at.cli(
      ['campaign', 'add', 'Hej', '--file', 'numbers.txt', '--failed', 'rest.txt', '--yes'],
      {
        onStart: async (kill) => {
          while (!at.sandbox.requests().add_campaign) await new Promise((resolve) => setTimeout(resolve, 20));
          kill('SIGINT');
        },
      },
    );
    expect(stdout).toContain('Campaign 1 of 2: sent to 1,000 numbers');
    expect(code).toBe(130);
    expect(at.file('rest.txt').trim().split('\n')).toHaveLength(500);
  });
});

describe('campaign status and cancel', () => {
  const past = '2026-11-01 08:00:00';
  const campaign = (id: string, ...to: string[]) => ({
    id,
    message: 'Hej',
    toMsisdns: to,
    startsAt: past,
    state: 'sent' as const,
  });
  const data = {
    campaigns: [
      campaign('1', anna, '46701740699'),
      campaign('2', '46701740599'),
      { ...campaign('3', anna), startsAt: '2099-11-01 08:00:00', state: 'scheduled' as const },
    ],
    messages: [
      { id: '=7', campaignId: '1', receiver: anna, message: 'Hej', sentAt: past },
      { id: '8', campaignId: '1', receiver: '46701740699', message: 'Hej', sentAt: past },
      { id: '9', campaignId: '2', receiver: '46701740599', message: 'Hej', sentAt: past },
    ],
  };

  test('a table, and the numbers with ERROR for the CRM', async () => {
    const at = await place({ data });
    const { code, stdout } = await at.cli(['campaign', 'status', '1', '2', '3', '--errors', 'errors.csv']);
    expect(stdout).toBe(
      [
        'CAMPAIGN  MESSAGES  SENT  DELIVERED  ERROR',
        '1         2         0     1          1',
        '2         1         0     0          1',
        '3         0         0     0          0',
        '3 has no messages: it has not begun, was cancelled, or reached nobody.',
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
    expect(at.file('errors.csv')).toBe(
      '\ufeffmsisdn;status;campaign;message\r\n46701740699;ERROR;1;8\r\n46701740599;ERROR;2;9\r\n',
    );
    expect(statSync(join(at.folder, 'errors.csv')).mode & 0o777).toBe(0o600);
  });

  test('as JSON, and as CSV that a spreadsheet does not calculate', async () => {
    const at = await place({ data });
    const json = await at.cli(['campaign', 'status', '1', '--format', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject([
      { id: '1', recipients: [{ receiver: anna, messageId: '=7', status: 'DELIVERED' }, {}] },
    ]);
    const csv = await at.cli(['campaign', 'status', '1', '--format', 'csv']);
    expect(csv.stdout).toContain(`${anna};DELIVERED;1;'=7\r\n`);
  });

  test('--watch reads until all have ended', async () => {
    // The messages arrive only after they have been looked at once, however slow the machine is.
    let now = new Date('2026-11-23T12:00:00Z');
    const at = await place({
      clock: () => now,
      onRequest: ({ endpoint }) => {
        if (endpoint === 'get_campaign_recipients_status') now = new Date('2026-11-23T12:01:00Z');
      },
    });
    const sent = await at.cli(['campaign', 'add', 'Hej', '--to', anna, '46701740699', '--yes', '--json']);
    const [{ id }] = JSON.parse(sent.stdout).calls;
    const { code, stdout } = await at.cli(['campaign', 'status', id, '--watch', '--interval', '0.5']);
    expect(stdout).toMatch(new RegExp(`^${id} +2 +0 +1 +1$`, 'm'));
    expect(code).toBe(0);
    expect(at.sandbox.requests().get_campaign_recipients_status).toBeGreaterThan(1);
  });

  test('--watch shows where it is when it is stopped', async () => {
    const at = await place({ data });
    const { code, stdout } = await at.cli(['campaign', 'status', '3', '--watch'], {
      onStart: async (kill) => {
        while (!at.sandbox.requests().get_campaign_recipients_status)
          await new Promise((resolve) => setTimeout(resolve, 20));
        setTimeout(() => kill('SIGINT'), 200);
      },
    });
    expect(stdout).toContain('3 has no messages');
    expect(code).toBe(130);
  });

  test.each([
    [['1', '77'], 4, '77 cannot be told'],
    [['77'], 1, '77 cannot be told'],
  ])('status of %j, some of which Jojka does not know', async (ids, exitCode, said) => {
    const at = await place({ data });
    const { code, stdout } = await at.cli(['campaign', 'status', ...ids]);
    expect(stdout).toContain(said);
    expect(code).toBe(exitCode);
  });

  test('cancel', async () => {
    const at = await place({ data });
    const asked = await at.cli(['campaign', 'cancel', '3']);
    expect(asked.stderr).toContain('Add --yes');
    expect(asked.code).toBe(64);
    const { code, stdout } = await at.cli(['campaign', 'cancel', '3', '1', '--yes']);
    expect(stdout).toMatch(/^3: cancelled\.\n1: not cancelled\. .*the campaign has begun/);
    expect(code).toBe(4);
    expect(at.sandbox.state().campaigns.find(({ id }) => id === '3')?.state).toBe('cancelled');
    expect(existsSync(join(at.folder, '.jojka-sync'))).toBe(false);
  });
});
