import { mkdtemp, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import type { Contact } from '../../src/contact/contact.ts';
import type { DesiredContact } from '../../src/contact/desired.ts';
import { OutOfMemoryError } from '../../src/out-of-memory.ts';
import { extentOf } from '../../src/plan/extent.ts';
import { completeEnvironment, type JobEvent } from '../../src/session/environment.ts';
import { refuseBeyondMemory, warnOfLargeFiles } from '../../src/steps/enough-memory.ts';
import { createTables } from '../../src/table/tables.ts';
import { defaultPolicy, desired, ledger, want } from '../support/builders.ts';

const many = 20_000;
const limit = (getHeapStatistics().heap_size_limit / 750) | 0;

/** A world of many people, all of whom the ledger has as they were. */
function world(
  change: (index: number) => Partial<Contact> | undefined,
  policy: Parameters<typeof defaultPolicy>[0] = {},
) {
  const tables = createTables();
  const [wished, existing, known, wants] = [
    tables.desired(),
    tables.existing(),
    tables.ledgerContacts(),
    tables.wants(),
  ];
  for (let index = 0; index < many; index++) {
    const msisdn = String(46_701_740_000 + index);
    const [name, groups] = ['Anna Berg', ['Kunder']];
    existing.set(msisdn, { msisdn, name, groups });
    known.set(msisdn, { managed: 'created', pipeline: 'nightly', groups });
    wants.set(msisdn, want(name, groups));
    const changed = change(index);
    if (changed) wished.set(msisdn, { msisdn, name, groups, ...changed, keys: [], source: 'crm', line: 2 });
  }
  return {
    desired: { ...desired([]), contacts: wished },
    existing,
    ledger: { ...ledger(), contacts: known, wants: new Map([['nightly', wants]]) },
    policy: defaultPolicy(policy),
  };
}

describe('how many contacts a plan is about', () => {
  test.each([
    ['nobody, where nothing changes', () => ({}), {}, 0],
    ['who gets a group, all of them', () => ({ groups: ['Kunder', 'VIP'] }), {}, many],
    [
      'who is renamed, one in ten',
      (index: number) => (index % 10 === 0 ? { name: 'Bo Ek' } : {}),
      {},
      many / 10,
    ],
    ['who goes, one in ten', (index: number) => (index % 10 === 0 ? undefined : {}), {}, many / 10],
    [
      'nobody of those who go and are kept',
      (index: number) => (index % 10 === 0 ? undefined : {}),
      { contacts: { absent: 'keep' } },
      0,
    ],
    [
      'whoever goes, where all go',
      (index: number) => (index % 4 === 0 ? undefined : {}),
      { contacts: { absent: 'remove-all' } },
      many / 4,
    ],
  ] as const)('%s', (_, change, policy, expected) => {
    expect(extentOf(world(change as () => Partial<Contact>, policy))).toBe(expected);
  });
});

describe('a plan that does not fit into memory', () => {
  test('is refused before it is made', () => {
    const { existing, ...rest } = world(() => undefined);
    const contacts = { size: limit * 2 } as unknown as ReadonlyMap<string, DesiredContact>;
    const keeping = { ...rest, policy: defaultPolicy({ contacts: { absent: 'keep' } }), existing };
    expect(() => refuseBeyondMemory({ ...keeping, desired: { ...desired([]), contacts } })).toThrow(
      OutOfMemoryError,
    );
    expect(() => refuseBeyondMemory({ ...keeping, desired: { ...desired([]), contacts } })).toThrow(
      /a plan for [\d,]+ contacts takes some \d+ MB, and the process may use \d+ MB/,
    );
  });

  test('contacts that do not change need none of it', () => {
    expect(() => refuseBeyondMemory(world(() => ({})))).not.toThrow();
  });
});

describe('files that may need more memory than the machine has', () => {
  const said = async (bytes: number): Promise<string[]> => {
    const path = join(await mkdtemp(join(tmpdir(), 'jojka-memory-')), 'crm.csv');
    await writeFile(path, 'id,mobile\n');
    // A file of holes: it has this size, and takes no room.
    await truncate(path, bytes);
    const pipeline = checkPipeline(
      {
        name: 'x',
        sources: [{ type: 'csv', path, phone: 'mobile' }],
        contacts: { absent: 'keep' },
        groups: { mode: 'add' },
      },
      'the test',
    );
    const events: JobEvent[] = [];
    await warnOfLargeFiles(pipeline, completeEnvironment({ emit: (event) => events.push(event) }));
    return events.flatMap((event) => (event.kind === 'note' ? [`${event.level}: ${event.message}`] : []));
  };

  test('are told before they are read', async () => {
    expect(await said(2e12)).toEqual([
      expect.stringMatching(
        /^warn: this may need more memory than there is: up to 6,\d{3},\d{3} MB for files of 2,000,000 MB/,
      ),
    ]);
  });

  test('are not told of where they are small', async () => {
    expect(await said(1e6)).toEqual([]);
  });
});
