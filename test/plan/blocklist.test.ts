import { describe, expect, test } from 'vitest';
import type { BlockOrigin } from '../../src/contact/ledger.ts';
import {
  contact,
  contacts,
  created,
  desired,
  heldRecord,
  ledger,
  number,
  plan,
  want,
} from '../support/builders.ts';

const [anna, bo, old] = [number(0), number(1), number(2)];
const record = (msisdn: string, key = 'crm\tK1', ...groups: string[]) => ({
  ...contact(msisdn, 'Anna', ...groups),
  keys: [key],
});

/** Blocks and unblocks of a plan, in short. */
function said(made: ReturnType<typeof plan>): string[] {
  return made.changes.flatMap((change) =>
    change.kind === 'block'
      ? [`block ${change.msisdn} ${change.origins.join('+')}`]
      : change.kind === 'unblock'
        ? [`unblock ${change.msisdn}`]
        : [],
  );
}

describe('P7 blocks', () => {
  test.each<[string, Parameters<typeof desired>[1], Record<string, BlockOrigin[]>, string[], string[]]>([
    ['opted out at the source', { optOuts: new Set([anna]) }, {}, [], [`block ${anna} source`]],
    ['a STOP that is not confirmed yet', {}, {}, [anna], [`block ${anna} reply`]],
    ['both', { optOuts: new Set([anna]) }, {}, [anna], [`block ${anna} source+reply`]],
    ['known already', { optOuts: new Set([anna]) }, { [anna]: ['source'] }, [], []],
    ['known for another reason', { optOuts: new Set([anna]) }, { [anna]: ['manual'] }, [], []],
  ])('%s', (_, rest, blocks, pending, expected) => {
    const made = plan({
      existing: contacts(contact(anna, 'Anna')),
      desired: desired([record(anna)], rest),
      ledger: ledger({ blocks }),
      replies: { pending: new Set(pending) },
    });
    expect(said(made)).toEqual(expected);
  });

  test('a block of which an unblock may have been carried out is sent again', () => {
    const made = plan({
      existing: contacts(),
      desired: desired([], { optOuts: new Set([anna]) }),
      ledger: ledger({ blocks: { [anna]: ['source'] }, doubts: { [anna]: 'owed' } }),
    });
    expect(said(made)).toEqual([`block ${anna} source`]);
  });

  test('origins add up without a call; that another pipeline has opted the number out too is one', () => {
    const made = plan({
      existing: contacts(),
      desired: desired([], { optOuts: new Set([anna, bo]) }),
      ledger: ledger({ blocks: { [anna]: ['reply'], [bo]: ['source'] }, blockedBy: { [bo]: ['webshop'] } }),
    });
    expect(said(made)).toEqual([]);
    expect(made.blockOrigins).toEqual([
      [anna, 'source'],
      [bo, 'source'],
    ]);
  });
});

test('P6: under managed, each block is asked about, which the plan counts', () => {
  const made = plan({
    existing: contacts(),
    desired: desired([], { optOuts: new Set([anna, bo]) }),
    policy: { blocklist: { unblock: 'managed' } },
  });
  expect(made.summary).toMatchObject({
    calls: { check_if_in_blocklist: 2, add_to_blocklist: 2 },
    seconds: 0.4,
  });
});

