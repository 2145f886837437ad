import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adoptPipeline } from '../../src/jobs/adopt.ts';
import { changeBlocklist } from '../../src/jobs/blocklist.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { fetchReplies } from '../../src/jobs/replies.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { blocked, useWorlds, type World } from '../support/in-process.ts';

/** Whoever opted out is out under his next number, too, whatever happens on the way to it (P7b, C5). */
const { world } = useWorlds();
const [anna, bo, newer] = ['46701740605', '46701740606', '46701740607'] as const;
const rest = ['7;G;46701740617;;nej', '8;H;46701740618;;nej', '9;I;46701740619;;nej'];
const row = (id: number | string, number: string) => `${id};N${id};${number};;nej`;
const off = Object.fromEntries(
  [
    ...['removals', 'memberships', 'missing', 'blocks', 'creates', 'moves', 'unblocks', 'renames'],
    ...['rejections', 'joins', 'consents', 'consentValues'],
  ].map((name) => [name, 'off']),
);

/** Writes a pipeline whose sources are files of the world. */
function pipe(w: World, name: string, files: readonly string[], source: object = {}, more: object = {}) {
  const sources = files.map((file) => ({
    ...{ type: 'csv', path: join(w.cwd, file), label: file, id: 'Kundnr', phone: 'Mobil', name: 'Namn' },
    ...{ groups: ['Kunder'], optOut: { column: 'Stopp' }, ...source },
  }));
  const load = { requestsPerSecond: 1000, retries: 0 };
  const given = { name, sources, contacts: { absent: 'remove-managed' }, load, guards: off, ...more };
  writeFileSync(join(w.cwd, 'pipelines', `${name}.json`), JSON.stringify(given));
}

const file = (w: World, name: string, header: string, ...lines: string[]) =>
  writeFileSync(join(w.cwd, name), `${[header, ...lines].join('\n')}\n`);
const header = 'Kundnr;Namn;Mobil;Ort;Stopp';
const block = (w: World, number: string) =>
  changeBlocklist(w.environment, 'default', 'add', [number], { yes: true }, async () => {});
const groupsOf = (w: World, number: string) =>
  w.sandbox.state().contacts.find(({ msisdn }) => msisdn === number)?.groups;
const nights = async (w: World, ...each: (() => void)[]) => {
  for (const prepare of each) {
    w.clock.forward(24);
    prepare();
    await w.sync();
  }
};

describe('adopt between a new number in the CRM and the sync that learns of it', () => {
  test('loses no opt-out: who has the new number already in Jojka is blocked', async () => {
    const w = await world({ pipeline: { guards: off } });
    w.crm(row(1, anna), row(2, bo), ...rest);
    await w.sync();
    await block(w, anna);
    const there = { msisdn: newer, name: 'Anna', groups: ['Kunder'] };
    await w.somebody((held) => ({ ...held, contacts: [...held.contacts, there] }));
    w.crm(row(1, newer), row(2, bo), ...rest);
    expect((await planPipeline('crm', w.environment)).plan.changes[0]).toMatchObject({ msisdn: newer });
    await adoptPipeline('crm', w.environment, { dryRun: false });
    await w.sync();
    expect(blocked(w)).toEqual([anna, newer]);
  });

  test.each([false, true])('loses no no of another pipeline (%s)', async (adopts) => {
    const w = await world();
    pipe(w, 'crm', ['crm.csv'], { consent: { column: 'Ja' } });
    pipe(w, 'webb', ['webb.csv']);
    file(w, 'crm.csv', 'Kundnr;Namn;Mobil;Ja;Stopp', `1;Anna;${anna};nej;`, '7;G;46701740617;ja;');
    file(w, 'webb.csv', header, row('W1', anna), row('W2', bo));
    await w.sync();
    await syncPipeline('webb', w.environment);
    file(w, 'webb.csv', header, row('W1', newer), row('W2', bo));
    const there = { msisdn: newer, name: 'Anna', groups: [] };
    await w.somebody((held) => ({ ...held, contacts: [...held.contacts, there] }));
    if (adopts) await adoptPipeline('webb', w.environment, { dryRun: false });
    for (let night = 0; night < 2; night++) {
      w.clock.forward(24);
      await syncPipeline('webb', w.environment);
      expect(groupsOf(w, newer)).toEqual([]);
    }
  });
});

