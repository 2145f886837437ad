import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runHere, temporaryFolder } from '../support/cli.ts';

/** `validate`: a pipeline is checked without key, state or network. */
const cwd = temporaryFolder('validate');
mkdirSync(join(cwd, 'pipelines'));
writeFileSync(join(cwd, 'crm.csv'), 'Kundnr;Mobil;Stopp\n1;0701740605;nej\n');
const write = (name: string, source: object, rest: object = {}) =>
  writeFileSync(
    join(cwd, 'pipelines', `${name}.json`),
    JSON.stringify({
      name,
      sources: [{ type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', ...source }],
      contacts: { absent: 'keep' },
      ...rest,
    }),
  );
const validate = (...args: string[]) => runHere(['validate', ...args], { cwd });

test('a pipeline that is one, with what was not looked at', async () => {
  write(
    'good',
    {},
    {
      optOuts: [
        { type: 'csv', path: 'none.csv', phone: 'Mobil' },
        { type: 'postgres', url: 'postgres://nowhere.invalid/x', query: 'select 1', phone: 'x' },
      ],
    },
  );
  const { code, stdout } = await validate('good');
  expect(code).toBe(0);
  expect(stdout).toContain('good is a valid pipeline');
  expect(stdout).toContain('source crm.csv: 3 columns, and those that it names are there');
  expect(stdout).toContain('opt-outs none.csv: not looked at (no such file)');
  expect(stdout).toContain('not looked at (database)');
  const json = await validate('good', '--format', 'json');
  expect(JSON.parse(json.stdout)).toMatchObject({ valid: true, sources: [{ columns: 3 }, {}, {}] });
});

test('a pipeline in TypeScript, which imports the package', async () => {
  const pipeline = {
    name: 'typed',
    sources: [{ type: 'csv', path: 'crm.csv', phone: 'Mobil' }],
    contacts: { absent: 'keep' },
  };
  writeFileSync(
    join(cwd, 'pipelines', 'typed.ts'),
    `import { definePipeline } from 'jojka-sync';\nexport default definePipeline(${JSON.stringify(pipeline)});\n`,
  );
  const { code, stdout } = await validate('typed');
  expect(stdout).toContain('typed is a valid pipeline');
  expect(code).toBe(0);
});

test.each<[string, object, object, string]>([
  ['column', { phone: 'Mobill' }, {}, 'Did you mean "Mobil"?'],
  ['key', {}, { guard: {} }, 'unknown key "guard"; did you mean "guards"?'],
  ['range', {}, { load: { requestsPerSecond: 5000 } }, 'load.requestsPerSecond'],
  ['day', {}, { schedule: { cron: '0 3 31 4 *' } }, 'schedule.cron must name a day that'],
])('a wrong %s is told with exit code 64', async (name, source, rest, told) => {
  write(name, source, rest);
  const { code, stderr } = await validate(name);
  expect(code).toBe(64);
  expect(stderr).toContain(told);
});

test('a fixed time that the clock leaves out one night is told, with one that is there', async () => {
  write('early', {}, { schedule: { cron: '30 2 * * *' } });
  const { code, stdout } = await validate('early');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /! early: the clock of Europe\/Stockholm leaves out 02:30 on 20\d\d-03-\d\d;.* 03:00 and later/,
  );
  const json = await validate('early', '--format', 'json');
  expect(JSON.parse(json.stdout).warnings).toEqual([expect.stringContaining('leaves out 02:30')]);
  write('later', {}, { schedule: { cron: '0 3 * * *' } });
  expect((await validate('later')).stdout).not.toContain('!');
});
