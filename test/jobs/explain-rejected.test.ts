import { expect, test } from 'vitest';
import { explainNumber } from '../../src/jobs/explain.ts';
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
    expect(rejectedText(found.records, found.more, { color: false })).toMatch(/record K77 .*"070-17"/);
  }
  await expect(explainNumber(w.environment, 'K78')).rejects.toThrow('nobody is known by it');
  expect(await explainNumber(w.environment, '1')).toMatchObject({ kind: 'story' });
});