describe('P7 unblocks: only whom nothing but the source of this pipeline has blocked, and whose record says no', () => {
  const managed = { blocklist: { unblock: 'managed' as const } };
  const complete = { complete: true };
  const optedIn = { optedIn: new Set([anna]) };
  type Input = Partial<Parameters<typeof plan>[0]>;
  test.each<[string, Input, Parameters<typeof ledger>[0], string[]]>([
    ['so', { replies: complete }, { blocks: { [anna]: ['source'] } }, [`unblock ${anna}`]],
    ['never is the default', { policy: {}, replies: complete }, { blocks: { [anna]: ['source'] } }, []],
    ['not known to be blocked', { replies: complete }, {}, []],
    ['a reply too', { replies: complete }, { blocks: { [anna]: ['source', 'reply'] } }, []],
    ['by hand', { replies: complete }, { blocks: { [anna]: ['manual'] } }, []],
    ['by hand too', { replies: complete }, { blocks: { [anna]: ['source', 'manual'] } }, []],
    ['found', { replies: complete }, { blocks: { [anna]: ['found', 'source'] } }, []],
    ['carried', { replies: complete }, { blocks: { [anna]: ['carried', 'source'] } }, []],
    [
      'replies may have been missed',
      { replies: { complete: false } },
      { blocks: { [anna]: ['source'] } },
      [],
    ],
    [
      'a STOP waits to be confirmed',
      { replies: { complete: true, pending: new Set([anna]) } },
      { blocks: { [anna]: ['source'] } },
      [],
    ],
    [
      'absence is no consent',
      { desired: desired([]), replies: complete },
      { blocks: { [anna]: ['source'] } },
      [],
    ],
    [
      'the source of another pipeline',
      { replies: complete },
      { blocks: { [anna]: ['source'] }, blockedBy: { [anna]: ['webshop'] } },
      [],
    ],
    [
      'the sources of both',
      { replies: complete },
      { blocks: { [anna]: ['source'] }, blockedBy: { [anna]: ['nightly', 'webshop'] } },
      [],
    ],
  ])('%s', (_, input, known, expected) => {
    const made = plan({
      existing: contacts(contact(anna, 'Anna')),
      desired: desired([record(anna)], optedIn),
      policy: managed,
      ...input,
      ledger: ledger(known),
    });
    expect(said(made)).toEqual(expected);
  });

  test('who waits is counted; who another source still opts out is taken off this one', () => {
    const blocked = ledger({
      blocks: { [anna]: ['source'], [bo]: ['source'] },
      blockedBy: { [bo]: ['nightly', 'webshop'] },
    });
    const made = plan({
      existing: contacts(),
      desired: desired([record(anna), record(bo, 'crm\tK2')], { optedIn: new Set([anna, bo]) }),
      policy: managed,
      ledger: blocked,
    });
    expect(made.warnings.map(({ code }) => code)).toContain('unblock-waits');
    expect(made.blockWithdrawals).toEqual([bo]);
    expect(made.checksBlocks).toBe(true);
  });
});

