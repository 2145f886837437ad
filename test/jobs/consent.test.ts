import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adoptPipeline } from '../../src/jobs/adopt.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { evidenceOf } from '../../src/jobs/evidence.ts';
import { explainNumber, type ToldStory } from '../../src/jobs/explain.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { undoRun } from '../../src/jobs/undo.ts';
import { endedNotice } from '../../src/notify/ended-notice.ts';
import { writePrivateFile } from '../../src/private-file.ts';
import { renderPlan, renderRun } from '../../src/report/formats.ts';
import { evidenceHtml } from '../../src/report/html/evidence.ts';
import { wordsOf } from '../../src/report/language/words.ts';
import { redactPlanReport } from '../../src/report/redact.ts';
import { storyText } from '../../src/report/story-text.ts';
import { useWorlds, type World } from '../support/in-process.ts';

/** Consent over the real service, state and jobs: nights in a row. */
const { world } = useWorlds();

const anna = '46701740605';
const bo = '46701740606';
const night = {
  ...{ command: 'sync', pipeline: 'crm', account: undefined, run: undefined, host: 'here' },
  ...{ lang: 'en' as const, afterTrouble: false, part: false },
};
const source = (w: { cwd: string }) => ({
  type: 'csv',
  path: join(w.cwd, 'crm.csv'),
  label: 'crm',
  id: 'Kundnr',
  phone: 'Mobil',
  name: 'Namn',
  groups: ['Kunder'],
  optOut: { column: 'Stopp' },
  consent: { column: 'Ja', at: 'Sedan', maxAge: '365d' },
});

/** A world whose pipeline asks for consent. */
async function asking(more: object = {}): Promise<World> {
  const w = await world();
  pipeline(w, 'crm', { sources: [source(w)], ...more });
  return w;
}

function pipeline(w: World, name: string, more: object): void {
  mkdirSync(join(w.cwd, 'pipelines'), { recursive: true });
  const settings = {
    name,
    contacts: { absent: 'remove-managed' },
    load: { requestsPerSecond: 1000, retries: 0 },
  };
  writeFileSync(join(w.cwd, 'pipelines', `${name}.json`), JSON.stringify({ ...settings, ...more }));
}

const header = 'Kundnr;Namn;Mobil;Ja;Sedan;Stopp';
const list = (w: World, ...rows: string[]) =>
  writeFileSync(join(w.cwd, 'crm.csv'), `${[header, ...rows].join('\n')}\n`);
const inKunder = (w: World) =>
  w.sandbox
    .state()
    .contacts.filter(({ groups }) => groups.includes('Kunder'))
    .map(({ msisdn }) => msisdn)
    .sort();

