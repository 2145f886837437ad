import { expect, test } from 'vitest';
import { checkCall, makeCall } from '../../src/jobs/api.ts';
import { useWorlds } from '../support/in-process.ts';

const { world } = useWorlds();

test('a call by hand is tried five times more, after waits that begin with what its environment names (L3)', async () => {
  const rule = { endpoint: 'check_if_in_blocklist', action: { status: 503 } };
  const { environment, sandbox } = await world({ sandbox: { faults: { rules: [rule] } } as never });
  const call = checkCall('check_if_in_blocklist', { msisdn: '46701740605' });
  const began = performance.now();
  await expect(makeCall({ ...environment, firstWaitMs: 1 }, 'default', call)).rejects.toThrow('503');
  // With the client's own first wait it is six seconds at least.
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(sandbox.requests().check_if_in_blocklist).toBe(6);
});
