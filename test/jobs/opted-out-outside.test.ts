import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeBlocklist } from '../../src/jobs/blocklist.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { fetchReplies } from '../../src/jobs/replies.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { blocked, useWorlds, type World } from '../support/in-process.ts';

/** Who opted out while no contact stood for him is known by his key, and blocked under his next number (P7b, T8). */
const { world } = useWorlds();
const [five, other, third] = ['46701740605', '46701740626', '46701740627'] as const;
const rest = ['R1;Rut;46701740617;aktiv;nej', 'R2;Rolf;46701740618;aktiv;nej'];
const row = (number: string, status: 'aktiv' | 'slut', stop = '', name = 'Per', key = 'B5') =>
  `${key};${name};${number};${status};${stop}`;

async function company(more: object = {}) {
  const off = Object.fromEntries(
    ['removals', 'moves', 'blocks', 'rejections', 'missing', 'creates'].map((name) => [name, 'off']),
  );
  const w = await world();
  const source = {
    ...{
      type: 'csv',
      path: join(w.cwd, 'crm.csv'),
      label: 'crm',
      id: 'Kundnr',
      phone: 'Mobil',
      name: 'Namn',
    },
    ...{ groups: ['Kunder'], optOut: { column: 'Stopp' }, where: { Ort: ['aktiv'] } },
  };
  const pipeline = {
    name: 'crm',
    sources: [source],
    contacts: { absent: 'remove-managed' },
    guards: off,
    load: { requestsPerSecond: 1000, retries: 0 },
    ...more,
  };
  writeFileSync(join(w.cwd, 'pipelines', 'crm.json'), JSON.stringify(pipeline));
  const night = async (...rows: readonly string[]) => {
    w.clock.forward(24);
    w.crm(...rest, ...rows);
    const { plan } = await planPipeline('crm', w.environment);
    const done = await w.sync();
    expect(done.plan.plan.changes).toEqual(plan.changes);
    expect((await planPipeline('crm', w.environment)).plan.changes).toEqual([]);
    w.sent();
    await w.sync();
    expect(w.sent()).toEqual({});
  };
  return { w, night };
}

const stop = async (w: World) => {
  w.sandbox.feedReply({ sender: five, message: 'STOP' });
  await fetchReplies(w.environment, { pipeline: undefined, account: 'default', strict: false });
};
const byHand = (w: World) =>
  changeBlocklist(w.environment, 'default', 'add', [five], { yes: true }, async () => {});

describe('by a record that is no contact', () => {
  test('which where leaves out', async () => {
    const { w, night } = await company();
    await night(row(five, 'slut', 'ja'));
    expect(blocked(w)).toEqual([five]);
    await night(row(other, 'aktiv'));
    expect(blocked(w)).toEqual([five, other]);
  });

  test('which had been a contact before', async () => {
    const { w, night } = await company();
    await night(row(five, 'aktiv'));
    await night(row(five, 'slut'));
    await night(row(five, 'slut', 'ja'));
    await night(row(other, 'aktiv'));
    expect(blocked(w)).toEqual([five, other]);
  });

  test('from one number to the next, and the one after that', async () => {
    const { w, night } = await company();
    await night(row(five, 'slut', 'ja'));
    await night(row(other, 'slut', 'ja'));
    await night(row(third, 'aktiv'));
    expect(blocked(w)).toEqual([five, other, third]);
  });

  test('though his number is somebody else’s by then', async () => {
    const { w, night } = await company();
    await night(row(five, 'aktiv', 'ja'));
    await night(row(other, 'aktiv'), row(five, 'aktiv', '', 'Nils', 'K9'));
    expect(blocked(w)).toEqual([five, other]);
  });

  test('one of several records of which the other has the number by then', async () => {
    const { w, night } = await company({ transform: { duplicates: 'reject' } });
    await night(row(five, 'aktiv', 'ja'), row(five, 'aktiv', '', 'Pia', 'B55'));
    await night(row(other, 'aktiv'), row(five, 'aktiv', '', 'Pia', 'B55'));
    expect(blocked(w)).toEqual([five, other]);
  });

  test.each(['reject', 'merge', 'first', 'last'])(
    'one of several of the number (duplicates: %s)',
    async (duplicates) => {
      const { w, night } = await company({ transform: { duplicates } });
      await night(row(five, 'aktiv', '', 'Per', 'K5'));
      await night(row(five, 'aktiv', '', 'Per', 'K5'), row(five, 'aktiv', 'ja'));
      await night(row(five, 'aktiv', '', 'Per', 'K5'), row(other, 'aktiv'));
      expect(blocked(w)).toEqual([five, other]);
    },
  );
});

