import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { showPlanOrRun } from '../../src/jobs/show.ts';
import { type ReportFormat, renderPlan, renderRun, reportFormats } from '../../src/report/formats.ts';
import { renderHistory } from '../../src/report/shown-run.ts';
import { isReport } from '../../src/report/unfinished.ts';
import { pruneRuns } from '../../src/state/prune.ts';
import type { PlanReport } from '../../src/steps/plan-report.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { aboutPlan, writePlanFile } from '../../src/steps/saved-plans.ts';
import { useWorlds, type World } from '../support/in-process.ts';

/** A saved plan, a held one and a past run, shown again as they were; and how old a plan may be that is applied. */
const { world } = useWorlds();

const row = (index: number, stop = '', name = `Namn ${index}`) =>
  `${index};${name};070-174 06 ${String(index).padStart(2, '0')};Lund;${stop}`;
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => row(from + index));

async function saved(w: World, path = 'tonight.json'): Promise<PlanReport> {
  const report = await planPipeline('crm', w.environment);
  await writePlanFile(join(w.cwd, path), report.plan, w.environment, aboutPlan(report));
  return report;
}

async function shownPlan(w: World, path = 'tonight.json'): Promise<PlanReport> {
  const shown = await showPlanOrRun(path, w.environment);
  if (shown.kind !== 'plan') throw new Error('no plan');
  return shown.report;
}

async function shownAs(w: World, name: string, format: ReportFormat): Promise<string> {
  const shown = await showPlanOrRun(name, w.environment);
  if (shown.kind !== 'history') throw new Error('it has a report');
  return renderHistory(shown.report, format, { color: false }).join('');
}

async function shownRun(w: World, name: string): Promise<RunReport> {
  const shown = await showPlanOrRun(name, w.environment);
  if (shown.kind !== 'run') throw new Error('no run');
  return shown.report;
}

/** A night that a guard holds back: thirty people are gone, one has opted out. */
async function heldNight(w: World): Promise<RunReport> {
  w.crm(...rows(5, 45));
  await w.sync();
  w.clock.forward(24);
  w.crm(...rows(5, 14), row(14, 'ja'));
  return w.sync();
}

