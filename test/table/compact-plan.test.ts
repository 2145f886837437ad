import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Consent, consentStates, type KnownConsent } from '../../src/contact/consent.ts';
import type { Contact } from '../../src/contact/contact.ts';
import type { Desired, DesiredContact } from '../../src/contact/desired.ts';
import type { Ledger, LedgerContact, Want } from '../../src/contact/ledger.ts';
import { settledIn, wantedAsBefore } from '../../src/table/agreement.ts';
import { keyHolders, sharedKeys } from '../../src/table/key-holders.ts';
import { numbersBeyond } from '../../src/table/number-map.ts';
import { createTables, type Tables } from '../../src/table/tables.ts';
import { desired, number, plan, want } from '../support/builders.ts';
import { examples } from '../support/length.ts';

/**
 * A plan from the compact index is the plan from plain Maps: in worlds in which most people are the same everywhere, and some
 * differ in one thing.
 */

const groupLists = fc.constantFrom<readonly string[]>(
  [],
  ['Kunder'],
  ['kunder'],
  ['Kunder', 'VIP'],
  ['VIP', 'Kunder'],
  ['Kunder', 'kunder'],
  ['Personal'],
);
const names = fc.constantFrom('Anna Berg', 'Bo Ek', 'BO EK', '');
const keys = fc.constantFrom<readonly string[]>(['crm	1'], ['crm	2'], ['crm	3'], ['crm	1', 'crm	2'], []);
/** A source that is called otherwise now. */
const formerKeys = fc.oneof({ weight: 4, arbitrary: keys }, fc.constant<readonly string[]>(['gammal	1']));

/** The same as the person in most tables; something of it else in some; nothing in few. */
function mostly<Value>(same: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(same) },
    { weight: 2, arbitrary: other },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

interface Person {
  readonly existing: Contact | undefined;
  readonly desired: DesiredContact | undefined;
  readonly known: LedgerContact | undefined;
  readonly want: Want | undefined;
  readonly other: Want | undefined;
}

function person(index: number): fc.Arbitrary<Person> {
  const msisdn = number(index);
  return fc.tuple(names, groupLists, keys).chain(([name, groups, ownKeys]) => {
    const base: DesiredContact = { msisdn, name, groups, keys: ownKeys, source: 'crm', line: index + 2 };
    const ours: LedgerContact = { managed: 'created', pipeline: 'nightly', groups };
    const wanted = want(name, groups, { keys: ownKeys });
    return fc.record({
      existing: mostly<Contact>(
        { msisdn, name, groups },
        fc.record({ msisdn: fc.constant(msisdn), name: names, groups: groupLists }),
      ),
      desired: mostly(
        base,
        fc.record({ name: names, groups: groupLists, keys }).map((rest) => ({ ...base, ...rest })),
      ),
      known: mostly<LedgerContact>(
        ours,
        fc.oneof(
          groupLists.map((list) => ({ groups: list })),
          groupLists.map((list) => ({ ...ours, groups: list })),
          fc.constant({ ...ours, pipeline: 'webshop' }),
          fc.constant({
            ...ours,
            spellings: { groups: { Kunder: 'kunder' }, name: { asked: 'Bo Ek', stored: 'BO EK' } },
          }),
        ),
      ),
      want: mostly<Want>(
        wanted,
        fc.oneof(
          fc
            .record({ name: names, groups: groupLists, keys: formerKeys })
            .map((rest) => ({ ...wanted, ...rest })),
          fc.constant({ ...wanted, absentRuns: 1, absentAt: '2026-11-20T02:00:00.000Z' }),
          fc.constant({ ...wanted, held: true as const }),
          fc.constant({ ...wanted, optedOut: true as const, name: '', groups: [] }),
        ),
      ),
      other: fc.option(
        fc.record({ name: names, groups: groupLists }).map((rest) => want(rest.name, rest.groups)),
        {
          nil: undefined,
          freq: 6,
        },
      ),
    });
  });
}

