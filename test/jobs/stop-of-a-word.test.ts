import { expect, test } from 'vitest';
import { renderRun } from '../../src/report/formats.ts';
import { useWorlds } from '../support/in-process.ts';

/** A STOP whose sender is a word can never be blocked (S1b): nobody is told to wait for it. */
const { world } = useWorlds();

test('it is told as what cannot be, apart from what could not be yet', async () => {
  const w = await world({ pipeline: { blocklist: { replies: true } } });
  w.crm('1;Anna;46701740605;;nej');
  w.sandbox.feedReply({ sender: 'Butiken', message: 'STOPP' });
  const report = await w.sync();
  expect(report.replies).toMatchObject({ failures: 1, never: 1 });
  const text = renderRun(report, 'text');
  expect(text).toContain('1 cannot be blocked (its sender is no number)');
  expect(text).not.toContain('yet');
  expect((await w.sync()).replies).toMatchObject({ failures: 0 });
});