describe.each([
  ['by a STOP', stop],
  ['by hand', byHand],
])('after a run had removed him: %s', (_, optsOut) => {
  test('who comes back under another number', async () => {
    const { w, night } = await company();
    await night(row(five, 'aktiv'));
    await night();
    await optsOut(w);
    await night(row(other, 'aktiv'));
    expect(blocked(w)).toEqual([five, other]);
  });

  test('nights later', async () => {
    const { w, night } = await company();
    await night(row(five, 'aktiv'));
    await night();
    await optsOut(w);
    await night();
    await night();
    await night(row(other, 'aktiv'));
    expect(blocked(w)).toEqual([five, other]);
  });

  test('who has another number already', async () => {
    const { w, night } = await company();
    await night(row(five, 'aktiv'));
    await night(row(other, 'aktiv'));
    await optsOut(w);
    await night(row(other, 'aktiv'));
    expect(blocked(w)).toEqual([five, other]);
    await night(row(third, 'aktiv'));
    expect(blocked(w)).toEqual([five, other, third]);
  });

  test('who has another number, and whose former contact stays', async () => {
    const { w, night } = await company({ contacts: { absent: 'keep' } });
    await night(row(five, 'aktiv'));
    await night(row(other, 'aktiv'));
    await optsOut(w);
    await night(row(other, 'aktiv'));
    expect(blocked(w)).toEqual([five, other]);
  });

  test('not somebody else who has his key by now', async () => {
    const { w, night } = await company();
    await night(row(five, 'aktiv'));
    await night(row(other, 'aktiv', '', 'Ylva'));
    await optsOut(w);
    await night(row(other, 'aktiv', '', 'Ylva'));
    expect(blocked(w)).toEqual([five]);
  });
});

describe('a record that where leaves out', () => {
  test('of whom Jojka has under remove-all, and who waits, is one want and is blocked', async () => {
    const { w, night } = await company({ contacts: { absent: 'remove-all', absentRuns: 2 } });
    await w.somebody((held) => ({
      ...held,
      contacts: [...held.contacts, { msisdn: five, name: 'Per', groups: ['Annat'] }],
    }));
    await night(row(five, 'slut', 'ja'));
    expect(blocked(w)).toEqual([five]);
    await night(row(other, 'aktiv'));
    expect(blocked(w)).toEqual([five, other]);
  });

  test('and shares its key with a contact blocks nobody else, in whichever order they come', async () => {
    for (const first of [[], [row(other, 'aktiv', 'nej', 'Mor')]]) {
      const { w, night } = await company();
      await night(row(five, 'slut', 'ja'), ...first);
      await night(row(five, 'slut', 'ja'), row(other, 'aktiv', 'nej', 'Mor'));
      expect(blocked(w)).toEqual([five]);
    }
  });

  test('whose running number is another one’s by now blocks no neighbour', async () => {
    const { w, night } = await company();
    await night(row(five, 'slut', 'ja', 'Per', 'R7'));
    await night(row(other, 'aktiv', 'nej', 'Ny', 'R7'), row(five, 'slut', 'ja', 'Per', 'R8'));
    expect(blocked(w)).toEqual([five]);
  });

  test('follows to a number that another pipeline has, called the same', async () => {
    const { w, night } = await company();
    const source = {
      type: 'csv' as const,
      path: 'ev.csv',
      label: 'ev',
      id: 'Kundnr',
      phone: 'Mobil',
      name: 'Namn',
    };
    writeFileSync(join(w.cwd, 'ev.csv'), `Kundnr;Namn;Mobil\n9;Per;${other}\n`);
    const ev = { name: 'ev', sources: [source], contacts: { absent: 'keep' as const } };
    await night(row(five, 'slut', 'ja'));
    await syncPipeline({ ...ev, load: { requestsPerSecond: 1000 } }, w.environment);
    await night(row(other, 'aktiv'));
    expect(blocked(w)).toEqual([five, other]);
  });
});

test('who had left before a list opted him out, or was kept by somebody else’s group, is known again', async () => {
  const { w, night } = await company({
    optOuts: [{ type: 'csv', path: 'nix.csv', phone: 'Mobil' }],
  });
  const nix = (...numbers: string[]) =>
    writeFileSync(join(w.cwd, 'nix.csv'), `Mobil\n46701740699\n${numbers.join('\n')}\n`);
  nix();
  await night(row(five, 'aktiv'), row(third, 'aktiv', '', 'Tor', 'T1'));
  await w.somebody((held) => ({
    ...held,
    contacts: held.contacts.map((one) =>
      one.msisdn === third ? { ...one, groups: [...one.groups, 'Annat'] } : one,
    ),
  }));
  await night();
  nix(five, third);
  await night();
  await night(row(other, 'aktiv'), row('46701740628', 'aktiv', '', 'Tor', 'T1'));
  expect(blocked(w)).toEqual([five, other, third, '46701740628', '46701740699'].sort());
});

test('who was followed is not written down again every night', async () => {
  const { w, night } = await company();
  await night(row(five, 'aktiv'));
  await night(row(other, 'aktiv'));
  await stop(w);
  await night(row(other, 'aktiv'));
  const rows = () =>
    w.withState(({ knex }) =>
      knex('ledger_wants').select('msisdn', 'keys', knex.raw('xmin::text')).orderBy('msisdn'),
    );
  const before = await rows();
  await night(row(other, 'aktiv'));
  expect(await rows()).toEqual(before);
});