const people = fc.tuple(...Array.from({ length: 9 }, (_, index) => person(index)));
const someNumbers = fc.uniqueArray(fc.nat({ max: 10 }).map(number), { maxLength: 2 });
const heldRecords = fc.array(
  fc.record({
    source: fc.constantFrom('crm', 'gammal'),
    keys: fc.constantFrom<readonly string[]>([], ['crm\t1'], ['crm\t9'], ['gammal\t1']),
    numbers: someNumbers,
  }),
  { maxLength: 2 },
);
const keyOptOuts = fc.array(
  fc.record({
    keys: fc.constantFrom<readonly string[]>(['crm\t1'], ['crm\t2', 'crm\t9']),
    isOdd: fc.boolean(),
  }),
  { maxLength: 1 },
);
const policies = fc.record({
  contacts: fc.record({
    absent: fc.constantFrom('keep' as const, 'remove-managed' as const, 'remove-all' as const),
    absentRuns: fc.constantFrom(1, 2),
    names: fc.constantFrom('overwrite' as const, 'keep' as const),
    optedOut: fc.constantFrom('keep' as const, 'no-groups' as const, 'remove' as const),
  }),
  groups: fc.record({
    mode: fc.constantFrom('mirror' as const, 'add' as const),
    managedGroups: fc.constantFrom<string[]>([], ['Kun*']),
  }),
});

/** What the source says of somebody's consent, and what the ledger has of it, of this pipeline and of another one. */
const state = fc.constantFrom('yes' as const, 'yes' as const, ...consentStates);
const said = fc
  .record({ state, at: fc.constantFrom(undefined, 20_300, 20_700) })
  .map((one): Consent => ({ state: one.state, ...(one.at && { at: one.at }), value: one.state, line: 2 }));
const knownConsent = fc
  .record({ state, at: fc.constantFrom(undefined, 20_300, 20_700), groups: groupLists })
  .map(
    ({ state: of, at, groups }): KnownConsent => ({
      ...{ state: of, since: '2026-11-20T02:00:00.000Z', groups: [...groups].sort() },
      ...(at && { at }),
    }),
  );
const often = <Value>(one: fc.Arbitrary<Value>) => fc.option(one, { nil: undefined, freq: 4 });
const consents = fc.array(
  fc.record({
    said: often(said),
    known: often(knownConsent),
    isKnownAsSaid: fc.boolean(),
    other: fc.option(knownConsent),
  }),
  { minLength: 9, maxLength: 9 },
);

/** A world in which `crm` asks for consent: who has not said yes is in none of the groups that need it. */
function withConsents(
  world: { readonly desired: Desired; readonly ledger: Ledger },
  of: typeof consents extends fc.Arbitrary<infer Given> ? Given : never,
  groups: readonly string[] | undefined,
): { desired: Desired; ledger: Ledger } {
  const needsYes = (group: string) => groups === undefined || /^kunder$/i.test(group);
  const contacts = new Map(world.desired.contacts);
  const withheld = new Map<string, readonly string[]>();
  const all = new Map<string, Consent>();
  const known = new Map<string, KnownConsent>();
  const others = new Map<string, KnownConsent>();
  for (const [index, one] of of.entries()) {
    const msisdn = number(index);
    const contact = contacts.get(msisdn);
    if (one.other) others.set(msisdn, one.other);
    if (one.known) known.set(msisdn, one.known);
    if (!one.said) continue;
    all.set(msisdn, one.said);
    const needing = (contact?.groups ?? []).filter(needsYes);
    if (one.isKnownAsSaid)
      known.set(msisdn, {
        ...{ state: one.said.state, since: '2026-11-20T02:00:00.000Z', groups: [...needing].sort() },
        ...(one.said.at && { at: one.said.at }),
      });
    if (!contact || one.said.state === 'yes') continue;
    if (needing.length > 0) withheld.set(msisdn, needing);
    contacts.set(msisdn, { ...contact, groups: contact.groups.filter((group) => !needsYes(group)) });
  }
  const sources = [{ source: 'crm', maxAge: 365, ...(groups && { groups }), of: all }];
  const consent = { sources, byKey: [], withheld, counts: { values: all.size, odd: 0 } };
  return {
    desired: { ...world.desired, contacts, consent },
    ledger: {
      ...world.ledger,
      consents: new Map([
        ['nightly', new Map([['crm', known]])],
        ['webshop', new Map([['crm', others]])],
      ]),
    },
  };
}

