import { afterAll, beforeAll, expect, test } from 'vitest';
import { syncPipeline } from '../../src/jobs/sync.ts';
import type { FaultsInput } from '../../src/sandbox/faults.ts';
import { startWorld } from '../support/in-process.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** A load of 20,000 contacts at a service of which one call in twenty fails in each of many ways. */
let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

const people = 20_000;
const optedOut = 200;
const five = 0.05;

const faults: FaultsInput = {
  seed: 7,
  swallowProbability: 0.01,
  rules: [
    { probability: five, action: { status: 500 } },
    { probability: five, action: { status: 503 } },
    { probability: five, action: { status: 408 } },
    { probability: five, action: { status: 429, headers: { 'Retry-After': '0' } } },
    { probability: five, action: { status: 429 } },
    { probability: five, action: { drop: true } },
    { probability: five, after: true, action: { drop: true } },
    { probability: five, action: { notJson: true } },
    { probability: five, action: { cutAt: 20 } },
    { probability: five, action: { cutAt: 0 } },
    { endpoint: 'import_contacts_list', probability: five, action: { status: 413 } },
  ],
};

test('20,000 contacts under 5 % of every kind of fault converge', async () => {
  const w = await startWorld(postgres, {
    sandbox: { faults },
    pipeline: { load: { requestsPerSecond: 1000, concurrency: 8 }, guards: { blocks: 'off' } },
  });
  w.crm(
    ...Array.from(
      { length: people },
      (_, index) => `${index};N${index};4670${1_740_000 + index};;${index < optedOut ? 'ja' : 'nej'}`,
    ),
  );
  const began = performance.now();
  let nights = 0;
  for (let exitCode = 1; exitCode !== 0 && nights < 6; nights += 1) {
    exitCode = await syncPipeline('crm', w.environment).then(
      (report) => report.exitCode,
      (error) => error.exitCode ?? 1,
    );
    w.clock.forward(24);
  }
  const { contacts, blocklist } = w.sandbox.state();
  expect(contacts).toHaveLength(people);
  expect(blocklist).toHaveLength(optedOut);
  expect(nights).toBeLessThan(6);
  const sent = Object.values(w.sandbox.requests()).reduce((sum, count) => sum + count, 0);
  // Blocks, imports with their canary, and the export before, after the canary and after: with nothing going wrong.
  const ideal = optedOut + people / 1000 + 1 + 3 * 4;
  process.stdout.write(
    `20,000 contacts under faults: ${nights} runs, ${sent} calls where ${ideal} are due, ${Math.round((performance.now() - began) / 1000)} s\n`,
  );
  expect(sent).toBeLessThan(ideal * 6);
  await w.close();
}, 600_000);
