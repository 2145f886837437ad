import { describe, expect, test } from 'vitest';
import { planWithUnmanaged } from '../../src/plan/make-plan.ts';
import { noReplies } from '../../src/plan/plan-input.ts';
import { countStandingBlocks } from '../../src/plan/standing-blocks.ts';
import {
  contact,
  contacts,
  created,
  defaultPolicy,
  desired,
  ledger,
  number,
  want,
} from '../support/builders.ts';

/** Who is in Jojka and in no CRM, and stays (P3). */
const [anna, bo, cilla, dan, eva] = [0, 1, 2, 3, 4].map(number) as [string, string, string, string, string];

function unmanaged(absent: 'keep' | 'remove-managed' | 'remove-all', ledgerOf = ledger()) {
  const input = {
    id: '20261123-030000-test',
    createdAt: '2026-11-23T03:00:00.000Z',
    account: 'default',
    url: 'https://www.jojka.nu/websms/api',
    keyMark: '0123456789ab',
    policy: defaultPolicy({ contacts: { absent } }),
    desired: desired([contact(anna, 'Anna', 'Kunder')]),
    existing: contacts(
      contact(anna, 'Anna', 'Kunder'),
      contact(bo, 'Bo', 'Personal'),
      contact(cilla, 'Cilla', 'Kunder'),
      contact(dan, 'Dan'),
      contact(eva, 'Eva'),
    ),
    ledger: ledgerOf,
    replies: noReplies,
  };
  return { ...planWithUnmanaged(input), existing: input.existing };
}

const known = ledger({
  contacts: { [cilla]: created('Kunder'), [eva]: { managed: 'adopted', pipeline: 'webb', groups: [] } },
  wants: { webb: { [dan]: want('Dan', []) } },
});

describe('who is in Jojka and in no CRM', () => {
  test.each([
    ['on the first day, all that nobody desires', 'remove-managed', ledger(), [bo, cilla, dan, eva]],
    ['not whom we made or adopted, nor whom another pipeline wants', 'remove-managed', known, [bo]],
    ['also where the pipeline keeps whoever is absent', 'keep', known, [bo]],
    ['nobody where all go', 'remove-all', known, []],
  ] as const)('%s', (_, absent, ledgerOf, expected) => {
    const { plan, unmanaged: list } = unmanaged(absent, ledgerOf);
    expect([...list].map(({ msisdn }) => msisdn)).toEqual(expected);
    const removed = plan.changes.flatMap(({ kind, msisdn }) => (kind === 'remove' ? [msisdn] : []));
    expect(removed.filter((msisdn) => (expected as readonly string[]).includes(msisdn))).toEqual([]);
    if (absent === 'remove-managed') expect([...list]).toHaveLength(plan.summary.absent.unmanaged);
  });

  test('are the contacts of the export themselves: of a million none is copied, and none is in the plan', () => {
    const { plan, unmanaged: list, existing } = unmanaged('remove-managed');
    for (const one of list) expect(existing.get(one.msisdn)).toBe(one);
    expect(JSON.stringify(plan)).not.toContain(bo);
  });
});

test('blocks that stand whatever a source says are counted once each, by the strongest reason', () => {
  const { blocks } = ledger({
    blocks: {
      [anna]: ['source'],
      [bo]: ['source', 'manual'],
      [cilla]: ['reply', 'found'],
      [dan]: ['found'],
      [eva]: ['carried'],
    },
  });
  expect(countStandingBlocks({ blocks })).toEqual({ manual: 1, reply: 1, found: 1, carried: 1 });
});
