import fc from 'fast-check';

/** A story: what a company, its people, somebody else in Jojka, and bad luck do in some nights. Plain data, so that it shrinks. */

export const people = 5;

const person = fc.nat(people - 1);
const pipeline = fc.nat(1);

const policy = fc.record({
  absent: fc.constantFrom('keep' as const, 'remove-managed' as const),
  mode: fc.constantFrom('mirror' as const, 'add' as const),
  optedOut: fc.constantFrom('keep' as const, 'no-groups' as const, 'remove' as const),
  unblock: fc.constantFrom('never' as const, 'managed' as const),
  /** So many blocks are asked about each run (P12): none, so that what is forgotten stays so. */
  recheck: fc.constantFrom(0, 3),
  /** So many removals a night are let pass. */
  removals: fc.constantFrom(1, 'off' as const),
});
export type Policy = typeof policy extends fc.Arbitrary<infer T> ? T : never;

const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('joins' as const), person, pipeline }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('joins, opted out' as const), person, pipeline }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leaves' as const), person, pipeline }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('opts out' as const), person, pipeline }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('opts in' as const), person, pipeline }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('changes number' as const), person, pipeline }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('answers STOP' as const), person }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('somebody' as const),
      does: fc.constantFrom(
        'adds' as const,
        'removes' as const,
        'puts into his group' as const,
        'lifts the block' as const,
      ),
      person,
    }),
  },
);
export type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

const fault = fc.record({
  endpoint: fc.constantFrom(
    ...(['add_to_blocklist', 'rm_from_blocklist', 'rm_contact', 'rm_contact_from_group'] as const),
    ...(['import_contacts_list', 'add_contact_to_group', 'export_contacts_list'] as const),
    ...(['check_if_in_blocklist', 'fetch_replies'] as const),
  ),
  nth: fc.integer({ min: 1, max: 4 }),
  how: fc.constantFrom('refused' as const, 'fails' as const, 'answer lost' as const),
});
export type Fault = typeof fault extends fc.Arbitrary<infer T> ? T : never;

const command = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('sync' as const), pipeline }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('applies the plan of before' as const), pipeline }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('accepts what was held back' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('resume' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('adopt' as const), pipeline }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replies' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('blocks by hand' as const), person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unblocks by hand' as const), person }) },
);
export type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

const night = fc.record({
  events: fc.array(event, { maxLength: 5 }),
  faults: fc.array(fault, { maxLength: 2 }),
  /** The process dies at its n-th call. */
  death: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 4 }),
  commands: fc.array(command, { minLength: 1, maxLength: 3 }),
});

export const stories = (nights: number) =>
  fc.record({
    semantics: fc.constantFrom('merge' as const, 'replace' as const),
    policies: fc.tuple(policy, policy),
    nights: fc.array(night, { minLength: nights, maxLength: nights }),
  });
export type Story = typeof stories extends (nights: number) => fc.Arbitrary<infer T> ? T : never;
