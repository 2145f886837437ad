import { describe, expect, test } from 'vitest';
import { adoptPipeline } from '../../src/jobs/adopt.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { verifyPipeline } from '../../src/jobs/verify.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import { type Scripted, scriptedServer } from '../jojka/scripted-server.ts';
import { useWorlds } from '../support/in-process.ts';

/** An export that never ends must end the run, whichever command reads it (P2, L3). */
const { world } = useWorlds();

const commands: readonly [string, (environment: RunEnvironment) => Promise<unknown>][] = [
  ['plan', (environment) => planPipeline('crm', environment)],
  ['verify', (environment) => verifyPipeline('crm', environment)],
  ['adopt', (environment) => adoptPipeline('crm', environment, { dryRun: false })],
  ['sync', (environment) => syncPipeline('crm', environment)],
];

/** Answers each call for a page of the export by the number of the call; takes blocks. */
function exporting(page: (call: number) => { msisdn: number }[], delayMs = 0): Scripted {
  let call = 0;
  return (response, request) => {
    const isExport = request.url?.endsWith('export_contacts_list');
    const answer = isExport
      ? { export: page(call++).map(({ msisdn }) => ({ msisdn, name: 'Bo', groups: [] })) }
      : { successes: 'done' };
    setTimeout(() => response.end(JSON.stringify(answer)), delayMs);
  };
}

const numbersFrom = (from: number) =>
  Array.from({ length: 10_000 }, (_, index) => ({ msisdn: 46_700_000_000 + from + index }));

async function against(script: Scripted, load: object) {
  const w = await world({ pipeline: { load: { requestsPerSecond: 1000, retries: 0, ...load } } });
  w.crm('1;Anna;46701740605;Lund;ja', '2;Bo;46701740606;Lund;nej');
  const server = await scriptedServer(script);
  const environment = { ...w.environment, env: { ...w.environment.env, JOJKA_API_URL: server.url } };
  const writes = () =>
    server.seen.map(({ endpoint }) => endpoint).filter((endpoint) => endpoint !== 'export_contacts_list');
  return { environment, server, writes };
}

describe.each(commands)('%s', (command, run) => {
  test('ends when the service pays no heed to the offset', async () => {
    const { environment, server, writes } = await against(
      exporting(() => numbersFrom(0)),
      {},
    );
    await expect(run(environment)).rejects.toMatchObject({
      name: 'EndlessExportError',
      exitCode: 1,
      advice: expect.stringContaining('No contact was changed'),
    });
    expect(server.seen.length).toBeLessThan(12);
    // A night's blocks depend on nothing else (L1b).
    expect(writes()).toEqual(command === 'sync' ? ['add_to_blocklist'] : []);
  });

  test('ends after load.maxMinutes when each page holds others', async () => {
    const { environment, writes } = await against(
      exporting((call) => numbersFrom(call * 9_000), 50),
      { maxMinutes: 0.03 },
    );
    const began = performance.now();
    await expect(run(environment)).rejects.toMatchObject({
      name: 'InterruptedError',
      message: 'The run has taken longer than load.maxMinutes (0.03).',
      advice: expect.stringContaining(command === 'sync' ? 'only the blocks were sent (1)' : ''),
    });
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(writes()).toEqual(command === 'sync' ? ['add_to_blocklist'] : []);
  });
});
