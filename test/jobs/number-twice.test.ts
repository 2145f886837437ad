import { expect, test } from 'vitest';
import { blocked, useWorlds } from '../support/in-process.ts';

const { world } = useWorlds();

const [anna, formerlyBos, third] = ['46701740605', '46701740606', '46701740607'];
const row = (key: string, number: string, stop = 'nej') => `${key};${key};${number};Lund;${stop}`;

/** Under `keep` the former number stays; its key is the new one's from then on, since a record says so (T7, P7b). */
test('an opt-out follows to the third number of a key, though the second was no move and the first is still there', async () => {
  const off = { moves: 'off', creates: 'off', blocks: 'off' };
  const w = await world({ pipeline: { contacts: { absent: 'keep' }, guards: off } });
  for (const rows of [
    [row('K1', anna), row('K2', formerlyBos)],
    // Bo's number was known by another key: no move.
    [row('K1', formerlyBos)],
    [row('K1', formerlyBos, 'ja')],
    [row('K1', third)],
  ]) {
    w.crm(...rows);
    await w.sync();
    w.clock.forward(24);
  }
  expect(blocked(w)).toEqual([formerlyBos, third]);
});
