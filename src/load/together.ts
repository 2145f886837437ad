import type { LoadResult } from './load.ts';

/** A load, and what was sent of some of its changes after it, as one. */
export function together(first: LoadResult, second: LoadResult, changes: ReadonlySet<number>): LoadResult {
  return {
    states: first.states.map((state, index) =>
      changes.has(index) ? (second.states[index] ?? state) : state,
    ),
    failures: [...first.failures, ...second.failures],
    calls: callsTogether(first.calls, second.calls),
    stopped: first.stopped ?? second.stopped,
    nextSeq: second.nextSeq,
  };
}

/** Calls that were made, of several times: summed by endpoint. */
export function callsTogether(...parts: readonly LoadResult['calls'][]): LoadResult['calls'] {
  const calls: Record<string, { done: number; failed: number }> = {};
  for (const [endpoint, { done, failed }] of parts.flatMap((part) => Object.entries(part))) {
    const sum = calls[endpoint] ?? { done: 0, failed: 0 };
    calls[endpoint] = { done: sum.done + done, failed: sum.failed + failed };
  }
  return calls;
}