describe('an opt-out follows a number that changes in two steps', () => {
  const there = [row(1, anna), row(2, bo), ...rest];
  const gone = [row(1, newer), row(2, bo), ...rest];

  test('though a rejected row has the former number the night between', async () => {
    const w = await world({ pipeline: { guards: off } });
    w.crm(...there);
    await w.sync();
    await block(w, anna);
    await nights(
      w,
      () => w.crm(...gone, `5;Kalle;${anna};;nej;extra;falt`),
      () => w.crm(...gone),
    );
    expect(blocked(w)).toEqual([anna, newer]);
  });

  test('though a night between had both numbers and was held back', async () => {
    const w = await world({ pipeline: { guards: { ...off, rejections: 0, floor: 0 } } });
    w.crm(...there);
    await w.sync();
    await block(w, anna);
    await nights(
      w,
      () => w.crm(...there, row(1, newer), row(5, '123')),
      () => w.crm(...gone),
    );
    expect(blocked(w)).toEqual([anna, newer]);
  });

  test('though the night between had both numbers', async () => {
    const w = await world({ pipeline: { guards: off } });
    w.crm(...there);
    await w.sync();
    await block(w, anna);
    await nights(
      w,
      () => w.crm(...there, row(1, newer)),
      () => w.crm(...gone),
    );
    expect(blocked(w)).toEqual([anna, newer]);
  });

  test('though the new one stood in a row without a key', async () => {
    const w = await world({ pipeline: { guards: off } });
    w.crm(...there);
    await w.sync();
    await block(w, anna);
    await nights(
      w,
      () => w.crm(...there, row('', newer)),
      () => w.crm(...gone),
    );
    expect(blocked(w)).toEqual([anna, newer]);
  });

  test('though another record has the former number the night between: it follows when that is gone', async () => {
    const w = await world({ pipeline: { guards: off } });
    w.crm(...there);
    await w.sync();
    await block(w, anna);
    // By his name nobody could tell the two apart.
    await nights(w, () => w.crm(...gone, `6;N1;${anna};;nej`));
    expect(blocked(w)).toEqual([anna]);
    await nights(w, () => w.crm(...gone));
    expect(blocked(w)).toEqual([anna, newer]);
  });

  test('though a typing error made it a stranger’s for a night, and that one is not blocked', async () => {
    const w = await world({ pipeline: { guards: off } });
    w.crm(...there);
    await w.sync();
    await block(w, anna);
    await nights(
      w,
      () => w.crm(row(1, bo), row(2, bo), ...rest),
      () => w.crm(...gone),
    );
    expect(blocked(w)).toEqual([anna, newer]);
  });

  test('though two sources change the number on two nights; a no of another pipeline follows, too', async () => {
    const w = await world();
    pipe(w, 'crm', ['crm.csv', 'shop.csv']);
    pipe(w, 'webb', ['webb.csv'], { consent: { column: 'Ja' } });
    file(w, 'webb.csv', 'Kundnr;Namn;Mobil;Ja;Stopp', `W1;Anna;${anna};nej;nej`, `W2;Bo;${bo};ja;nej`);
    file(w, 'shop.csv', header, row(501, anna));
    w.crm(...there);
    await syncPipeline('webb', w.environment);
    await w.sync();
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    await fetchReplies(w.environment, { pipeline: 'crm', account: 'default', strict: false });
    await nights(
      w,
      () => w.crm(...gone),
      () => file(w, 'shop.csv', header, row(501, newer)),
      () => {},
    );
    expect(blocked(w)).toEqual([anna, newer]);
    expect(groupsOf(w, newer)).toEqual([]);
  });
});

