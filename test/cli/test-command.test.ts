import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runHere, temporaryFolder } from '../support/cli.ts';

/** `test`: rows in; contacts, rejections and opt-outs out, by what the pipeline itself does. */
const cwd = temporaryFolder('test');
mkdirSync(join(cwd, 'pipelines'));
writeFileSync(
  join(cwd, 'pipelines', 'crm.yaml'),
  `name: crm
sources:
  - type: csv
    path: nowhere.csv
    label: crm
    id: Kundnr
    phone: [Mobil, Telefon]
    name: [Förnamn, Efternamn]
    groups: [Kunder, "Ort {Ort}", { column: Grupper, separator: "|" }]
    optOut: { column: SMS-stopp }
    where: { Status: [aktiv] }
optOuts:
  - { type: csv, path: stop.csv, phone: Nummer }
contacts: { absent: keep }
`,
);

const run = async (tests: string, ...args: string[]) => {
  writeFileSync(join(cwd, 'pipelines', 'crm.test.yaml'), tests);
  return runHere(['test', 'crm', ...args], { cwd });
};

const right = `
tests:
  - name: the groups
    rows:
      - { Kundnr: 0042, Mobil: 070-174 06 05, Förnamn: Anna, Efternamn: Ek, Ort: Lund, Grupper: VIP|Vår, Status: aktiv }
      - { Mobil: 0701740699, Status: vilande }
    contacts:
      - { number: 46701740605, name: Anna Ek, groups: [VIP, Vår, Ort Lund, Kunder] }
  - name: opt-outs and rejections
    rows:
      crm:
        - { Kundnr: 1, Mobil: 0701740606, SMS-stopp: ja, Status: aktiv }
        - { Kundnr: 2, mobil: "4,67098E+10", Status: aktiv }
      stop.csv:
        - { Nummer: +46 70 174 06 07 }
    contacts:
      - number: 46701740606
    optOuts: [46701740606, 46701740607]
    rejections:
      - { row: 2, code: spreadsheet-number, field: Mobil, source: crm }
`;

test('all as expected: exit 0, without a source being there', async () => {
  expect(await run(right)).toEqual({
    code: 0,
    stdout: 'crm: 2 tests, all as expected.\n',
    stderr: '',
  });
  const json = await run(right, '--format', 'json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    version: 1,
    passed: true,
    tests: [{ differences: [] }, {}],
  });
  // A pipeline's tests are no pipeline.
  expect((await runHere(['validate', 'crn'], { cwd })).stderr).not.toContain('crm.test');
});

test('what differs is told line by line: exit 1', async () => {
  const { code, stdout } = await run(`
tests:
  - name: wrong throughout
    rows:
      - { Mobil: 0701740605, Förnamn: Anna, Status: aktiv, SMS-stopp: ja }
      - { Mobil: 0701740606, Förnamn: Bo, Status: aktiv }
      - { Mobil: 12, Status: aktiv }
    contacts:
      - { number: 46701740605, name: Anne, groups: [VIP] }
      - { number: 46701740607, name: Cilla }
    optOuts: [46701740608]
    rejections:
      - { row: 3, code: invalid-number }
`);
  expect(code).toBe(1);
  expect(stdout.split('\n')).toEqual([
    'Not as expected: wrong throughout',
    '  the name of 46701740605 is "Anna", expected is "Anne"',
    '  the groups of 46701740605 are [Kunder], expected are [VIP]',
    '  expected a contact that did not come: 46701740607 Cilla []',
    '  a contact that is not expected: 46701740606 Bo [Kunder]',
    '  expected a rejection that did not come: row 3, invalid-number',
    '  a rejection that is not expected: row 3, too-short (crm, Mobil): "12"',
    '  expected an opt-out that did not come: 46701740608',
    '  an opt-out that is not expected: 46701740605',
    expect.stringMatching(/^crm: 1 test, 1 not as expected\. They stand in .*crm\.test\.yaml\.$/),
    '',
  ]);
});

describe('faulty tests are told: exit 64', () => {
  test.each<[string, string, string]>([
    ['no YAML', 'tests: [', 'cannot be read'],
    ['nothing', '', 'are no valid tests'],
    ['no tests', 'tests: []', 'tests must have at least one entry'],
    [
      'an unknown key',
      'tests: [{ name: a, rows: [], contcts: [] }]',
      'tests[1]: unknown key "contcts"; did you mean "contacts"?',
    ],
    ['no rows', 'tests: [{ name: a }]', 'tests[1].rows must be a list of rows'],
    [
      'a row that is none',
      'tests: [{ name: a, rows: [], rejections: [{ row: 0, code: x }] }]',
      'must be the number of a row, from 1 on',
    ],
    ['one name twice', 'tests: [{ name: a, rows: [] }, { name: a, rows: [] }]', 'two tests are called "a"'],
    ['an unknown column', 'tests: [{ name: a, rows: [{ Mobill: 1 }] }]', 'Did you mean "Mobil"?'],
    ['an unknown source', 'tests: [{ name: a, rows: { cm: [] } }]', 'Did you mean "crm"?'],
    ['aliases without end', `a: &a [x,x]\nb: &b [*a,*a,*a]\ntests: [*b]`, 'are no valid tests'],
  ])('%s', async (_name, tests, said) => {
    const { code, stderr } = await run(tests);
    expect(stderr).toContain(said);
    expect(code).toBe(64);
  });

  test('no file', async () => {
    writeFileSync(
      join(cwd, 'pipelines', 'other.yaml'),
      'name: other\nsources: [{ type: csv, path: x, phone: y }]\ncontacts: { absent: keep }\n',
    );
    const { code, stderr } = await runHere(['test', 'other'], { cwd });
    expect(code).toBe(64);
    expect(stderr).toContain('other.test.yaml');
  });
});

test('consent and dates, as they are on the day that a test names', async () => {
  const folder = temporaryFolder('test-consent');
  mkdirSync(join(folder, 'pipelines'));
  writeFileSync(
    join(folder, 'pipelines', 'crm.yaml'),
    `name: crm
sources:
  - type: csv
    path: nowhere.csv
    phone: Mobil
    groups: [Kunder]
    consent: { column: Ja, at: Sedan, maxAge: 365d }
    where: { Köp: { newerThan: 30d } }
contacts: { absent: keep }
`,
  );
  const row = '{ Mobil: 0701740605, Ja: ja, Sedan: 2025-01-10, Köp: 2026-01-01 }';
  writeFileSync(
    join(folder, 'pipelines', 'crm.test.yaml'),
    `
tests:
  - { name: a yes, today: 2026-01-10, rows: [${row}], contacts: [{ number: 46701740605, groups: [Kunder] }] }
  - { name: too old, today: 2026-01-11, rows: [${row}], contacts: [{ number: 46701740605, groups: [] }] }
  - { name: left out, today: 2026-02-01, rows: [${row}] }
`,
  );
  const { stdout, stderr } = await runHere(['test', 'crm'], { cwd: folder });
  expect(stderr + stdout).toBe('crm: 3 tests, all as expected.\n');
});