describe('a changed number', () => {
  const wants = (keys = ['crm\tK1'], groups = ['Kunder']) => ({
    nightly: { [old]: want('Anna', groups, { keys }) },
  });
  const changes = (made: ReturnType<typeof plan>) =>
    made.changes.map(
      (change) => `${change.kind} ${change.msisdn}${'group' in change ? ` ${change.group}` : ''}`,
    );

  test('is one move: what is ours goes along, what is somebody else’s stays', () => {
    const made = plan({
      existing: contacts(contact(old, 'Anna', 'Kunder', 'Personal')),
      desired: desired([record(anna, 'crm\tK1', 'Kunder')]),
      ledger: ledger({ contacts: { [old]: created('Kunder') }, wants: wants() }),
    });
    expect(made.moves).toEqual([{ from: old, to: anna, keys: ['crm\tK1'], name: 'Anna' }]);
    expect(changes(made)).toEqual([`removeMembership ${old} Kunder`, `create ${anna}`]);
  });

  test('moves also where nothing is taken away by itself, and takes along what the source no longer names', () => {
    const made = plan({
      existing: contacts(contact(old, 'Anna', 'Kunder', 'Kampanj')),
      desired: desired([record(anna, 'crm\tK1', 'Kunder')]),
      policy: { contacts: { absent: 'keep', absentRuns: 5 }, groups: { mode: 'add' } },
      ledger: ledger({ contacts: { [old]: created('Kunder', 'Kampanj') }, wants: wants() }),
    });
    expect(changes(made)).toEqual([
      `removeMembership ${old} Kampanj`,
      `removeMembership ${old} Kunder`,
      `create ${anna}`,
    ]);
    expect(made.contacts.find(({ msisdn }) => msisdn === anna)?.after?.groups).toEqual(['Kunder', 'Kampanj']);
  });

  test.each<[string, BlockOrigin[] | undefined, boolean]>([
    ['blocked by the source', ['source'], false],
    ['blocked by a STOP', ['reply'], false],
    ['blocked by hand', ['manual'], false],
    ['opted out tonight', undefined, true],
  ])('carries an opt-out along: %s', (_, origins, tonight) => {
    const made = plan({
      existing: contacts(contact(old, 'Anna', 'Kunder')),
      desired: desired([record(anna, 'crm\tK1', 'Kunder')], { optOuts: new Set(tonight ? [old] : []) }),
      ledger: ledger({
        contacts: { [old]: created('Kunder') },
        wants: wants(),
        ...(origins && { blocks: { [old]: origins } }),
      }),
    });
    expect(said(made)).toContain(`block ${anna} carried`);
  });

  test('whose opt-out is owed is blocked, though the old number is forgotten', () => {
    const made = plan({
      existing: contacts(),
      desired: desired([record(anna, 'crm\tK1', 'Kunder')]),
      ledger: ledger({ blocks: { [anna]: ['carried'] }, doubts: { [anna]: 'owed' } }),
    });
    expect(said(made)).toEqual([`block ${anna} carried`]);
  });

  test('is not read out of a key that several contacts share, before or now', () => {
    const colleagues = {
      nightly: { ...wants().nightly, [bo]: want('Bo', ['Kunder'], { keys: ['crm\tK1'] }) },
    };
    const known = { contacts: { [old]: created('Kunder') }, blocks: { [old]: ['reply' as const] } };
    const shared = plan({
      existing: contacts(contact(old, 'Anna', 'Kunder')),
      desired: desired([record(anna), record(bo)]),
      ledger: ledger({ ...known, wants: wants() }),
    });
    const wasShared = plan({
      existing: contacts(contact(old, 'Anna', 'Kunder')),
      desired: desired([record(bo)]),
      ledger: ledger({ ...known, wants: colleagues }),
    });
    expect([shared.moves, said(shared), wasShared.moves, said(wasShared)]).toEqual([[], [], [], []]);
  });

  test('is known by its carried opt-out, and stays out of groups by policy', () => {
    const made = plan({
      existing: contacts(contact(anna, 'Anna', 'Kunder')),
      desired: desired([record(anna, 'crm\tK1', 'Kunder')]),
      policy: { contacts: { optedOut: 'no-groups' } },
      ledger: ledger({
        contacts: { [anna]: created('Kunder') },
        wants: { nightly: { [old]: want('Anna', ['Kunder'], { keys: ['crm\tK1'] }) } },
        blocks: { [old]: ['source'], [anna]: ['carried'] },
      }),
    });
    expect(said(made)).toEqual([]);
    expect(made.wants.drops).toContain(old);
    expect(changes(made)).toEqual([`removeMembership ${anna} Kunder`]);
  });

  test('finds also who opted out and was treated as absent: he is known by his keys', () => {
    const gone = { contacts: { optedOut: 'remove' as const } };
    const first = plan({
      existing: contacts(),
      desired: desired([record(old, 'crm\tK1', 'Kunder')], { optOuts: new Set([old]) }),
      policy: gone,
    });
    expect(first.wants.upserts).toEqual([
      [
        old,
        {
          name: expect.any(String),
          ...{ groups: [], keys: ['crm\tK1'], absentRuns: 0, since: first.createdAt, optedOut: true },
        },
      ],
    ]);
    const known = { nightly: Object.fromEntries(first.wants.upserts) };
    const again = plan({
      existing: contacts(),
      desired: desired([record(old, 'crm\tK1', 'Kunder')], { optOuts: new Set([old]) }),
      policy: gone,
      ledger: ledger({ wants: known, blocks: { [old]: ['source'] } }),
    });
    expect([again.changes, again.wants]).toEqual([[], { upserts: [], drops: [] }]);
    const moved = plan({
      existing: contacts(),
      desired: desired([record(anna, 'crm\tK1', 'Kunder')]),
      policy: gone,
      ledger: ledger({ wants: known, blocks: { [old]: ['source'] } }),
    });
    expect(changes(moved)).toEqual([`block ${anna}`]);
    expect(moved.wants.drops).toEqual([old]);
  });

  test('and what he is known by keeps no other pipeline from removing him (P10)', () => {
    const made = plan({
      existing: contacts(contact(old, 'Anna', 'Kunder')),
      desired: desired([]),
      ledger: ledger({
        contacts: { [old]: created('Kunder') },
        wants: { webshop: { [old]: want('', [], { keys: ['web\t1'], optedOut: true }) }, ...wants() },
      }),
    });
    expect(changes(made)).toEqual([`remove ${old}`]);
  });

  test('carries nothing when another record has the old number', () => {
    const made = plan({
      existing: contacts(contact(old, 'Anna', 'Kunder')),
      desired: desired([record(anna, 'crm\tK1', 'Kunder'), record(old, 'crm\tK2', 'Kunder')]),
      ledger: ledger({
        contacts: { [old]: created('Kunder') },
        wants: wants(),
        blocks: { [old]: ['source'] },
      }),
    });
    expect(made.moves).toEqual([]);
    expect(said(made)).toEqual([]);
  });

  test('takes nothing from a number that a rejected record has', () => {
    const made = plan({
      existing: contacts(contact(old, 'Anna', 'Kunder')),
      desired: desired([record(anna, 'crm\tK1', 'Kunder')], { held: [heldRecord([], [old])] }),
      ledger: ledger({ contacts: { [old]: created('Kunder') }, wants: wants() }),
    });
    expect(changes(made)).toEqual([`create ${anna}`]);
  });
});