describe('a STOP from the number that was used beside a first cell that could not be read reaches the person (S1)', () => {
  const columns = 'Kundnr;Namn;Mobil;Telefon;Stopp';
  const others = [7, 8, 9].map((id) => `${id};N;4670174061${id};;nej`);
  const begin = async () => {
    const w = await world();
    pipe(w, 'crm', ['crm.csv'], { phone: ['Mobil', 'Telefon'] }, { blocklist: { replies: true } });
    const cell = (mobile: string) => () =>
      file(w, 'crm.csv', columns, `1;Anna;${mobile};${newer};nej`, ...others);
    const stop = () => w.sandbox.feedReply({ sender: newer, message: 'STOP' });
    await nights(w, cell(anna), cell('070-174'));
    return { w, stop, mended: cell(anna) };
  };

  test('while the cell is as it was', async () => {
    const { w, stop } = await begin();
    await nights(w, stop);
    expect(blocked(w)).toEqual([anna, newer]);
  });

  test('also when it is mended the same night', async () => {
    const { w, stop, mended } = await begin();
    await nights(w, () => {
      stop();
      mended();
    });
    expect(blocked(w)).toEqual([anna, newer]);
    w.sent();
    await nights(w, () => {});
    expect(w.sent()).toEqual({});
  });

  test('and what was carried to it does not come back from it', async () => {
    const { w, mended } = await begin();
    await block(w, anna);
    await nights(
      w,
      () => {},
      mended,
      () => {},
    );
    expect(blocked(w)).toEqual([anna, newer]);
    const { blocks } = await w.withState((database) => readLedger(database, 1));
    expect([blocks.get(anna), blocks.get(newer)]).toEqual([['manual'], ['carried']]);
  });
});

describe('a yes of another pipeline that runs out follows a number, as a no does (C2, C5)', () => {
  const columns = 'Kundnr;Namn;Mobil;Ja;Sedan;Stopp';
  const others = ['7;G;46701740617;ja;2026-11-01;', '8;H;46701740618;ja;2026-11-01;'];
  const says = (w: World, ...lines: string[]) => file(w, 'crm.csv', columns, ...lines, ...others);
  const webb = async (w: World, number: string) => {
    file(w, 'webb.csv', header, row('W1', number), row('W2', bo));
    w.clock.forward(24);
    await syncPipeline('webb', w.environment);
  };
  const expired = new Date('2026-12-04T03:00:00Z');
  const begin = async (consent = { column: 'Ja', at: 'Sedan', maxAge: '365d' }) => {
    const w = await world();
    pipe(w, 'crm', ['crm.csv'], { consent });
    pipe(w, 'webb', ['webb.csv']);
    says(w, `1;Anna;${anna};ja;2025-12-01;`);
    await nights(w, () => {});
    await webb(w, anna);
    return w;
  };

  test('that has run out before the number changes', async () => {
    const w = await begin();
    await nights(w, () => says(w));
    w.clock.now = expired;
    await webb(w, newer);
    await webb(w, newer);
    expect(groupsOf(w, newer)).toEqual([]);
  });

  test.each([true, false])('that runs out afterwards (the number changes: %s)', async (changes) => {
    const w = await begin();
    const number = changes ? newer : anna;
    await webb(w, number);
    expect(groupsOf(w, number)).toEqual(['Kunder']);
    w.clock.now = expired;
    await nights(w, () => {});
    await webb(w, number);
    await webb(w, number);
    expect(groupsOf(w, number)).toEqual([]);
  });

  test('and stands in the way of no later no', async () => {
    const w = await begin();
    await webb(w, newer);
    await webb(w, anna);
    await nights(w, () => says(w, `1;Anna;${anna};nej;2025-12-01;`));
    await webb(w, newer);
    await webb(w, newer);
    expect(groupsOf(w, newer)).toEqual([]);
  });
});

