import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';
import { workbook } from '../support/workbook.ts';

/** `init` from a CSV file: what it proposes, and that what it writes runs unchanged. */
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** As a Swedish Excel saves it: Windows-1252, semicolons, CRLF. */
const excel = [
  'Kundnr;Förnamn;Efternamn;Mobiltelefon;Telefon;Fax;Ort;Grupper;SMS-utskick',
  '1001;Åsa;Öberg;070-174 06 05;040-628 04 41;;Malmö;VIP|Vårkampanj;Ja',
  '1002;Bo;Ek;0701740606;;;;Vårkampanj;Nej',
  '1003;Cilla;Dahl;+46 70 174 06 07;;040-628 04 42;Åre;;',
  '1004;Dag;Älv;;070-174 06 08;;;VIP;Ja',
  '',
].join('\r\n');

function folderWith(files: Record<string, string | Buffer>): string {
  const cwd = temporaryFolder('init');
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return cwd;
}

const init = (cwd: string, ...args: string[]) => runHere(['init', ...args], { cwd });
const pipelineOf = (cwd: string, name: string) =>
  parse(readFileSync(join(cwd, 'pipelines', `${name}.yaml`), 'utf8'));

describe('a CSV file from a Swedish Excel', () => {
  const cwd = folderWith({ 'kunder.csv': iconv.encode(excel, 'windows-1252') });

  test('is understood, and what was chosen is told', async () => {
    const { code, stdout, stderr } = await init(cwd, 'kunder.csv');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('kunder: from kunder.csv, 4 rows looked at');
    expect(stdout).toContain('phone     Mobiltelefon, then Telefon');
    expect(stdout).toContain('Ja (2): gets SMS');
    expect(stdout).toContain('Nej (1): opted out: blocked');
    expect(stdout).toContain('(empty) (1): left out: no contact, not blocked');
    expect(stdout).toContain('not used  Fax, Ort');
    expect(stdout).toContain('\nnpx --no-install jojka-sync plan kunder\n');
    expect(pipelineOf(cwd, 'kunder').sources).toEqual([
      {
        type: 'csv',
        path: 'kunder.csv',
        encoding: 'auto',
        delimiter: 'auto',
        id: 'Kundnr',
        phone: ['Mobiltelefon', 'Telefon'],
        name: ['Förnamn', 'Efternamn'],
        groups: ['Kunder', { column: 'Grupper', separator: '|' }],
        optOut: expect.objectContaining({ column: 'SMS-utskick' }),
        where: { 'SMS-utskick': expect.arrayContaining(['ja']) },
      },
    ]);
  });

  test('the pipeline tells an editor its schema, which is there', () => {
    const [, schema] =
      /^# yaml-language-server: \$schema=(\S+)\n/.exec(
        readFileSync(join(cwd, 'pipelines', 'kunder.yaml'), 'utf8'),
      ) ?? [];
    expect(existsSync(new URL(schema ?? '', 'file:///'))).toBe(true);
  });

  test('what was written runs unchanged: validate, plan, sync, and nobody gets SMS who said no', async () => {
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8').split('\n')).toEqual(
      expect.arrayContaining(['.env', '.jojka-sync*/', '/kunder.csv']),
    );
    writeFileSync(
      join(cwd, '.env'),
      readFileSync(join(cwd, '.env.example'), 'utf8')
        .replace('JOJKA_API_KEY=', 'JOJKA_API_KEY=any')
        .replace(/^#(JOJKA_API_URL=).*$/m, `$1${sandbox.url}`)
        .replace(/^#(JOJKA_SYNC_HOME=)/m, '$1'),
    );
    const run = (...args: string[]) => runHere(args, { cwd });
    expect(await run('validate', 'kunder')).toMatchObject({ code: 0, stderr: '' });
    const plan = await run('plan', 'kunder');
    expect(plan.stdout).toContain('Plan: 2 to create, 1 to block.');
    expect((await run('sync', 'kunder')).stdout).toContain('Verified: 2 confirmed.');
    expect(sandbox.state().contacts).toEqual([
      { msisdn: '46701740605', name: 'Åsa Öberg', groups: ['Kunder', 'VIP', 'Vårkampanj'] },
      { msisdn: '46701740608', name: 'Dag Älv', groups: ['Kunder', 'VIP'] },
    ]);
    expect(sandbox.state().blocklist).toEqual(['46701740606']);
    expect((await run('sync', 'kunder')).stdout).toContain('Nothing to change.');
  });

  test('a second pipeline leaves the other files as they are', async () => {
    const before = readFileSync(join(cwd, '.env.example'), 'utf8');
    const { code, stdout } = await init(cwd, 'kunder.csv', '--name', 'andra', '--account', 'butik');
    expect(code).toBe(0);
    expect(stdout).toContain('left as it is: .env.example\n  it lacks: JOJKA_BUTIK_API_KEY=');
    expect(readFileSync(join(cwd, '.env.example'), 'utf8')).toBe(before);
    expect(pipelineOf(cwd, 'andra').account).toBe('butik');
  });
});