describe('a saved plan', () => {
  test('is shown as it was made, with what it was made from, by its file alone', async () => {
    const w = await world();
    w.crm(...rows(5, 8), '99;Trasig;070-17;Lund;');
    utimesSync(join(w.cwd, 'crm.csv'), w.clock.now, new Date('2026-11-22T18:04:00Z'));
    const made = await saved(w);
    const shown = await shownPlan(w);
    for (const format of ['text', 'markdown', 'csv'] as const)
      expect(renderPlan(shown, format), format).toBe(
        renderPlan({ ...made, savedAs: 'tonight.json' }, format),
      );
    const text = renderPlan(shown, 'text');
    expect(text).toContain('crm.csv: 4 rows, ');
    expect(text).toContain('written 2026-11-22 18:04 UTC');
    expect(text).toContain('to be applied until 2026-11-24 03:00 UTC');
    expect(text).toMatch(/^jojka-sync apply tonight\.json$/m);
    expect(text).toContain('1 rejected');
    const { JOJKA_API_KEY: _key, DATABASE_URL: _url, ...env } = w.environment.env;
    const notes: unknown[] = [];
    const alone = await showPlanOrRun('tonight.json', {
      ...w.environment,
      env,
      emit: (one) => notes.push(one),
    });
    expect(alone.report).toEqual(shown);
    expect(JSON.stringify(notes)).toContain('was not looked at: there is no API key here');
  });

  test('that somebody has edited is refused, also with a checksum that fits', async () => {
    const w = await world();
    w.crm(row(5));
    await saved(w);
    const path = join(w.cwd, 'tonight.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replaceAll('Namn 5', 'Namn 6'));
    await expect(shownPlan(w)).rejects.toThrow('has been changed since it was written');
    const { createHash } = await import('node:crypto');
    const { checksum: _, seal, ...rest } = JSON.parse(text);
    rest.about.rejections = [];
    rest.about.basis.sources[0].rows = 4000;
    const checksum = createHash('sha256').update(JSON.stringify(rest)).digest('hex');
    writeFileSync(path, JSON.stringify({ ...rest, checksum, seal }));
    await expect(shownPlan(w)).rejects.toThrow('its seal does not fit');
    await expect(applyPlan('tonight.json', w.environment)).rejects.toThrow('seal does not fit');
  });

  test('holds nobody who is in Jojka and in no CRM', async () => {
    const w = await world();
    w.crm(row(5));
    await w.somebody((held) => ({
      ...held,
      contacts: [...held.contacts, { msisdn: '46701740690', name: 'Ulla Nord', groups: ['Personal'] }],
    }));
    const made = await saved(w);
    expect([...(made.unmanaged ?? [])]).toEqual([
      { msisdn: '46701740690', name: 'Ulla Nord', groups: ['Personal'] },
    ]);
    expect(readFileSync(join(w.cwd, 'tonight.json'), 'utf8')).not.toContain('46701740690');
  });
});

describe('a night that was held back', () => {
  test('is shown as its report was, with how its figures stand against the last good run', async () => {
    const w = await world();
    const night = await heldNight(w);
    const shown = await shownRun(w, 'latest');
    for (const format of ['text', 'markdown'] as const)
      expect(renderRun(shown, format), format).toBe(renderRun(night, format));
    const text = renderRun(shown, 'text');
    expect(text).toContain('records read 40 → 10 (-30, -75 %), contacts desired 40 → 10 (-30, -75 %)');
    expect(text).toContain('Held back: 30 contacts would be removed.');
    expect(await shownRun(w, night.run.slice(0, 13))).toEqual(shown);
  });

  test.each<[string, (text: string) => string]>([
    ['that somebody has edited', (text) => text.replace('Kunder', 'Kunden')],
    ['that was cut off', (text) => text.slice(0, 200)],
    ['of another key', (text) => text.replace(/"seal":"[^"]*"/, '"seal":"00"')],
  ])('is shown from the history, with a warning, where its plan lies in a file %s', async (_, spoil) => {
    const w = await world();
    const night = await heldNight(w);
    const path = join(w.cwd, 'home', 'plans', `${night.run}.json`);
    const text = readFileSync(path, 'utf8');
    expect(spoil(text)).not.toBe(text);
    writeFileSync(path, spoil(text));
    const notes: unknown[] = [];
    const watching = { ...w.environment, emit: (one: unknown) => notes.push(one) };
    const shown = await showPlanOrRun('latest', watching);
    if (shown.kind !== 'run') throw new Error('no run');
    expect(shown.report.plan.plan.changes).toEqual(night.plan.plan.changes);
    expect(shown.report.outcomes).toEqual(night.outcomes);
    expect(JSON.stringify(notes)).toContain('Shown is what the history has of it');
    await expect(showPlanOrRun(path, watching)).rejects.toThrow();
  });

  test('says that its plan was applied since, and by which run', async () => {
    const w = await world();
    const night = await heldNight(w);
    const applied = await applyPlan(night.run, w.environment, { accept: night.plan.plan.fingerprint });
    const text = renderRun(await shownRun(w, night.run), 'text');
    expect(text).toContain(`This plan has been applied since, by run ${applied.run}:`);
    expect(text).not.toContain('jojka-sync apply');
    const past = await shownRun(w, applied.run);
    expect(past.outcomes).toEqual(applied.outcomes);
    expect(past.plan.plan.fingerprint).toBe(night.plan.plan.fingerprint);
  });
});

describe('a past run', () => {
  test('is shown with its changes, calls, failures and rejections', async () => {
    const w = await world({
      sandbox: {
        faults: { poison: ['46701740606'], swallow: ['46701740605'] },
      } as never,
    });
    w.crm(row(5), row(6), row(7, 'ja'), '99;Trasig;070-17;Lund;');
    const night = await w.sync();
    const shown = await shownRun(w, 'latest');
    expect(shown.plan.plan.changes).toEqual(night.plan.plan.changes);
    expect(shown.plan.plan.contacts).toEqual(night.plan.plan.contacts);
    expect(shown.outcomes).toEqual(night.outcomes);
    expect(shown.calls).toEqual(night.calls);
    expect(shown.exitCode).toBe(night.exitCode);
    expect(shown.failures.map(({ endpoint, changes, state }) => ({ endpoint, changes, state }))).toEqual(
      night.failures.map(({ endpoint, changes, state }) => ({ endpoint, changes, state })),
    );
    expect(shown.plan.rejections).toEqual(JSON.parse(JSON.stringify(night.plan.rejections)));
    expect(renderRun(shown, 'csv')).toBe(renderRun(night, 'csv'));
    for (const format of ['text', 'html', 'json'] as const)
      expect(renderRun(shown, format).length).toBeGreaterThan(100);
  });

  test('tells what it did not send, and why', async () => {
    const w = await world({
      sandbox: {
        faults: { rules: [{ endpoint: 'add_to_blocklist', action: { status: 500, body: 'no' } }] },
      } as never,
    });
    w.crm(row(5, 'ja'), row(6), row(7));
    const night = await w.sync();
    expect(night).toMatchObject({ exitCode: 4, withheld: [{ kind: 'create', reason: 'block-failed' }] });
    const shown = await shownRun(w, 'latest');
    expect(shown).toMatchObject({
      outcomes: night.outcomes,
      withheld: night.withheld,
      skipped: night.skipped,
    });
    expect(renderRun(shown, 'csv')).toBe(renderRun(night, 'csv'));
    expect(JSON.parse(renderRun(shown, 'json')).withheld).toEqual(night.withheld);
    expect(renderRun(shown, 'text')).toContain('1 change not sent: ');
  });

  test('has the blocks as done that its plan had sent before, when somebody answered no', async () => {
    const w = await world();
    w.crm(row(5), row(6));
    await w.sync();
    w.crm(row(5, 'ja'));
    await saved(w);
    await expect(applyPlan('tonight.json', w.environment, { agree: async () => false })).rejects.toThrow();
    expect(w.sent()).toMatchObject({ add_to_blocklist: 1 });
    const applied = await applyPlan('tonight.json', w.environment, { agree: async () => true });
    expect(applied.outcomes.every((state) => state === 'done')).toBe(true);
    const shown = await shownRun(w, 'latest');
    expect(shown.outcomes).toEqual(applied.outcomes);
    expect(renderRun(shown, 'csv')).toBe(renderRun(applied, 'csv'));
  });

  test('that is pruned or made no plan is shown as the history has it, in every format', async () => {
    const w = await world();
    await expect(shownRun(w, 'latest')).rejects.toThrow('There is no file "latest", and no run of that name');
    w.crm(row(5));
    const { run } = await w.sync();
    await w.withState((database) =>
      pruneRuns(database, { runs: new Date('2027-01-01'), rejections: new Date('2027-01-01') }),
    );
    expect(await shownAs(w, run, 'text')).toContain('Its details have been pruned; its counts are kept.');
    w.clock.forward(1);
    writeFileSync(join(w.cwd, 'crm.csv'), '');
    const empty = await w.sync().catch((error) => error);
    for (const format of reportFormats) {
      const told = await shownAs(w, 'latest', format);
      expect(told, format).toContain(empty.run);
      expect(told, format).toContain('is empty');
      expect(isReport(told), format).toBe(true);
    }
  });
});

describe('how old a plan may be (G5)', () => {
  test.each([
    [23, undefined, 'applied'],
    [25, undefined, 'is 25 hours old; after 24 a plan is stale'],
    [71, 72, 'applied'],
    [73, 72, 'is 73 hours old; after 72 a plan is stale'],
    [2, 1, 'is 2 hours old; after 1 a plan is stale'],
    [1, 169, 'at most 7 days old, and not 169 hours'],
    [1, 0, 'at most 7 days old, and not 0 hours'],
    [1, Number.NaN, 'at most 7 days old'],
  ])('%d hours, of %s at most: %s', async (hours, maxAgeHours, outcome) => {
    const w = await world();
    w.crm(row(5));
    await saved(w);
    w.clock.forward(hours);
    const applying = applyPlan('tonight.json', w.environment, { maxAgeHours });
    if (outcome === 'applied') expect((await applying).exitCode).toBe(0);
    else {
      await expect(applying).rejects.toThrow(outcome);
      expect(w.sent()).toEqual({});
    }
  });

  test('the refusal names the command by which it is applied all the same, and no later than a week', async () => {
    const w = await world();
    w.crm(row(5));
    await saved(w);
    w.clock.forward(70);
    const refusal = await applyPlan('tonight.json', w.environment).catch((error) => error);
    expect(refusal.advice).toContain('jojka-sync apply tonight.json --max-age 3d');
    w.clock.forward(200);
    const late = await applyPlan('tonight.json', w.environment).catch((error) => error);
    expect(late.advice).not.toContain('--max-age');
  });

  test('whatever its age, a newer run overtakes it, and who has changed since makes it stale', async () => {
    const w = await world();
    w.crm(row(5));
    await w.sync();
    w.crm(row(5, '', 'Namn Ny'));
    await saved(w, 'friday.json');
    w.clock.forward(48);
    await w.somebody((held) => ({
      ...held,
      contacts: held.contacts.map((one) => ({ ...one, name: 'Namn Annan' })),
    }));
    await expect(applyPlan('friday.json', w.environment, { maxAgeHours: 72 })).rejects.toThrow('is stale');
    await w.sync();
    await expect(applyPlan('friday.json', w.environment, { maxAgeHours: 72 })).rejects.toThrow(
      'is overtaken',
    );
  });
});
