import { describe, expect, test } from 'vitest';
import { InterruptedError } from '../../src/errors.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { OutOfMemoryError } from '../../src/out-of-memory.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

/** Blocks that were under way when a run ended: what may be sent yet is sent, and what is not is told (L1b, L7). */
const { world } = useWorlds();

const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'];
const row = (id: number, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;
type Event = Parameters<RunEnvironment['emit']>[0];

/** The first block is answered by a request to come back in ten minutes. */
const comeBack = {
  endpoint: 'add_to_blocklist',
  times: 1,
  action: { status: 429, headers: { 'retry-after': '600' } },
};

/** A night that blocks Anna and Bo and imports Cilla. */
async function night(load: object, rule?: object): Promise<World> {
  const w = await world({
    pipeline: { load: { requestsPerSecond: 1000, concurrency: 2, ...load } },
    ...(rule && { sandbox: { faults: { rules: [rule] } } as never }),
  });
  w.crm(row(1, anna, 'ja'), row(2, bo, 'ja'), row(3, cilla));
  return w;
}

function syncUntil(w: World, isTime: (event: Event) => boolean, reason: Error): Promise<RunReport> {
  const stop = new AbortController();
  const emit = (event: Event) => {
    if (isTime(event)) stop.abort(reason);
  };
  return syncPipeline('crm', { ...w.environment, signal: stop.signal, emit });
}

const isRefused = (event: Event) => event.kind === 'attempt' && event.attempt.status === 429;
const short = () => new OutOfMemoryError({ needed: 9e6, limit: 1e7 });

describe('a block that waits to be tried again', () => {
  test('is sent when the time of its run is over, and its first failure is none any more', async () => {
    const w = await night({ maxMinutes: 0.04 }, comeBack);
    const report = await w.sync();
    expect(report.stopped).toMatch(/^The run has taken longer than load\.maxMinutes/);
    expect(report.stopped).not.toContain('NOT blocked');
    expect(report).toMatchObject({ failures: [], calls: { add_to_blocklist: { done: 2, failed: 0 } } });
    expect([blocked(w), numbers(w)]).toEqual([[anna, bo], []]);
  });

  test('is not sent when somebody stops its run, and is told (L7)', async () => {
    const w = await night({ concurrency: 1 }, comeBack);
    const report = await syncUntil(w, isRefused, new InterruptedError('Stopped.'));
    expect(report.stopped).toContain('Stopped. 2 opt-outs were read and are NOT blocked yet');
    expect(blocked(w)).toEqual([]);
  });

  test('is told too where only blocks could be sent', async () => {
    const w = await night({ retries: 0 });
    await w.restart({
      faults: { rules: [{ endpoint: 'export_contacts_list', nth: [2], action: { status: 500 } }, comeBack] },
    });
    const stopped = new InterruptedError('Stopped.');
    const error = await syncUntil(w, isRefused, stopped).catch((thrown) => thrown);
    expect(error.story).toMatch(/opt-outs? (was|were) read and (is|are) NOT blocked yet/);
    expect(error.story).not.toContain('failed');
  });
});

describe('when memory runs short', () => {
  test.each<[string, (event: Event) => boolean, object?]>([
    ['while the export is read', (event) => event.kind === 'progress' && event.step === 'export'],
    ['right before the first call', (event) => event.kind === 'writing'],
    ['while a block waits', isRefused, comeBack],
  ])('%s, blocks are sent and nothing else', async (_, isTime, rule) => {
    const w = await night({}, rule);
    const end = await syncUntil(w, isTime, short()).then(
      ({ stopped }) => stopped,
      (error) => error.story,
    );
    expect(end).toContain('This needs more memory than there is');
    expect(end).not.toContain('NOT blocked');
    expect([blocked(w), numbers(w)]).toEqual([[anna, bo], []]);
  });

  test('an odd answer to one late block does not end the others: the key was taken before', async () => {
    const w = await night(
      { concurrency: 1, retries: 0 },
      { endpoint: 'add_to_blocklist', times: 1, action: { status: 401 } },
    );
    const report = await syncUntil(w, (event) => event.kind === 'writing', short());
    expect(report.stopped).toContain('1 opt-out was read and is NOT blocked yet');
    expect(blocked(w)).toEqual([bo]);
  });
});