describe('opt-outs are not guessed', () => {
  const meanings = async (header: string, cells: readonly string[], ...args: string[]) => {
    const rows = cells.map((cell, index) => `${index};070-174 06 ${10 + index};${cell}`);
    const cwd = folderWith({ 'a.csv': [`Id;Mobil;${header}`, ...rows, ''].join('\n') });
    const { code, stdout, stderr } = await init(cwd, 'a.csv', '--json', ...args);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const { optOut } = JSON.parse(stdout);
    const said = optOut?.values.map(({ value, meaning }: { value: string; meaning: string }) => [
      value,
      meaning,
    ]);
    return { said: Object.fromEntries(said ?? []), source: pipelineOf(cwd, 'a').sources[0] };
  };

  test.each<[string, string, string[], string[], Record<string, string>, object | undefined]>([
    [
      'a yes opts out',
      'SMS-stopp',
      ['Ja', 'Nej', ''],
      [],
      { Ja: 'opted out', Nej: 'gets SMS', '': 'gets SMS' },
      { column: 'SMS-stopp' },
    ],
    [
      'a tick opts out',
      'Avregistrerad',
      ['x', ''],
      [],
      { x: 'opted out', '': 'gets SMS' },
      { column: 'Avregistrerad', is: ['ja', 'j', 'yes', 'y', '1', 'true', 'sant', 'x'] },
    ],
    [
      'a day opts out',
      'unsubscribed_at',
      ['2026-01-02', ''],
      [],
      { '2026-01-02': 'opted out', '': 'gets SMS' },
      { column: 'unsubscribed_at', any: true },
    ],
    [
      'a no opts out of consent',
      'smsConsent',
      ['true', 'false'],
      [],
      { true: 'gets SMS', false: 'opted out' },
      undefined,
    ],
    [
      'an empty cell may opt out',
      'SMS OK',
      ['Ja', ''],
      ['--empty', 'opted-out'],
      { Ja: 'gets SMS', '': 'opted out' },
      undefined,
    ],
    [
      'an empty cell may be texted',
      'SMS OK',
      ['Ja', ''],
      ['--empty', 'texted'],
      { Ja: 'gets SMS', '': 'gets SMS' },
      undefined,
    ],
    [
      'what is not understood is told',
      'SMS-stopp',
      ['Ja', 'kanske'],
      [],
      { Ja: 'opted out', kanske: 'odd' },
      { column: 'SMS-stopp' },
    ],
    [
      'and can be settled',
      'SMS-stopp',
      ['Ja', 'kanske'],
      ['--not-opted-out', 'kanske'],
      { Ja: 'opted out', kanske: 'gets SMS' },
      undefined,
    ],
    [
      'another name is said',
      'Utskick via mobil',
      ['Ja', 'Nej'],
      ['--opt-in', 'Utskick via mobil'],
      { Ja: 'gets SMS', Nej: 'opted out' },
      undefined,
    ],
    ['or none', 'SMS-stopp', ['Ja'], ['--no-opt-out'], {}, undefined],
  ])('%s', async (_, header, cells, args, expected, written) => {
    const { said, source } = await meanings(header, cells, ...args);
    expect(said).toEqual(expected);
    if (written) expect(source.optOut).toEqual(written);
  });

  test.each([
    ['two columns', 'Mobil;SMS-stopp;SMS OK\n0701740605;Nej;Ja\n', 'Several columns', '--opt-out COLUMN'],
    ['days of consent', 'Mobil;SMS-samtycke\n0701740605;2026-01-02\n', 'holds dates', '--opt-in COLUMN'],
    [
      'no numbers',
      'Namn;Ort\nBo;Lund\n',
      'No column of a.csv looks like one of phone numbers',
      '--phone COLUMN',
    ],
    [
      'a fax alone',
      'Namn;Anhörigs mobil\nBo;0701740605\n',
      'No column of a.csv looks like',
      '--phone COLUMN',
    ],
    ['no rows', 'Namn;Mobil\n', 'a.csv has no rows to look at', 'Nothing was written'],
  ])('%s: refused with what to do, and nothing is written', async (_, text, message, advice) => {
    const cwd = folderWith({ 'a.csv': text });
    const { code, stderr } = await init(cwd, 'a.csv');
    expect(code).toBe(64);
    expect(stderr).toContain(message);
    expect(stderr).toContain(advice);
    expect(existsSync(join(cwd, 'pipelines'))).toBe(false);
  });
});

