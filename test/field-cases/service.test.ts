import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { movePipeline } from '../../src/jobs/pipelines.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { numbers } from '../support/in-process.ts';
import { useFieldCases } from './nights.ts';

/** What the account and its service did to people in the public, each by the number of its case. */
const fieldCase = useFieldCases();

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

test('55 a pipeline that was renamed: who holds its people is told, with how to give them to the new name', async () => {
  const { night, world } = await fieldCase({ source: { id: 'Id' } });
  const list = (count: number) =>
    lines('Id;Mobil;Namn', ...Array.from({ length: count }, (_, at) => `K${at};4670174060${at};N ${at}`));
  await night(list(5));
  const old = join(world.cwd, 'pipelines', 'crm.json');
  writeFileSync(
    join(world.cwd, 'pipelines', 'new.json'),
    JSON.stringify({ ...JSON.parse(readFileSync(old, 'utf8')), name: 'new' }),
  );
  rmSync(old);
  writeFileSync(join(world.cwd, 'list.csv'), list(4));
  const sync = () => syncPipeline('new', world.environment, { allowEmpty: false });
  expect((await sync()).plan.warnings).toMatchObject([
    { code: 'pipeline-renamed', figures: { other: 'crm' } },
  ]);
  expect(numbers(world)).toHaveLength(5);
  await movePipeline(world.environment, 'crm', 'new');
  await sync();
  expect(numbers(world)).toHaveLength(4);
});

test('57 the account holds the same number in another spelling: told', async () => {
  const { night } = await fieldCase({
    sandbox: {
      data: {
        contacts: [
          { msisdn: '0046701740600', name: 'N 0', groups: [] },
          { msisdn: '0701740601', name: 'N 1', groups: [] },
        ],
      },
    },
  });
  const { told } = await night(lines('Mobil;Namn', '46701740600;N 0', '46701740601;N 1'));
  expect(told).toEqual(['other-number-spelling']);
});

test('58 the service gives fewer rows a page than asked for: all are seen', async () => {
  const all = Array.from({ length: 250 }, (_, at) => ({
    msisdn: String(46_701_740_000 + at),
    name: `N ${at}`,
    groups: ['Kunder', 'Styrelse'],
  }));
  const { night } = await fieldCase({
    sandbox: { data: { contacts: all }, faults: { exported: { pageRows: 100 } }, semantics: 'replace' },
  });
  const { end, writes, held } = await night(
    lines('Mobil;Namn', ...all.map(({ msisdn, name }) => `${msisdn};${name}`)),
  );
  expect([end, writes]).toEqual([0, 0]);
  expect(held.every((one) => one.endsWith('Kunder, Styrelse'))).toBe(true);
});

test('74 the service cuts a name at its first emoji: no endless updates', async () => {
  const { night } = await fieldCase({
    source: { groups: ['Ort {Ort}'] },
    sandbox: { faults: { names: 'three-bytes' } },
  });
  const file = lines('Mobil;Namn;Ort', '0701740605;Anna 🌸 Ek;Lund', '0701740606;🌸 Bo;Lund 🏠 Norr');
  await night(file);
  expect(await night(file)).toMatchObject({ end: 0, writes: 0 });
});

test('76 the service folds the case of groups: no endless additions', async () => {
  const { night } = await fieldCase({
    source: { groups: [{ column: 'G', separator: '|' }] },
    sandbox: { faults: { lowerCaseGroups: true } },
  });
  const file = lines(
    'Mobil;Namn;G',
    '0701740605;Anna;VIP|Kunder',
    '0701740606;Bo;vip',
    '0701740607;Cilla;Vip|VIP',
  );
  await night(file);
  expect((await night(file)).writes).toBe(0);
});
