import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { startWorld } from '../support/in-process.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/**
 * Whatever fails, and in whatever order: at no moment has anybody who opted out been imported or added to a group
 * without being blocked, nobody is unblocked who has not said so, and in the end every opt-out is blocked. People opt out
 * at the source, answer STOP, change their numbers and change their minds; calls fail before or after they are carried
 * out. NIGHTS says how many stories of five nights (30).
 */
const stories = Number(process.env.NIGHTS ?? 30);

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

const msisdn = (index: number) => `46701741${String(100 + index)}`;
const person = fc.record({
  isThere: fc.boolean(),
  number: fc.nat(9),
  stop: fc.constantFrom('ja', 'nej', 'nej', ''),
});
const fault = fc.record({
  endpoint: fc.constantFrom(
    'add_to_blocklist',
    'add_to_blocklist',
    'rm_from_blocklist',
    'check_if_in_blocklist',
    'import_contacts_list',
    'add_contact_to_group',
    'rm_contact',
    'fetch_replies',
  ),
  every: fc.integer({ min: 1, max: 3 }),
  after: fc.boolean(),
  action: fc.constantFrom<object>(
    { status: 503 },
    { drop: true },
    { status: 400, body: '{"error":["no"]}' },
    { notJson: true },
  ),
});
const night = fc.record({
  people: fc.array(person, { minLength: 6, maxLength: 6 }),
  answers: fc.uniqueArray(fc.nat(9), { maxLength: 2 }),
  faults: fc.array(fault, { minLength: 1, maxLength: 4 }),
});
const cases = fc.record({
  nights: fc.array(night, { minLength: 3, maxLength: 3 }),
  semantics: fc.constantFrom('merge' as const, 'replace' as const),
  unblock: fc.constantFrom('never' as const, 'managed' as const),
  optedOut: fc.constantFrom('keep' as const, 'no-groups' as const, 'remove' as const),
  singleAdds: fc.constantFrom(0, 50),
});

/** One story; gives how many calls failed in it. */
async function tell(given: typeof cases extends fc.Arbitrary<infer T> ? T : never): Promise<number> {
  const violations: string[] = [];
  let start: SandboxState;
  let failed = 0;
  const askedOut = new Set<string>();
  const stopped = new Set<string>();
  const agreed = new Set<string>();
  /** The number by which the last night that came to a plan knew each person. */
  const knownBy = new Map<number, string>();
  const look = () => {
    const now = world.sandbox.state();
    const blocked = new Set(now.blocklist);
    const before = new Map(start.contacts.map((contact) => [contact.msisdn, contact.groups]));
    for (const { msisdn: number, groups } of now.contacts) {
      const isLooser = groups.some((group) => !before.get(number)?.includes(group)) || !before.has(number);
      if (isLooser && !blocked.has(number) && (askedOut.has(number) || stopped.has(number)))
        violations.push(`${number} came in without a block`);
    }
    for (const number of start.blocklist)
      if (!blocked.has(number) && (!agreed.has(number) || stopped.has(number)))
        violations.push(`${number} was unblocked`);
  };
  const world = await startWorld(postgres, {
    sandbox: { semantics: given.semantics },
    pipeline: {
      contacts: { absent: 'remove-managed', optedOut: given.optedOut },
      blocklist: { replies: true, unblock: given.unblock },
      guards: Object.fromEntries(
        [
          ...['removals', 'memberships', 'renames', 'blocks', 'unblocks', 'rejections'],
          ...['creates', 'joins', 'moves', 'missing'],
        ].map((name) => [name, 'off']),
      ),
      load: { requestsPerSecond: 1000, retries: 0, singleAdds: given.singleAdds },
    },
  });
  const last = given.nights.at(-1);
  const calm = { people: last?.people ?? [], answers: [], faults: [] };
  for (const { people, answers, faults } of [...given.nights, calm, calm]) {
    world.clock.forward(24);
    await world.restart({
      semantics: given.semantics,
      faults: { rules: faults.map((rule) => ({ ...rule })) },
      onRequest: ({ status }) => {
        if (status !== 200) failed++;
        look();
      },
    });
    for (const index of answers) {
      world.sandbox.feedReply({ sender: msisdn(index), message: 'STOPP' });
      stopped.add(msisdn(index));
    }
    // A tenth person is always there, so that no night is empty.
    const rows = [
      'K99;Alltid;46701741199;;nej',
      ...people.flatMap(({ isThere, number, stop }, index) =>
        isThere ? [`K${index};N${index};${msisdn(number)};;${stop}`] : [],
      ),
    ];
    askedOut.clear();
    agreed.clear();
    for (const { isThere, number, stop } of people)
      if (isThere)
        (stop === 'ja' ? askedOut : stop === 'nej' ? agreed : new Set<string>()).add(msisdn(number));
    for (const number of askedOut) agreed.delete(number);
    // Who has answered STOP and has another number now, is out under that one too.
    const tonight = people.map(({ isThere, number }) => (isThere ? msisdn(number) : undefined));
    const carried = tonight.flatMap((number, index) => {
      const former = knownBy.get(index);
      const moved = number !== undefined && former !== undefined && former !== number;
      // A number that somebody was known by already is nobody's new one (P7b).
      const isNew =
        ![...knownBy.values()].includes(number ?? '') &&
        !world.sandbox.state().contacts.some((contact) => contact.msisdn === number) &&
        tonight.filter((other) => other === number).length === 1;
      return moved && isNew && stopped.has(former) && !tonight.includes(former) ? [number] : [];
    });
    for (const number of carried) askedOut.add(number);
    start = world.sandbox.state();
    world.crm(...rows);
    const report = await world.sync().catch(() => undefined);
    if (report) {
      for (const number of carried) stopped.add(number);
      for (const [index, number] of tonight.entries())
        if (number === undefined) knownBy.delete(index);
        else knownBy.set(index, number);
    }
    look();
    expect(violations).toEqual([]);
  }
  const { blocklist } = world.sandbox.state();
  for (const number of [...askedOut, ...stopped]) expect(blocklist).toContain(number);
  const end = await world.sync();
  expect(end.exitCode).toBe(0);
  expect(end.plan.plan.changes).toEqual([]);
  await world.close();
  return failed;
}

test(`${stories} stories`, async () => {
  const seed = Number(process.env.SEED ?? 20261123);
  let failed = 0;
  for (const [index, given] of fc.sample(cases, { seed, numRuns: stories }).entries())
    try {
      failed += await tell(given);
    } catch (error) {
      throw new Error(`story ${index} of seed ${seed}: ${JSON.stringify(given)}`, { cause: error });
    }
  process.stdout.write(`${failed} calls failed in ${stories} stories\n`);
  expect(failed).toBeGreaterThan(stories);
});
