import { syncBuiltinESMExports } from 'node:module';
import v8 from 'node:v8';
import { afterEach, expect, test } from 'vitest';
import { OutOfMemoryError } from '../../src/out-of-memory.ts';
import { blocked, useWorlds } from '../support/in-process.ts';

/** A night whose plan does not fit into memory: blocks go out all the same (L1b), and what is not changed needs no memory. */
const { world } = useWorlds();
const asItIs = v8.getHeapStatistics;

/** The process may use so little that a plan for a thousand contacts is too much. */
function littleMemory(): void {
  v8.getHeapStatistics = () => ({ ...asItIs(), heap_size_limit: 5e5 });
  syncBuiltinESMExports();
}

afterEach(() => {
  v8.getHeapStatistics = asItIs;
  syncBuiltinESMExports();
});

const person = (index: number, says = 'nej') => `K${index};Anna;${46_701_740_000 + index};Lund;${says}`;

test('who is not to be changed counts for nothing, however many they are', async () => {
  const w = await world({ pipeline: { contacts: { absent: 'keep' } } });
  w.crm(person(605), person(606));
  expect((await w.sync()).exitCode).toBe(0);
  await w.somebody((held) => ({
    ...held,
    contacts: [
      ...held.contacts,
      ...Array.from({ length: 2000 }, (_, index) => ({
        msisdn: String(46_760_000_000 + index),
        name: 'Okänd',
        groups: ['Annan'],
      })),
    ],
  }));
  littleMemory();
  w.clock.forward(24);
  w.crm(person(605, 'ja'), person(606));
  expect((await w.sync()).exitCode).toBe(0);
  expect(blocked(w)).toEqual(['46701740605']);
});

test('a plan that is too much is refused, and the blocks are sent', async () => {
  const w = await world({});
  w.crm(person(605), person(606));
  expect((await w.sync()).exitCode).toBe(0);
  littleMemory();
  w.clock.forward(24);
  w.crm(person(605, 'ja'), person(606), ...Array.from({ length: 900 }, (_, index) => person(1000 + index)));
  const refused = await w.sync().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(OutOfMemoryError);
  expect((refused as OutOfMemoryError).advice).toContain("Of tonight's work only the blocks were sent (1)");
  expect(blocked(w)).toEqual(['46701740605']);
  expect(w.sent()).not.toHaveProperty('import_contacts_list', 2);
});
