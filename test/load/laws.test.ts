import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Contact } from '../../src/contact/contact.ts';
import { load } from '../../src/load/load.ts';
import { desired, number, plan } from '../support/builders.ts';
import { examples } from '../support/length.ts';
import { type Fault, memoryJojka, memoryJournal } from '../support/memory-jojka.ts';

const msisdn = fc.integer({ min: 0, max: 9 }).map(number);
const worlds = fc.record({
  existing: fc
    .uniqueArray(fc.tuple(msisdn, fc.constantFrom('Anna', 'Bo'), fc.subarray(['A', 'B'])), {
      selector: ([m]) => m,
    })
    .map(
      (list) => new Map<string, Contact>(list.map(([m, name, groups]) => [m, { msisdn: m, name, groups }])),
    ),
  wished: fc
    .uniqueArray(fc.tuple(msisdn, fc.constantFrom('Anna', 'Bo'), fc.subarray(['A', 'B', 'C'])), {
      selector: ([m]) => m,
    })
    .map((list) => list.map(([m, name, groups]): Contact => ({ msisdn: m, name, groups }))),
  optOuts: fc.uniqueArray(msisdn, { maxLength: 5 }).map((list) => new Set(list)),
  semantics: fc.constantFrom('merge' as const, 'replace' as const),
  importRows: fc.constantFrom(1, 3, 1000),
  singleAdds: fc.constantFrom(0, 50),
  concurrency: fc.constantFrom(1, 4),
  maxConsecutiveFailures: fc.constantFrom(2, 20),
  faults: fc.array(
    fc.constantFrom<Fault>(
      'ok',
      'ok',
      'ok',
      'refused',
      'lost',
      'applied-but-lost',
      'unreachable',
      'too-large',
    ),
    { maxLength: 40 },
  ),
});

test('under any schedule of faults nobody is imported or added to a group before his block is confirmed', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const wish = desired(world.wished, { optOuts: world.optOuts });
      const policy = { load: { singleAdds: world.singleAdds, importRows: world.importRows } };
      const made = plan({ existing: world.existing, desired: wish, policy });
      const confirmed = new Set<string>();
      const jojka = memoryJojka(world.existing, {
        semantics: world.semantics,
        fault: ({ endpoint, index, msisdns }) => {
          if (endpoint === 'import_contacts_list' || endpoint === 'add_contact_to_group')
            for (const one of msisdns) if (world.optOuts.has(one)) expect(confirmed.has(one)).toBe(true);
          const fault = world.faults[index] ?? 'ok';
          if (endpoint === 'add_to_blocklist' && fault === 'ok')
            for (const one of msisdns) confirmed.add(one);
          return fault;
        },
      });
      const { journal, calls } = memoryJournal();
      const options = {
        client: jojka.client,
        importRows: world.importRows,
        concurrency: world.concurrency,
        maxConsecutiveFailures: world.maxConsecutiveFailures,
      };
      const result = await load({ ...made, withheld: new Map() }, { ...options, journal });

      // Every block is either confirmed, told as failed, or left because the run stopped: none is lost in silence.
      for (const [index, change] of made.changes.entries()) {
        if (change.kind !== 'block') continue;
        const state = result.states[index];
        if (state === 'done') expect(confirmed.has(change.msisdn)).toBe(true);
        else if (state === 'pending') expect(result.stopped).toBeDefined();
        else expect(result.failures.some(({ msisdns }) => msisdns.includes(change.msisdn))).toBe(true);
      }
      // The journal says of each change what the result says.
      for (const call of calls.values())
        if (call.state === 'done')
          for (const index of call.changeSeqs) expect(result.states[index]).toBe('done');

      // Taken up again without faults, from the states that the journal has: all of it is there.
      const calm = memoryJojka(jojka.contacts, { semantics: world.semantics });
      const states = result.states.map((state) => (state === 'done' ? 'done' : 'pending'));
      const again = await load(
        { ...made, withheld: new Map() },
        {
          ...options,
          client: calm.client,
          journal: memoryJournal().journal,
          states,
        },
      );
      expect(again.states.every((state) => state === 'done')).toBe(true);
      for (const contact of made.contacts) {
        const found = calm.contacts.get(contact.msisdn);
        expect(found?.name).toBe(contact.after?.name);
        expect([...(found?.groups ?? [])].sort()).toEqual([...(contact.after?.groups ?? [])].sort());
      }
      for (const one of world.optOuts) expect(confirmed.has(one) || calm.blocked.has(one)).toBe(true);
    }),
    { numRuns: examples(250, 1000) },
  );
});