describe('nights with a consent', () => {
  test('a yes, a no, a yes again, and one that becomes too old while nobody touches the CRM', async () => {
    const w = await asking();
    list(w, `1;Anna;${anna};ja;2025-12-01;`, `2;Bo;${bo};;;`);
    const first = await w.sync();
    expect(first).toMatchObject({
      exitCode: 0,
      plan: { plan: { summary: { consent: { yes: 1, no: 1, unsaid: 1 } } } },
    });
    expect(inKunder(w)).toEqual([anna]);
    expect(w.sandbox.state().contacts).toHaveLength(2);
    w.sent();
    w.clock.forward(24);
    expect((await w.sync()).exitCode).toBe(0);
    expect(w.sent()).toEqual({});

    list(w, `1;Anna;${anna};ja;2025-12-01;`, `2;Bo;${bo};ja;2026-11-24;`);
    await w.sync();
    expect(inKunder(w)).toEqual([anna, bo]);

    // 1 December 2025 is 365 days ago on 1 December 2026, and too old the day after.
    w.clock.now = new Date('2026-12-01T03:00:00Z');
    await w.sync();
    expect(inKunder(w)).toEqual([anna, bo]);
    w.clock.forward(24);
    const last = await w.sync();
    expect(inKunder(w)).toEqual([bo]);
    expect(renderRun(last, 'text')).toContain('consent: 1 yes, 1 no, 1 expired this month');
    expect(renderRun(last, 'text', { color: false, lang: 'sv' })).toContain(
      'samtycke: 1 ja, 1 nej, 1 har gått ut den här månaden',
    );
    expect(w.sent()).toMatchObject({ rm_contact_from_group: 1 });
  });

  test('an undo brings nobody back who has withdrawn his consent', async () => {
    const w = await asking();
    list(w, `1;Anna;${anna};ja;2026-11-01;`, `2;Bo;${bo};ja;2026-11-01;`);
    await w.sync();
    list(w, `1;Anna;${anna};nej;2026-11-01;`, `2;Bo;${bo};ja;2026-11-01;`);
    const { run } = await w.sync();
    expect(inKunder(w)).toEqual([bo]);
    const undone = await undoRun(w.environment, run);
    expect(undone).toMatchObject({ exitCode: 4, withheld: [{ reason: 'no-consent' }] });
    expect(inKunder(w)).toEqual([bo]);
  });

  test('a column that was emptied is held back, night after night, and applied by who has read it', async () => {
    const w = await asking();
    const people = Array.from(
      { length: 20 },
      (_, index) => `4670174061${index}`.slice(0, 9) + String(20 + index),
    );
    const rows = (yes: string) => people.map((one, index) => `${index};N${index};${one};${yes};2026-11-01;`);
    list(w, ...rows('ja'));
    await w.sync();
    expect(inKunder(w)).toHaveLength(20);
    list(w, ...rows(''));
    for (const _ of [1, 2]) {
      w.clock.forward(24);
      const held = await w.sync();
      expect(held.exitCode).toBe(3);
      expect(held.plan.plan.guards.map(({ guard }) => guard)).toContain('consents');
      expect(held.plan.warnings.map(({ code }) => code)).toContain('empty-consent');
      expect(inKunder(w)).toHaveLength(20);
      const told = endedNotice(night, held, new Date(0)).lines.join('\n');
      for (const text of [
        ...(['text', 'markdown', 'html'] as const).map((format) => renderRun(held, format)),
        told,
      ])
        expect(text.replaceAll('&#39;', "'")).toContain(
          "20 people without a consent by tonight's file are still in groups that need one: text no such group",
        );
      expect(renderRun(held, 'text', { color: false, lang: 'sv' })).toContain(
        '20 personer utan samtycke enligt nattens fil är kvar i grupper som kräver det',
      );
    }
    const held = await w.sync();
    const done = await applyPlan(held.run, w.environment, { accept: held.plan.plan.fingerprint });
    expect(done.exitCode).toBe(0);
    expect(inKunder(w)).toEqual([]);
    for (const format of ['text', 'markdown', 'html'] as const)
      expect(renderRun(done, format)).not.toContain('without a consent by');
    w.clock.forward(24);
    w.sent();
    expect((await w.sync()).exitCode).toBe(0);
    expect(w.sent()).toEqual({});
  });

  test('another pipeline that wants him in the group cannot bring him back, and takes turns with this one without a call', async () => {
    const w = await asking();
    const shop = { type: 'csv', path: join(w.cwd, 'shop.csv'), phone: 'Mobil', groups: ['Kunder', 'Butik'] };
    pipeline(w, 'shop', { sources: [shop] });
    writeFileSync(join(w.cwd, 'shop.csv'), `Mobil\n${anna}\n`);
    const night = (name: string) => syncPipeline(name, w.environment, {});
    await night('shop');
    expect(inKunder(w)).toEqual([anna]);
    list(w, `1;Anna;${anna};nej;;`, `2;Bo;${bo};ja;2026-11-01;`);
    expect((await night('crm')).exitCode).toBe(0);
    expect(inKunder(w)).toEqual([bo]);
    const other = await night('shop');
    expect(other.plan.warnings).toContainEqual({
      code: 'consent-elsewhere',
      figures: { contacts: 1, pipelines: ['crm'] },
    });
    w.sent();
    expect([(await night('crm')).exitCode, (await night('shop')).exitCode]).toEqual([0, 0]);
    expect(w.sent()).toEqual({});
    expect(inKunder(w)).toEqual([bo]);
    list(w, `1;Anna;${anna};ja;2026-11-01;`, `2;Bo;${bo};ja;2026-11-01;`);
    await night('crm');
    expect(inKunder(w)).toEqual([anna, bo]);
  });

  test('what this one withholds under a former number another one does not give the new one, nights later neither', async () => {
    const w = await asking();
    const { consent: _, optOut: __, ...plain } = source(w);
    const shop = { ...plain, path: join(w.cwd, 'shop.csv'), label: 'shop' };
    pipeline(w, 'shop', { sources: [shop] });
    const syncShop = (mobile: string) => {
      writeFileSync(shop.path, `Kundnr;Namn;Mobil\n7;Bo;${mobile}\n`);
      return syncPipeline('shop', w.environment, {});
    };
    list(w, `1;Anna;${anna};nej;2026-11-01;`);
    await w.sync();
    await syncShop(anna);
    for (const _night of [1, 2, 3]) {
      w.clock.forward(24);
      await syncShop(bo);
      expect(w.sandbox.state().contacts.map(({ msisdn, groups }) => [msisdn, groups])).toContainEqual([
        bo,
        [],
      ]);
      w.clock.forward(1);
      await w.sync();
    }
    // The word of its own source ends it.
    list(w, `1;Anna;${bo};ja;2026-11-01;`);
    await w.sync();
    await syncShop(bo);
    expect(inKunder(w)).toEqual([bo]);
  });

  test('a no of a record that is left out is withheld by another pipeline too', async () => {
    const w = await asking();
    const left = { ...source(w), where: { Namn: 'Anna' } };
    pipeline(w, 'crm', { sources: [left] });
    const { consent: _, optOut: __, ...plain } = source(w);
    const shop = { ...plain, path: join(w.cwd, 'shop.csv'), label: 'shop' };
    pipeline(w, 'shop', { sources: [shop] });
    list(w, `1;Anna;${anna};ja;2026-11-01;`, `2;Bo;${bo};nej;2026-11-01;`);
    writeFileSync(shop.path, `Kundnr;Namn;Mobil\n7;Bo;${bo}\n`);
    await w.sync();
    const told = await syncPipeline('shop', w.environment, {});
    expect(inKunder(w)).toEqual([anna]);
    expect(told.plan.warnings).toContainEqual({
      code: 'consent-elsewhere',
      figures: { contacts: 1, pipelines: ['crm'] },
    });
  });

  test('adopt takes over who is there without a consent, and the next sync ends it', async () => {
    const w = await asking();
    await w.somebody((held) => ({
      ...held,
      contacts: [
        { msisdn: anna, name: 'Anna', groups: ['Kunder'] },
        { msisdn: bo, name: 'Bo', groups: ['Kunder'] },
      ],
    }));
    list(w, `1;Anna;${anna};ja;2026-11-01;`, `2;Bo;${bo};;;`);
    expect(await adoptPipeline('crm', w.environment, { dryRun: false })).toMatchObject({ memberships: 2 });
    await w.sync();
    expect(inKunder(w)).toEqual([anna]);
  });

  test('a plan that is passed on, or given to a program, holds no list of who has said what', async () => {
    const w = await asking();
    list(w, `1;Anna;${anna};ja;2026-11-01;`, `2;Bo;${bo};nej;;`);
    const report = await planPipeline('crm', w.environment);
    expect(report.plan.consents?.upserts).toHaveLength(2);
    expect(JSON.parse(renderPlan(report, 'json'))).not.toHaveProperty('consents');
    expect(JSON.stringify(redactPlanReport(report).plan)).not.toContain(bo);
  });
});