test('a list of opt-outs is not taken for one of contacts', async () => {
  const cwd = folderWith({ 'Spärrlista SMS.csv': 'Mobil;Datum\n070-174 06 05;2026-01-02\n' });
  const { code, stderr } = await init(cwd, 'Spärrlista SMS.csv');
  expect(code).toBe(64);
  expect(stderr).toContain('they would all become contacts');
  expect(existsSync(join(cwd, 'pipelines'))).toBe(false);
  expect((await init(cwd, 'Spärrlista SMS.csv', '--no-opt-out')).code).toBe(0);
});

describe('files that are there', () => {
  const csv = 'Mobil;Namn\n070-174 06 05;Bo Ek\n';

  test('another pipeline of that name is not overwritten, save with --force', async () => {
    const cwd = folderWith({ 'a.csv': csv });
    mkdirSync(join(cwd, 'pipelines'));
    const path = join(cwd, 'pipelines', 'a.yaml');
    writeFileSync(path, 'mine\n');
    const { code, stdout } = await init(cwd, 'a.csv');
    expect(code).toBe(3);
    expect(stdout).toContain('pipelines/a.yaml is there already');
    expect(readFileSync(path, 'utf8')).toBe('mine\n');
    expect(existsSync(join(cwd, '.gitignore'))).toBe(false);
    expect((await init(cwd, 'a.csv', '--force')).stdout).toContain('overwritten: pipelines/a.yaml');
    expect(pipelineOf(cwd, 'a').name).toBe('a');
  });

  test('nor is one with another ending beside it', async () => {
    const cwd = folderWith({ 'a.csv': csv });
    mkdirSync(join(cwd, 'pipelines'));
    writeFileSync(join(cwd, 'pipelines', 'a.ts'), 'mine\n');
    const { code, stderr } = await init(cwd, 'a.csv', '--force');
    expect(code).toBe(64);
    expect(stderr).toContain('There is a pipeline "a" already: pipelines/a.ts.');
  });

  test('.gitignore gets the lines that it lacks with --force, and keeps its own', async () => {
    const cwd = folderWith({ 'a.csv': csv, '.gitignore': 'dist/\n.env' });
    expect((await init(cwd, 'a.csv')).stdout).toContain('left as it is: .gitignore');
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('dist/\n.env');
    expect((await init(cwd, 'a.csv', '--force')).stdout).toContain('added to: .gitignore');
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe(
      'dist/\n.env\nnode_modules/\n.jojka-sync*/\nlast-*.html\n/a.csv\n',
    );
  });
});

test('schedules are written with the pipeline, for its name and folder', async () => {
  const cwd = folderWith({ 'a.csv': 'Mobil;Namn\n070-174 06 05;Bo Ek\n' });
  const { code, stdout } = await init(
    cwd,
    'a.csv',
    '--name',
    'natt',
    '--schedule',
    'systemd',
    '--schedule',
    'cron',
    '--at',
    '04:30',
  );
  expect(code).toBe(0);
  expect(readFileSync(join(cwd, 'deploy', 'jojka-sync-natt.service'), 'utf8')).toContain(
    `WorkingDirectory=${cwd}\n`,
  );
  expect(readFileSync(join(cwd, 'deploy', 'jojka-sync-natt.timer'), 'utf8')).toContain(
    'OnCalendar=*-*-* 04:30:00 Europe/Stockholm\n',
  );
  expect(readFileSync(join(cwd, 'deploy', 'natt.crontab'), 'utf8')).toContain('\n30 4 * * *  cd ');
  expect(stdout).toContain('systemctl enable --now jojka-sync-natt.timer');
});

