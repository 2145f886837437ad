import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockOrigin, LedgerContact, Want } from '../../src/contact/ledger.ts';
import { readLedger, writeLedger } from '../../src/state/ledger.ts';
import { examples } from '../support/length.ts';
import { kinds, newAccount, useDatabase } from './databases.ts';

/** Any text that a source or Jojka could hold, and what a program stumbles over. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    "Sven 'Svenne' O\"Neill",
    '\\',
    '\\u0000',
    'a\0b',
    '\ud83d',
    '👩‍👩‍👧',
    '{a,"b"}',
    'NULL',
    'null',
    ':rows',
    '?',
    '$1',
    '\r\n\t',
    '\u2028',
    '__proto__',
  ),
);

/** What Postgres can hold of a text: no NUL, and no half of a surrogate pair. */
const stored = (value: string) => value.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
const storedList = (list: readonly string[]) => list.map(stored);

const msisdn = fc.integer({ min: 46700000000, max: 46700000030 }).map(String);
const groups = fc.array(text, { maxLength: 3 });
const pipeline = fc.constantFrom('nightly', 'Åre "vip"', "o'hara\\");
const spellings = fc.record(
  {
    name: fc.record({ asked: text, stored: text }),
    groups: fc.uniqueArray(fc.tuple(text, text), { selector: ([key]) => stored(key), maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const contact = fc
  .record(
    { managed: fc.constantFrom('created', 'adopted'), pipeline, groups, spellings },
    { requiredKeys: ['groups'] },
  )
  .map(
    ({ spellings: found, ...rest }) =>
      ({
        ...rest,
        ...(found && {
          spellings: {
            ...(found.name && { name: found.name }),
            ...(found.groups && { groups: fromEntries(found.groups) }),
          },
        }),
      }) as LedgerContact,
  );
const want: fc.Arbitrary<Want> = fc.record({
  name: text,
  groups,
  keys: fc.array(text, { maxLength: 3 }),
  absentRuns: fc.nat(2_000_000),
  since: fc
    .date({ min: new Date('1990-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
});
const origin = fc.constantFrom<BlockOrigin>('source', 'reply', 'manual', 'found', 'carried');

const mapOf = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(msisdn, value), { maxLength: 8 }).map((entries) => new Map(entries));

const step = fc.record({
  contacts: mapOf(contact),
  dropContacts: fc.array(msisdn, { maxLength: 4 }),
  pipeline,
  wants: mapOf(want),
  dropWants: fc.array(msisdn, { maxLength: 4 }),
  blocks: fc.array(fc.tuple(msisdn, origin), { maxLength: 8 }),
});

/** Without a prototype's setter in the way of the key `__proto__`. */
function fromEntries(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(entries);
}

function storedContact({ spellings, ...contact }: LedgerContact): LedgerContact {
  const { name, groups } = spellings ?? {};
  return {
    ...contact,
    groups: storedList(contact.groups),
    ...(spellings && {
      spellings: {
        ...(name && { name: { asked: stored(name.asked), stored: stored(name.stored) } }),
        ...(groups && {
          groups: fromEntries(Object.entries(groups).map(([key, value]) => [stored(key), stored(value)])),
        }),
      },
    }),
  };
}

describe.each(kinds)('the ledger on %s', (kind) => {
  const database = useDatabase(kind);

  it('gives back whatever was written, over any number of writes and pipelines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        const account = await newAccount(database());
        const contacts = new Map<string, LedgerContact>();
        const wants = new Map<string, Map<string, Want>>();
        const blocks = new Map<string, Set<BlockOrigin>>();
        for (const { pipeline, ...delta } of steps) {
          await writeLedger(database(), account, {
            contacts: delta.contacts,
            dropContacts: delta.dropContacts,
            wants: { pipeline, upserts: delta.wants, drops: delta.dropWants },
            addBlocks: delta.blocks,
          });
          for (const [number, value] of delta.contacts) contacts.set(number, storedContact(value));
          for (const number of delta.dropContacts) contacts.delete(number);
          const own = wants.get(pipeline) ?? new Map<string, Want>();
          for (const [number, value] of delta.wants)
            own.set(number, {
              ...value,
              name: stored(value.name),
              groups: storedList(value.groups),
              keys: storedList(value.keys),
            });
          for (const number of delta.dropWants) own.delete(number);
          if (own.size > 0) wants.set(pipeline, own);
          else wants.delete(pipeline);
          for (const [number, value] of delta.blocks)
            blocks.set(number, (blocks.get(number) ?? new Set()).add(value));
        }
        const ledger = await readLedger(database(), account);
        expect(ledger.contacts).toEqual(contacts);
        expect(ledger.wants).toEqual(wants);
        expect(new Map([...ledger.blocks].map(([number, origins]) => [number, [...origins].sort()]))).toEqual(
          new Map([...blocks].map(([number, origins]) => [number, [...origins].sort()])),
        );
      }),
      { numRuns: examples(20, 60) },
    );
  });

  it('keeps accounts apart', async () => {
    const [one, other] = [await newAccount(database()), await newAccount(database())];
    const contacts = new Map([['46700000001', { groups: ['Stockholm'] }]]);
    await writeLedger(database(), one, { contacts, addBlocks: [['46700000001', 'reply']] });
    await writeLedger(database(), other, { contacts });
    await writeLedger(database(), one, { dropContacts: ['46700000001'] });
    expect((await readLedger(database(), other)).contacts).toEqual(contacts);
    expect((await readLedger(database(), other)).blocks).toEqual(new Map());
    expect((await readLedger(database(), one)).contacts).toEqual(new Map());
  });

  it('tells a contact in a group without a name from one without groups', async () => {
    const account = await newAccount(database());
    const contacts = new Map([
      ['46700000001', { groups: [] }],
      ['46700000002', { groups: [''] }],
    ]);
    await writeLedger(database(), account, { contacts });
    expect((await readLedger(database(), account)).contacts).toEqual(contacts);
  });

  it('adds origins up, each once, across writes and within one', async () => {
    const account = await newAccount(database());
    await writeLedger(database(), account, {
      addBlocks: [
        ['46700000001', 'source'],
        ['46700000001', 'source'],
        ['46700000001', 'reply'],
      ],
    });
    await writeLedger(database(), account, {
      addBlocks: [
        ['46700000001', 'source'],
        ['46700000001', 'found'],
      ],
    });
    const { blocks } = await readLedger(database(), account);
    expect([...(blocks.get('46700000001') ?? [])].sort()).toEqual(['found', 'reply', 'source']);
  });

  it('writes nothing for an empty delta', async () => {
    const account = await newAccount(database());
    const seen: string[] = [];
    const listen = ({ sql }: { sql: string }) => seen.push(sql);
    database().knex.on('query', listen);
    await writeLedger(database(), account, {});
    await writeLedger(database(), account, {
      contacts: new Map(),
      dropContacts: [],
      wants: { pipeline: 'nightly', upserts: new Map(), drops: [] },
      addBlocks: [],
    });
    database().knex.off('query', listen);
    expect(seen.filter((sql) => /insert|update|delete/i.test(sql))).toEqual([]);
  });

  it('writes all of a delta or nothing', async () => {
    const account = await newAccount(database());
    await expect(
      writeLedger(database(), account, {
        contacts: new Map([['46700000001', { groups: [] }]]),
        wants: {
          pipeline: 'nightly',
          upserts: new Map([
            ['46700000001', { name: '', groups: [], keys: [], absentRuns: 0, since: 'no date' }],
          ]),
          drops: [],
        },
      }),
    ).rejects.toThrow();
    expect(await readLedger(database(), account)).toEqual({
      contacts: new Map(),
      wants: new Map(),
      blocks: new Map(),
      blockedBy: new Map(),
      consents: new Map(),
      doubts: new Map(),
    });
  });

  it('takes more rows than a statement has parameters', async () => {
    const account = await newAccount(database());
    const contacts = new Map(
      Array.from({ length: 12_345 }, (_, index) => [
        String(46700000000 + index),
        { managed: 'created' as const, groups: [`g${index % 7}`] },
      ]),
    );
    await writeLedger(database(), account, { contacts });
    expect((await readLedger(database(), account)).contacts).toEqual(contacts);
    await writeLedger(database(), account, { dropContacts: contacts.keys() });
    expect((await readLedger(database(), account)).contacts.size).toBe(0);
  });

  it('keeps what a caller keeps of a number out of error messages', async () => {
    const account = await newAccount(database());
    const error = await writeLedger(database(), account, {
      wants: {
        pipeline: 'nightly',
        upserts: new Map([
          ['46700000001', { name: 'Sven Hemlig', groups: [], keys: [], absentRuns: 0, since: 'no date' }],
        ]),
        drops: [],
      },
    }).catch((thrown: Error) => thrown);
    expect(String(error)).not.toMatch(/46700000001|Hemlig/);
  });
});