describe('evidence', () => {
  const hostile = '<script>alert(1)</script>"\u202e&';

  async function told(): Promise<World> {
    const w = await asking();
    list(w, `1;${hostile};${anna};ja;2026-11-01;`);
    await w.sync();
    w.clock.forward(24);
    list(w, `1;${hostile};${anna};<b>nej</b>\u202e;2026-11-01;`);
    await w.sync();
    w.clock.forward(24);
    list(w, `1;${hostile};${anna};nej;2026-11-01;ja`);
    await w.sync();
    return w;
  }

  test.each([
    [
      'en',
      [
        'Blocked at Jojka since ',
        'No consent by crm (crm): no',
        'What was changed at Jojka',
        'out of Kunder',
      ],
    ],
    [
      'sv',
      [
        'Spärrat hos Jojka sedan ',
        'Inget samtycke enligt crm (crm): nej',
        'Vad som ändrats hos Jojka',
        'ut ur Kunder',
      ],
    ],
  ] as const)(
    'in %s: consent, block and changes with their times, without script, whatever names say',
    async (lang, said) => {
      const w = await told();
      const page = evidenceHtml(await evidenceOf(w.environment, '070-174 06 05'), wordsOf(lang));
      for (const one of said) expect(page).toContain(one);
      expect(page).toContain(`<html lang="${lang}">`);
      expect(page).not.toMatch(/<script|<b>nej|javascript:/i);
      expect(page).toContain('&lt;script&gt;');
      expect(page).toContain('&lt;b&gt;nej&lt;/b&gt;⟨U+202E⟩');
      expect(page).toMatch(/default-src &#39;none&#39;|default-src 'none'/);
      expect(page).not.toContain('\u202e');
      // Each word of the source, with the night in which it was read.
      expect(page).toMatch(/2026-11-23 03:00:00Z<\/td><td dir="auto">crm \(crm\)[\s\S]*2026-11-24 03:00:00Z/);
      const file = join(w.cwd, 'evidence.html');
      await writePrivateFile(file, page);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    },
  );

  test('of one pipeline alone, also one whose file is gone; what is no pipeline is told', async () => {
    const w = await told();
    expect(
      (await evidenceOf(w.environment, anna, { pipeline: 'crm' })).stories[0]?.consentEvents,
    ).toHaveLength(3);
    await expect(evidenceOf(w.environment, anna, { pipeline: 'crn' })).rejects.toThrow('no pipeline "crn"');
    await expect(evidenceOf(w.environment, 'Anna')).rejects.toThrow('no phone number');
  });

  test('of a number that nobody knows it says so', async () => {
    const w = await told();
    const page = evidenceHtml(await evidenceOf(w.environment, '46701740699'), wordsOf('en'));
    expect(page).toContain('Nothing is known of this number');
  });

  test('explain tells the same as a story', async () => {
    const w = await told();
    const { stories } = (await explainNumber(w.environment, anna)) as ToldStory;
    const text = storyText(anna, stories, { color: false, timeZone: 'UTC' });
    expect(text).toContain('No consent by crm (crm): no, so since 2026-11-25; kept out of Kunder.');
    expect(text).toContain('consent: crm:2 says yes (given 2026-11-01): "ja"');
  });
});

describe('a no to groups that the pipeline names (C5)', () => {
  const also = (w: World) => ({
    ...{ type: 'csv', path: join(w.cwd, 'ev.csv'), label: 'ev', id: 'Kundnr', phone: 'Mobil', name: 'Namn' },
    groups: ['Nyhet', 'Nyhet Syd'],
  });
  const members = (w: World) =>
    w.sandbox.state().contacts.flatMap(({ msisdn, groups }) => (groups.includes('Nyhet') ? [msisdn] : []));

  test.each([
    [['Nyhet'], [bo]],
    [['nyhet'], [bo]],
    // Which groups a pattern means, others decide.
    [['Ny*'], [anna, bo]],
  ])(
    'keeps him out of them in every pipeline, though his record does not ask for them: %j',
    async (groups, there) => {
      const w = await world();
      const crm = {
        ...source(w),
        groups: ['Kunder', { column: 'Ja', is: ['ja'], group: 'Nyhet' }],
        consent: { column: 'Ja', groups },
      };
      pipeline(w, 'crm', { sources: [crm] });
      pipeline(w, 'ev', { sources: [also(w)] });
      list(w, `1;Anna;${anna};nej;;nej`, `2;Bo;${bo};ja;;nej`);
      writeFileSync(join(w.cwd, 'ev.csv'), `${header}\n9;Anna;${anna};;;\n8;Bo;${bo};;;\n`);
      for (let nights = 0; nights < 2; nights++) {
        await w.sync();
        await syncPipeline('ev', w.environment);
        expect(members(w).sort()).toEqual(there);
        expect((await planPipeline('crm', w.environment)).plan.consents).toBeUndefined();
        w.clock.forward(24);
      }
      list(w, `1;Anna;${anna};ja;;nej`, `2;Bo;${bo};ja;;nej`);
      await w.sync();
      await syncPipeline('ev', w.environment);
      expect(members(w).sort()).toEqual([anna, bo]);
    },
  );
});

describe('a no whose record is gone, of whom another source of the pipeline has (C4)', () => {
  const named = (w: World, name: string, more: object) => ({
    ...{
      type: 'csv',
      path: join(w.cwd, `${name}.csv`),
      label: name,
      id: 'Kundnr',
      phone: 'Mobil',
      name: 'Namn',
    },
    groups: ['Nyhet'],
    ...more,
  });
  const write = (w: World, name: string, ...rows: string[]) =>
    writeFileSync(
      join(w.cwd, `${name}.csv`),
      `${[header, `7;Ylva;46701740617;ja;;nej`, ...rows].join('\n')}\n`,
    );
  const isIn = (w: World) =>
    w.sandbox.state().contacts.some(({ msisdn, groups }) => msisdn === anna && groups.includes('Nyhet'));

  test.each([
    ['stands where that one asks for none', undefined, 'ja', false],
    ['stands where that one asks for another group', { column: 'Ja', groups: ['Rea'] }, 'ja', false],
    ['stands where that one says nothing', { column: 'Ja', groups: ['Nyhet'] }, '', false],
    ['ends where that one says yes to it', { column: 'Ja', groups: ['Nyhet'] }, 'ja', true],
    ['ends where that one says yes to all', { column: 'Ja' }, 'ja', true],
    ['ends where that one says yes to a pattern of it', { column: 'Ja', groups: ['Ny*'] }, 'ja', true],
  ] as const)('%s', async (_, consent, says, there) => {
    const w = await world();
    const a = named(w, 'a', { consent: { column: 'Ja', groups: ['Nyhet'] } });
    pipeline(w, 'crm', { sources: [a, named(w, 'b', { ...(consent && { consent }) })] });
    write(w, 'a', `1;Anna;${anna};nej;;nej`);
    write(w, 'b', `5;Anna;${anna};;;nej`);
    await w.sync();
    expect(isIn(w)).toBe(false);
    write(w, 'a');
    write(w, 'b', `5;Anna;${anna};${says};;nej`);
    for (let nights = 0; nights < 3; nights++) {
      w.clock.forward(24);
      await w.sync();
      expect(isIn(w), `${nights}`).toBe(there);
      expect((await planPipeline('crm', w.environment)).plan.changes).toEqual([]);
    }
  });
});