const worlds = fc
  .record({
    people,
    consents: fc.option(consents),
    consentGroups: fc.constantFrom<readonly string[] | undefined>(undefined, ['Kunder']),
    optOuts: someNumbers,
    optedIn: someNumbers,
    held: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, heldRecords),
    optOutsByKey: keyOptOuts,
    pending: someNumbers,
    blocked: someNumbers,
    policy: policies,
  })
  .map((world) => ({
    ...world,
    desired: {
      ...desired([]),
      contacts: entries(world.people, (one) => one.desired),
      optOuts: new Set(world.optOuts),
      optedIn: new Set(world.optedIn.filter((one) => !world.optOuts.includes(one))),
      held: world.held,
      optOutsByKey: world.optOutsByKey,
      keyed: ['crm'],
    } satisfies Desired,
    existing: entries(world.people, (one) => one.existing),
    ledger: {
      contacts: entries(world.people, (one) => one.known),
      wants: new Map([
        ['nightly', entries(world.people, (one) => one.want)],
        ['webshop', entries(world.people, (one) => one.other)],
      ]),
      blocks: new Map(world.blocked.map((one) => [one, ['source' as const]])),
      consents: new Map(),
      blockedBy: new Map(world.blocked.map((one) => [one, ['nightly']])),
      doubts: new Map(),
    } satisfies Ledger,
    replies: { pending: new Set(world.pending), complete: true },
  }))
  .map((world) =>
    world.consents ? { ...world, ...withConsents(world, world.consents, world.consentGroups) } : world,
  );

function entries<Value>(all: readonly Person[], of: (one: Person) => Value | undefined): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const [index, one] of all.entries()) {
    const value = of(one);
    if (value !== undefined) found.set(number(index), value);
  }
  return found;
}

function filled<Value, Kept extends ReturnType<Tables[keyof Tables]>>(
  table: Kept & { set(msisdn: string, value: Value): unknown },
  map: ReadonlyMap<string, Value>,
) {
  for (const [msisdn, value] of map) table.set(msisdn, value);
  return table;
}

type World = typeof worlds extends fc.Arbitrary<infer Given> ? Given : never;

function compact(world: World): World {
  const tables = createTables();
  const contacts = filled(tables.desired(), world.desired.contacts);
  const consent = (world.desired as Desired).consent;
  const known = [...world.ledger.consents].map(
    ([name, sources]) =>
      [
        name,
        new Map([...sources].map(([source, map]) => [source, filled(tables.knownConsents(), map)] as const)),
      ] as const,
  );
  const wants = [...world.ledger.wants].map(([name, map]) => [name, filled(tables.wants(), map)] as const);
  return {
    ...world,
    existing: filled(tables.existing(), world.existing),
    desired: {
      ...world.desired,
      contacts,
      ...(consent && {
        consent: {
          ...consent,
          sources: consent.sources.map((one) => ({ ...one, of: filled(tables.consents(), one.of) })),
          withheld: filled(tables.lists(), consent.withheld),
        },
      }),
    },
    ledger: {
      ...world.ledger,
      consents: new Map(known),
      contacts: filled(tables.ledgerContacts(), world.ledger.contacts),
      wants: new Map(wants),
    },
  } as World;
}

