import { describe, expect, it } from 'vitest';
import type { ConsentDrop, ConsentEntry } from '../../src/plan/consent-delta.ts';
import { readLedger, writeLedger } from '../../src/state/ledger.ts';
import { retirePipeline } from '../../src/state/pipelines.ts';
import { pruneRuns } from '../../src/state/prune.ts';
import { readConsenting } from '../../src/state/recipient-facts.ts';
import { renamePipeline } from '../../src/state/rename-pipeline.ts';
import { createTables } from '../../src/table/tables.ts';
import { kinds, newAccount, useDatabase } from './databases.ts';

const first = '2026-11-01T03:00:00.000Z';
const second = '2026-11-02T03:00:00.000Z';
const anna = '46701740605';
const entry = (rest: Partial<ConsentEntry>): ConsentEntry => ({
  source: 'crm "väst"',
  msisdn: anna,
  state: 'yes',
  at: 20_500,
  since: first,
  groups: ['Kunder', 'Åre'],
  value: 'ja\0',
  line: 7,
  ...rest,
});

describe.each(kinds)('consents on %s', (kind) => {
  const database = useDatabase(kind);
  const write = (
    account: number,
    pipeline: string,
    at: string,
    upserts: ConsentEntry[],
    drops: readonly ConsentDrop[] = [],
  ) => writeLedger(database(), account, { consents: { pipeline, at, upserts, drops } });
  /** Pipeline, source, number, state; whatever tables they are kept in. */
  const known = async (account: number) => {
    const [plain, compact] = [
      await readLedger(database(), account),
      await readLedger(database(), account, createTables()),
    ];
    const list = ({ consents }: typeof plain) =>
      [...consents].flatMap(([pipeline, sources]) =>
        [...sources].flatMap(([source, numbers]) =>
          [...numbers].map(([msisdn, one]) => ({ pipeline, source, msisdn, ...one })),
        ),
      );
    expect(list(compact)).toEqual(list(plain));
    return list(plain);
  };
  const events = (account: number) =>
    database()
      .knex('consent_events')
      .where({ account_id: account })
      .orderBy('id')
      .select('state', 'day', 'value', 'line');

  it('what a source said last, and each time that it changed', async () => {
    const account = await newAccount(database());
    await write(account, 'nightly', first, [entry({})]);
    expect(await known(account)).toEqual([
      {
        pipeline: 'nightly',
        source: 'crm "väst"',
        msisdn: anna,
        state: 'yes',
        at: 20_500,
        since: first,
        groups: ['Kunder', 'Åre'],
      },
    ]);
    // Other groups are no other word.
    await write(account, 'nightly', second, [entry({ groups: [] })]);
    const { at: _, value: __, line: ___, ...timed } = entry({ state: 'expired', since: second });
    await write(account, 'nightly', second, [timed]);
    expect(await known(account)).toMatchObject([
      { state: 'expired', since: second, groups: ['Kunder', 'Åre'] },
    ]);
    await write(account, 'nightly', second, [], [['crm "väst"', anna]]);
    expect(await known(account)).toEqual([]);
    expect(await events(account)).toEqual([
      { state: 'yes', day: 20_500, value: 'ja', line: 7 },
      { state: 'expired', day: null, value: null, line: null },
      { state: null, day: null, value: null, line: null },
    ]);
  });

  it('a source that is called otherwise: nothing has changed, and nothing is told', async () => {
    const account = await newAccount(database());
    await write(account, 'nightly', first, [entry({})]);
    const drops: ConsentDrop[] = [['crm "väst"', anna, 'renamed']];
    await write(account, 'nightly', second, [entry({ source: 'crm-02.csv' })], drops);
    expect(await known(account)).toMatchObject([{ source: 'crm-02.csv', since: first }]);
    expect(await events(account)).toHaveLength(1);
  });

  it('who has consented: each source says yes, and it has not run out', async () => {
    const account = await newAccount(database());
    await write(account, 'nightly', first, [
      entry({ until: 20_600 }),
      entry({ msisdn: '46701740606', until: 20_599 }),
      entry({ msisdn: '46701740607' }),
      entry({ msisdn: '46701740608', state: 'no' }),
    ]);
    expect((await known(account))[0]).toMatchObject({ until: 20_600 });
    const agreed = await readConsenting(database(), account, 20_600);
    expect([...(agreed ?? [])].sort()).toEqual([anna, '46701740607']);
  });

  it('a pipeline that is retired withholds nothing any more; one that is renamed takes them along, the stricter of two', async () => {
    const account = await newAccount(database());
    await write(account, 'old', first, [entry({ state: 'no' }), entry({ msisdn: '46701740606' })]);
    await write(account, 'new', first, [entry({}), entry({ msisdn: '46701740606', state: 'empty' })]);
    await renamePipeline(database(), account, 'old', 'new', new Date());
    expect((await known(account)).map(({ pipeline, state }) => [pipeline, state])).toEqual([
      ['new', 'no'],
      ['new', 'empty'],
    ]);
    await retirePipeline(database(), account, 'new', new Date());
    expect(await known(account)).toEqual([]);
  });

  it('of two names that know of one person the groups of both stay, and of two yeses the later day', async () => {
    const account = await newAccount(database());
    const bo = '46701740606';
    await write(account, 'old', first, [
      entry({ state: 'no', groups: ['Kunder'] }),
      entry({ msisdn: bo, at: 20_600, until: 20_965, groups: ['Kunder'] }),
    ]);
    await write(account, 'new', first, [
      entry({ state: 'no', groups: ['Åre'] }),
      entry({ msisdn: bo, at: 20_500, until: 20_865, groups: ['Åre'] }),
    ]);
    await renamePipeline(database(), account, 'old', 'new', new Date());
    expect(await known(account)).toMatchObject([
      { pipeline: 'new', msisdn: anna, state: 'no', groups: ['Kunder', 'Åre'] },
      { pipeline: 'new', msisdn: bo, state: 'yes', at: 20_600, until: 20_965, groups: ['Kunder', 'Åre'] },
    ]);
  });

  it('the proof stays as long as a source speaks of the person', async () => {
    const account = await newAccount(database());
    await write(account, 'nightly', first, [entry({}), entry({ msisdn: '46701740606' })]);
    await write(account, 'nightly', first, [], [['crm "väst"', '46701740606']]);
    const later = new Date('2027-12-31');
    await pruneRuns(database(), { runs: later, rejections: later });
    expect(await events(account)).toHaveLength(1);
  });
});