describe('an opt-out follows to a number that another pipeline has already (P7b)', () => {
  const names = 'Kundnr;Namn;Mobil;Ort;Stopp';
  const stops = (yes: string) => `1;Anna;${anna};;${yes}`;

  /** Two pipelines; Anna is the first one's, and each has others. */
  async function two(more: object = {}) {
    const w = await world();
    pipe(w, 'crm', ['crm.csv'], {}, more);
    pipe(w, 'webb', ['webb.csv'], { groups: ['Webb'], optOut: undefined }, { blocklist: { replies: true } });
    file(w, 'webb.csv', names, '9;Z;46701740630;;');
    const both = async (...order: string[]) => {
      w.clock.forward(24);
      const reports = [];
      for (const one of order) reports.push(await syncPipeline(one, w.environment));
      return reports;
    };
    return { w, both };
  }
  /** Both lists have the new number by now. */
  const changes = (w: World, name: string) => {
    w.crm(`1;Anna;${newer};;`, row(2, bo), ...rest);
    file(w, 'webb.csv', names, '9;Z;46701740630;;', `10;${name};${newer};;`);
  };

  test.each([
    ['the same name, in other letters', 'ANNA '],
    ['the same name', 'Anna'],
  ])('by %s, whichever of them had it first', async (_, name) => {
    const { w, both } = await two();
    w.crm(stops('ja'), row(2, bo), ...rest);
    await both('crm', 'webb');
    changes(w, name);
    const [, crm] = await both('webb', 'crm');
    expect(blocked(w)).toEqual([anna, newer]);
    expect(crm?.plan.warnings.map(({ code }) => code)).not.toContain('opt-out-left');
    await both('webb', 'crm');
    expect(blocked(w)).toEqual([anna, newer]);
  });

  test('a STOP, too, that the second one fetches in the night in which the first has moved him', async () => {
    const { w, both } = await two();
    w.crm(stops('nej'), row(2, bo), ...rest);
    file(w, 'webb.csv', names, '9;Z;46701740630;;', `10;Anna;${anna};;`);
    await both('crm', 'webb');
    w.sandbox.feedReply({ sender: anna, message: 'STOPP' });
    changes(w, 'Anna');
    await both('crm', 'webb');
    expect(blocked(w)).toEqual([anna, newer]);
  });

  test('by another name he may be somebody else, and that is told until it is decided', async () => {
    const { w, both } = await two();
    w.crm(stops('ja'), row(2, bo), ...rest);
    await both('crm', 'webb');
    changes(w, 'Bengt');
    const told = { code: 'opt-out-left', figures: { numbers: 1, examples: [newer] } };
    for (let night = 0; night < 2; night++) {
      const [, crm] = await both('webb', 'crm');
      expect(crm?.plan.warnings).toContainEqual(told);
      expect(blocked(w)).toEqual([anna]);
    }
    await block(w, newer);
    const [, crm] = await both('webb', 'crm');
    expect(crm?.plan.warnings.map(({ code }) => code)).not.toContain('opt-out-left');
  });

  test.each(['keep', 'no-groups', 'remove'] as const)(
    'also who was away for a night, or is called so by the other one only later (optedOut: %s)',
    async (optedOut) => {
      const { w, both } = await two({ contacts: { absent: 'remove-managed', optedOut } });
      w.crm(stops('ja'), row(2, bo), ...rest);
      await both('crm', 'webb');
      w.crm(row(2, bo), ...rest);
      await both('crm');
      changes(w, 'Anna A');
      const [, crm] = await both('webb', 'crm');
      expect(crm?.plan.warnings.map(({ code }) => code)).toContain('opt-out-left');
      changes(w, 'Anna');
      await both('webb', 'crm');
      expect(blocked(w)).toEqual([anna, newer]);
    },
  );

  test('and where the other one has no names', async () => {
    const { w, both } = await two();
    pipe(w, 'webb', ['webb.csv'], { groups: ['Webb'], optOut: undefined, name: undefined });
    w.crm(stops('ja'), row(2, bo), ...rest);
    await both('crm', 'webb');
    changes(w, 'Anna');
    await both('webb', 'crm');
    expect(blocked(w)).toEqual([anna, newer]);
  });

  test('in one pipeline, to a number that somebody had whose record is gone', async () => {
    const { w, both } = await two();
    w.crm(stops('ja'), `2;Bo;${bo};;`, ...rest);
    await both('crm');
    w.crm(`1;Anna;${bo};;`, ...rest);
    await both('crm');
    expect(blocked(w)).toEqual([anna, bo]);
  });

  test('nor to a neighbour: whose record has another name now is another person', async () => {
    const { w, both } = await two();
    w.crm(stops('ja'), row(2, bo), ...rest);
    await both('crm', 'webb');
    changes(w, 'Bengt');
    w.crm(`1;Bengt;${newer};;`, row(2, bo), ...rest);
    await both('webb', 'crm');
    expect(blocked(w)).toEqual([anna]);
  });
});

test('who has opted out and swaps numbers with another is blocked under both, though his new record says nothing', async () => {
  const w = await world({ pipeline: { guards: off } });
  w.crm(`1;Anna;${anna};;ja`, `2;Bo;${bo};;nej`, ...rest);
  await w.sync();
  await nights(w, () => w.crm(`1;Anna;${bo};;`, `2;Bo;${anna};;`, ...rest));
  expect(blocked(w)).toEqual([anna, bo]);
  w.sent();
  await w.sync();
  expect(w.sent()).toEqual({});
});
