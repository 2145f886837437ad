import type { Faults } from './faults.ts';

/**
 * Puts the rows of an export in the order that the faults ask for: `rotating` moves every row up by one from call to
 * call, `shuffled` deals them anew; the same call of the same sandbox gives the same order.
 */
export function createExportOrder(fault: Faults['export']): <T>(rows: readonly T[]) => readonly T[] {
  let calls = 0;
  return (rows) => {
    calls += 1;
    if (!fault || calls > (fault.calls ?? Number.POSITIVE_INFINITY) || rows.length === 0) return rows;
    if (fault.order === 'shuffled') return shuffled(rows, calls);
    const first = (calls - 1) % rows.length;
    return [...rows.slice(first), ...rows.slice(0, first)];
  };
}

function shuffled<T>(rows: readonly T[], seed: number): T[] {
  const dealt = [...rows];
  let state = seed;
  for (let index = dealt.length - 1; index > 0; index -= 1) {
    // A linear congruential generator: poor, small, and the same everywhere.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (index + 1);
    [dealt[index], dealt[other]] = [dealt[other] as T, dealt[index] as T];
  }
  return dealt;
}
