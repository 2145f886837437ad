import { expect, test } from 'vitest';
import { explainNumber } from '../../src/jobs/explain.ts';
import { storyJson } from '../../src/report/history-json.ts';
import { hitsJson } from '../../src/report/hits.ts';
import { rejectedText } from '../../src/report/rejected-records.ts';
import { useWorlds } from '../support/in-process.ts';

const { world } = useWorlds();

test('a rejected record, of which no number is known, is found by its key and by what stands in its row', async () => {
  const w = await world();
  w.crm('1;Anna Berg;46701740605;;nej', 'K77;Trasig Olsson;070-17;;nej');
  const { run } = await w.sync();
  for (const text of ['K77', `${w.environment.env.CRM_FILE}\tK77`, 'Trasig Olsson', 'trasig', 'ols']) {
    const found = await explainNumber(w.environment, text);
    expect(found, text).toMatchObject({ kind: 'rejected', records: [{ run, line: 3, value: '070-17' }] });
    if (found.kind !== 'rejected') continue;
    expect(rejectedText(found, { color: false }, 'only')).toMatch(/record K77 .*"070-17"/);
  }
  await expect(explainNumber(w.environment, 'K78')).rejects.toThrow('nobody is known by it');
  expect(await explainNumber(w.environment, '1')).toMatchObject({ kind: 'story' });
});

test('a rejected record does not hide behind the name of somebody else', async () => {
  const w = await world();
  w.crm(
    '1;Anna Bergström;46701740605;;nej',
    '2;Eva Nord;46701740606;;nej',
    '3;Nils Nordin;46701740607;;nej',
    'K77;Berg;070-17;;nej',
    'Anna;Ulf Nord;070-18;;nej',
  );
  await w.sync();
  // By a name: beside whom it leads to.
  const one = await explainNumber(w.environment, 'Berg');
  expect(one).toMatchObject({
    kind: 'story',
    msisdn: '46701740605',
    rejected: { records: [{ value: '070-17' }] },
  });
  if (one.kind !== 'story') throw new Error('no story');
  expect(JSON.parse(storyJson(one.msisdn, one.stories, one.rejected)).rejected).toMatchObject([
    { value: '070-17' },
  ]);
  const several = await explainNumber(w.environment, 'Nord');
  expect(several).toMatchObject({ kind: 'several', rejected: { records: [{ value: '070-18' }] } });
  if (several.kind !== 'several') throw new Error('one');
  expect(JSON.parse(hitsJson(several.hits, several.more, several.rejected)).rejected).toHaveLength(1);
  // By its exact key: it alone.
  expect(await explainNumber(w.environment, 'Anna')).toMatchObject({
    kind: 'rejected',
    records: [{ value: '070-18' }],
  });
  // A name that stands in no rejected row.
  expect(await explainNumber(w.environment, 'Eva')).not.toHaveProperty('rejected');
});