test.each([
  [['--schedule', 'anacron'], 'Known ones: systemd'],
  [['--at', '25:00'], 'such as 03:00'],
  [['--time-zone', 'Europa/Stockholm'], 'such as Europe/Stockholm'],
  [['--phone', 'Mobill'], 'Did you mean "Mobil"?'],
  [['--name', 'a b'], 'letters, digits'],
  [['--table', 'x'], 'A file and a table were given'],
])('%j is bad usage', async (args, told) => {
  const cwd = folderWith({ 'a.csv': 'Mobil;Namn\n070-174 06 05;Bo Ek\n' });
  const { code, stderr } = await init(cwd, 'a.csv', ...args);
  expect(code).toBe(64);
  expect(stderr).toContain(told);
  expect(existsSync(join(cwd, 'pipelines'))).toBe(false);
});

describe('a workbook', () => {
  const rows = excel
    .trim()
    .split('\r\n')
    .map((line) => line.split(';'));
  const cwd = folderWith({
    'kunder.xlsx': workbook([['Kundlista'], ...rows]),
    'gammal.xls': Buffer.from('d0cf11e0a1b11ae10000', 'hex'),
  });

  test('is understood as the CSV file is, and what is written runs', async () => {
    const { code, stdout, stderr } = await init(cwd, 'kunder.xlsx', '--sheet', 'Kunder', '--skip-rows', '1');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('kunder: from kunder.xlsx, 4 rows looked at');
    expect(stdout).toContain('phone     Mobiltelefon, then Telefon');
    expect(pipelineOf(cwd, 'kunder').sources[0]).toMatchObject({
      type: 'xlsx',
      path: 'kunder.xlsx',
      sheet: 'Kunder',
      skipRows: 1,
      id: 'Kundnr',
    });
    const env = { JOJKA_API_URL: sandbox.url, JOJKA_API_KEY: 'any', JOJKA_SYNC_HOME: '.jojka-sync-sandbox' };
    for (const command of ['validate', 'doctor', 'sync'])
      expect(await runHere([command, 'kunder'], { cwd, env }), command).toMatchObject({ code: 0 });
    const again = await runHere(['plan', 'kunder', '--input', 'kunder.xlsx'], { cwd, env });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to change.') });
  });

  test('of an old kind is told by name', async () => {
    const { code, stderr } = await init(cwd, 'gammal.xls');
    expect(code).toBe(1);
    expect(stderr).toContain('it is an old Excel workbook (.xls)');
    expect(stderr).toContain('Open it in Excel and save it as .xlsx');
  });
});

describe('a list by URL', () => {
  const people = [
    { id: '1', namn: 'Åsa Öberg', mobil: '0701740605', sms: 'ja' },
    { id: '2', namn: 'Bo Ek', mobil: '0701740606', sms: 'nej' },
  ];
  const csv = `id,namn,mobil,sms\r\n${people.map((person) => Object.values(person).join(',')).join('\r\n')}\r\n`;
  test.each([
    ['csv', csv],
    ['json', JSON.stringify(people)],
    ['jsonl', people.map((person) => JSON.stringify(person)).join('\n')],
  ])('%s: what it is is found out, and what is written can be planned', async (format, body) => {
    const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/list?token=hemligt`;
    const cwd = folderWith({});
    const { code, stdout, stderr } = await init(cwd, url, '--name', 'medlemmar', '--opt-in', 'sms');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('medlemmar: from 127.0.0.1, by its URL, 2 rows looked at');
    expect(pipelineOf(cwd, 'medlemmar').sources[0]).toMatchObject({
      type: 'http',
      url: '${CRM_LIST_URL}',
      format,
      allowPrivate: true,
      phone: ['mobil'],
    });
    for (const file of ['pipelines/medlemmar.yaml', '.env.example'])
      expect(readFileSync(join(cwd, file), 'utf8')).not.toContain('hemligt');
    const plan = await runHere(['plan', 'medlemmar'], {
      cwd,
      env: { JOJKA_API_KEY: 'k', JOJKA_API_URL: sandbox.url, CRM_LIST_URL: url },
    });
    expect(plan.stderr).toBe('');
    expect(plan.stdout).toContain('1 to block');
    server.close();
  });
});
