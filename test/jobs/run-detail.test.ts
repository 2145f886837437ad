import { describe, expect, test } from 'vitest';
import { InterruptedError } from '../../src/index.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { runDetail } from '../../src/jobs/runs.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { renderPlan } from '../../src/report/formats.ts';
import { runDetailText } from '../../src/report/history-text.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import { useWorlds, type World } from '../support/in-process.ts';

/** `runs RUN` tells of each change what became of it, and not what was meant. */
const { world } = useWorlds();

const row = (index: number, stop = 'nej') => `K${index};N${index};4670174${1000 + index};;${stop}`;
const rows = (count: number, stop?: string) => Array.from({ length: count }, (_, index) => row(index, stop));

async function told(w: World, lang: 'en' | 'sv' = 'en'): Promise<string> {
  const detail = await runDetail(w.environment, 'latest');
  return runDetailText(detail, { color: false, lang });
}

/** Stops a run, as a signal would, when its n-th call has been made. */
function stopping(w: World, after: number): RunEnvironment {
  const stop = new AbortController();
  return {
    ...w.environment,
    signal: stop.signal,
    emit: (event) => {
      if (event.kind === 'progress' && event.step === 'load' && event.done === after)
        stop.abort(new InterruptedError('Stopped by SIGTERM.', { exitCode: 143 }));
    },
  };
}

const slowly = { load: { requestsPerSecond: 1000, concurrency: 1, retries: 0 } };

describe('what became of each change', () => {
  test('a guard held the blocks too', async () => {
    const w = await world();
    w.crm(...rows(40));
    await w.sync();
    w.crm(...rows(40, 'ja'));
    const planned = await planPipeline('crm', w.environment);
    expect(renderPlan(planned, 'text')).toContain('would hold this plan back, also 40 of its blocks:');
    expect(await w.sync()).toMatchObject({ heldBack: true, exitCode: 3 });
    const en = await told(w);
    expect(en).toContain('Guards held it back:\n');
    expect(en).toContain('Planned, and held back: ');
    expect(en.match(/ {2}would be blocked$/gm)).toHaveLength(40);
    const sv = await told(w, 'sv');
    expect(sv).toContain('Skyddsgränserna höll tillbaka den:\n');
    expect(sv.match(/ {2}skulle spärras$/gm)).toHaveLength(40);
    expect(renderPlan(planned, 'text', { color: false, lang: 'sv' })).toContain('också 40 av spärrarna:');
  });

  test('a guard held all but the blocks', async () => {
    const w = await world();
    w.crm(...rows(40));
    await w.sync();
    w.crm(...rows(10), row(10, 'ja'));
    await w.sync();
    const en = await told(w);
    expect(en).toContain('Guards held it back, all but 1 block:\n');
    expect(en).toContain('Planned, and held back save 1 block: ');
    expect(en).toMatch(/ {2}blocked$/m);
    expect(en.match(/ {2}would be removed$/gm)).toHaveLength(29);
  });

  test('a run that was stopped', async () => {
    const w = await world({ pipeline: slowly });
    w.crm(...rows(3), row(3, 'ja'), row(4, 'ja'));
    await syncPipeline('crm', stopping(w, 1), { allowEmpty: false });
    const en = await told(w);
    expect(en.match(/ {2}blocked$/gm)).toHaveLength(1);
    expect(en.match(/ {2}would be blocked \(pending\)$/gm)).toHaveLength(1);
    expect(en.match(/ {2}would be created as N\d in Kunder \(pending\)$/gm)).toHaveLength(5);
    expect(en).not.toMatch(/ {2}created/);
  });

  test('a call that brought no answer', async () => {
    const w = await world({
      pipeline: slowly,
      sandbox: { faults: { poison: ['46701741001'] } } as never,
    });
    w.crm(...rows(3));
    await w.sync();
    const en = await told(w);
    expect(en.match(/ {2}created as N\d in Kunder$/gm)).toHaveLength(2);
    expect(en).toMatch(/46701741001 {2}would be created as N1 in Kunder \(unknown\)$/m);
    expect(await told(w, 'sv')).toContain('skulle skapas som N1 i Kunder (okänt)');
  });
});