describe('the compact index', () => {
  test('gives the plan that plain Maps give', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        expect(plan(compact(world))).toEqual(plan(world));
      }),
      { numRuns: examples(200, 1000) },
    );
  });

  test('keeps with a no what somebody is to be in under the number that he has now (C4)', () => {
    const contact = (index: number, keys: string[], groups: string[] = []): DesiredContact => ({
      ...{ msisdn: number(index), name: 'Anna Berg', groups, keys, source: 'crm', line: index + 2 },
    });
    // The second of the keys that the first one had; the first key several have, so it is nobody's.
    const people = [
      contact(0, ['crm\t1']),
      contact(1, ['crm\t2'], ['Kunder']),
      ...[2, 3, 4].map((index) => contact(index, ['crm\t1'])),
    ];
    const wanted = (keys: string[]) => want('Anna Berg', [], { keys });
    const contacts = new Map(people.map((one) => [one.msisdn, one]));
    const since = '2026-11-20T02:00:00.000Z';
    const world = {
      desired: {
        ...desired([]),
        contacts,
        keyed: ['crm'],
        consent: {
          sources: [
            { source: 'crm', maxAge: 365, of: new Map([[number(0), { state: 'no', value: 'no', line: 2 }]]) },
          ],
          ...{ byKey: [], withheld: new Map(), counts: { values: 1, odd: 0 } },
        },
      },
      existing: new Map(people.map(({ msisdn, name }) => [msisdn, { msisdn, name, groups: [] }])),
      ledger: {
        contacts: new Map(
          people.map(({ msisdn }) => [msisdn, { managed: 'created', pipeline: 'nightly', groups: [] }]),
        ),
        wants: new Map([
          [
            'nightly',
            new Map([
              [number(0), wanted(['crm\t1', 'crm\t2'])],
              [number(1), wanted([])],
              ...[2, 3, 4].map((index) => [number(index), wanted(['crm\t1'])] as const),
            ]),
          ],
        ]),
        consents: new Map([
          ['nightly', new Map([['crm', new Map([[number(0), { state: 'no', since, groups: [] }]])]])],
        ]),
        ...{ blocks: new Map(), blockedBy: new Map(), doubts: new Map() },
      },
      replies: { pending: new Set(), complete: true },
      policy: {
        contacts: { absent: 'keep', absentRuns: 1, names: 'overwrite', optedOut: 'keep' },
        groups: { mode: 'mirror', managedGroups: [] },
      },
    } as unknown as World;
    const found = plan(compact(world));
    expect(found).toEqual(plan(world));
    expect(found.consents?.upserts).toContainEqual(
      expect.objectContaining({ msisdn: number(0), state: 'no', since, groups: ['Kunder'] }),
    );
  });

  test('finds people settled in most of these worlds, and never one that differs', () => {
    let found = 0;
    fc.assert(
      fc.property(worlds, (world) => {
        const { existing, desired: wished, ledger } = compact(world);
        const wanted = wantedAsBefore(wished.contacts, ledger.wants.get('nightly'));
        const settled = settledIn(wanted, existing, ledger.contacts);
        found += settled.size;
        for (const [index, one] of world.people.entries()) {
          if (!settled.has(number(index))) continue;
          // As the sources ask for him, without groups that he has not agreed to.
          const asked = world.desired.contacts.get(number(index));
          expect(one.existing?.name).toBe(asked?.name);
          expect(one.want).toEqual(
            want(asked?.name as string, asked?.groups as string[], { keys: asked?.keys }),
          );
          expect([...(one.known?.groups ?? [])].sort()).toEqual([...(asked?.groups ?? [])].sort());
          expect([...(one.existing?.groups ?? [])].sort()).toEqual([...(asked?.groups ?? [])].sort());
          expect(one.known?.managed).toBeDefined();
        }
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(500);
  });

  test('knows who has which key also after some have others', () => {
    const row = (index: number, ...own: string[]): DesiredContact => ({
      ...{ msisdn: number(index), name: '', groups: [], keys: own, source: 'crm', line: 1 },
    });
    const table = createTables().desired();
    // Each by itself: who is met for another key is not found for that one's sake.
    const holders = () =>
      Object.fromEntries(
        ['crm\t1', 'crm\t2', 'crm\t3'].flatMap((key) => [...keyHolders(table, new Set([key]))]),
      );
    table.set(number(1), row(1, 'crm\t1'));
    table.set(number(2), row(2, 'crm\t1', 'crm\t2'));
    table.set(number(3), row(3, 'crm\t1'));
    expect(holders()).toEqual({ 'crm\t1': [1, 2, 3].map(number), 'crm\t2': [number(2)] });
    table.set(number(1), row(1, 'crm\t3'));
    table.delete(number(3));
    expect(holders()).toEqual({ 'crm\t1': [number(2)], 'crm\t2': [number(2)], 'crm\t3': [number(1)] });
    table.set(number(3), row(3, 'crm\t2'));
    expect(holders()).toEqual({
      ...{ 'crm\t1': [number(2)], 'crm\t2': [number(2), number(3)], 'crm\t3': [number(1)] },
    });
  });

  test('knows who has which key, and which keys several have', () => {
    fc.assert(
      fc.property(
        worlds,
        fc.uniqueArray(fc.constantFrom('crm\t1', 'crm\t2', 'crm\t9', 'odd')),
        (world, asked) => {
          const own = compact(world).desired.contacts;
          const plain = world.desired.contacts;
          expect(keyHolders(own, new Set(asked))).toEqual(keyHolders(plain, new Set(asked)));
          expect([...sharedKeys(own)]).toEqual([...sharedKeys(plain)]);
          expect([...numbersBeyond(own, compact(world).existing)]).toEqual(
            [...plain.keys()].filter((msisdn) => !world.existing.has(msisdn)),
          );
        },
      ),
    );
  });
});
