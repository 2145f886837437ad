import type { Ledger } from '../contact/ledger.ts';
import type { InterruptedError } from '../errors.ts';
import type { LoadResult } from '../load/load.ts';
import type { ChangeState } from '../load/outcome.ts';
import { together } from '../load/together.ts';
import type { PermittedPlan } from '../plan/permit.ts';
import { note, type RunEnvironment } from '../session/environment.ts';
import type { Run } from '../session/session.ts';

/**
 * Sends the blocks of a run whose time was over before they were done: they depend on nothing, that neither (L1b). Those that were
 * under way are sent again: what broke off then says nothing of them.
 *
 * @param send sends what is not done of the plan
 */
export async function withLateBlocks(
  run: Run,
  permitted: PermittedPlan,
  loaded: LoadResult,
  send: (
    run: Run,
    from: { readonly states: readonly ChangeState[]; readonly firstSeq: number },
  ) => Promise<LoadResult>,
): Promise<LoadResult> {
  const left = blocksLeft(permitted, loaded.states);
  if (left.size === 0) return loaded;
  const states = loaded.states.map((state, index): ChangeState => (left.has(index) ? state : 'done'));
  const late = await run.urgently((urgent) => send(urgent, { states, firstSeq: loaded.nextSeq }));
  return late ? together(withoutSettled(loaded, late), late, left) : loaded;
}

/** A load without its failures that a later one has made good, or has tried again. */
function withoutSettled(first: LoadResult, { states, failures: later }: LoadResult): LoadResult {
  const again = new Set(later.flatMap(({ changes }) => changes));
  const isSettled = ({ changes }: LoadResult['failures'][number]) =>
    changes.every((index) => states[index] === 'done' || again.has(index));
  const calls = { ...first.calls };
  for (const { endpoint } of first.failures.filter(isSettled)) {
    const { done, failed } = calls[endpoint] ?? { done: 0, failed: 1 };
    calls[endpoint] = { done, failed: failed - 1 };
  }
  return { ...first, failures: first.failures.filter((failure) => !isSettled(failure)), calls };
}

/** Changes that are blocks and not done, by index: a call that broke off does not block anybody for sure. */
function blocksLeft(
  { changes, withheld }: PermittedPlan,
  states: readonly ChangeState[],
): ReadonlySet<number> {
  const left = changes.flatMap(({ kind }, index) =>
    kind === 'block' && states[index] !== 'done' && !withheld.has(index) ? [index] : [],
  );
  return new Set(left);
}

/** Why a run has ended, with whom that leaves unblocked. */
export function stoppedText(
  { message, advice }: InterruptedError,
  permitted: PermittedPlan,
  states: readonly ChangeState[],
): string {
  const waiting = blocksLeft(permitted, states).size;
  return [message, waiting > 0 && notBlockedYet(waiting), advice].filter(Boolean).join(' ');
}

/**
 * Tells of opt-outs that the ledger knows, that are not blocked for sure, and that no guard holds back: for commands that settle a run and
 * send nothing.
 *
 * @returns how many they are
 */
export function tellNotBlocked({ doubts }: Pick<Ledger, 'doubts'>, environment: RunEnvironment): number {
  let count = 0;
  for (const doubt of doubts.values()) if (doubt !== 'held' && doubt !== 'unsure') count++;
  if (count > 0) note(environment, 'error', notBlockedYet(count));
  return count;
}

/** What a night says that could not read all of its sources, where it could not tell of so many whether they are to be blocked. */
export function waitForAllText(waiting: number): string {
  const who = waiting === 1 ? '1 opt-out waits' : `${waiting} opt-outs wait`;
  const are = waiting === 1 ? 'is' : 'are';
  return `${who} for a night that can read all sources, and ${are} NOT blocked yet: text nobody before that.`;
}

/** What a run says that was stopped before it could send so many blocks. */
export function notBlockedYet(waiting: number): string {
  const who =
    waiting === 1
      ? '1 opt-out was read and is NOT blocked yet'
      : `${waiting} opt-outs were read and are NOT blocked yet`;
  return `${who}: text nobody before the next sync, which blocks them first. Run it soon.`;
}
