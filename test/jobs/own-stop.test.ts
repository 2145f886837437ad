import { expect, test } from 'vitest';
import { fetchReplies } from '../../src/jobs/replies.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { blocked, useWorlds } from '../support/in-process.ts';

/** Guards are about what sources say: nobody's own STOP is held back with it (G3, S1). */
const { world } = useWorlds();
const anna = '46701740605';
const row = (id: number, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;
const others = (stop: string) =>
  Array.from({ length: 30 }, (_, index) => row(index + 10, `46701740${610 + index}`, stop));

test.each(['nej', 'ja'])(
  'a STOP whose block failed is no part of a broken column: her own cell %s',
  async (cell) => {
    const w = await world({
      pipeline: { guards: { missing: 'off', blocks: '5%' } },
      sandbox: { faults: { rules: [{ endpoint: 'add_to_blocklist', nth: 1, action: { status: 500 } }] } },
    });
    w.crm(row(1, anna), ...others('nej'));
    await w.sync();
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    const replies = await fetchReplies(w.environment, { pipeline: 'crm', account: 'default', strict: false });
    expect([replies.exitCode, blocked(w)]).toEqual([4, []]);
    w.clock.forward(12);
    w.crm(row(1, anna, cell), ...others('ja'));
    const { exitCode, plan } = await w.sync();
    expect(exitCode).toBe(3);
    // Nor is it counted.
    expect(plan.plan.guards).toMatchObject([{ rule: 'G3', count: 30 }]);
    expect([plan.plan.heldBlocks.length, blocked(w)]).toEqual([30, [anna]]);
    const { doubts } = await w.withState((database) => readLedger(database, 1));
    expect([doubts.has(anna), doubts.size]).toEqual([false, 30]);
  },
);
