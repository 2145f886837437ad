import type { Contact } from '../contact/contact.ts';
import type { Warning } from '../contact/rejection.ts';
import type { Agreement } from '../table/agreement.ts';
import { countCalls } from './calls.ts';
import { type Change, type ChangeKind, changeKinds, type PlanBody } from './change.ts';
import type { ConsentFigures } from './consent-figures.ts';
import type { Difference } from './diff.ts';
import { fingerprint } from './fingerprint.ts';
import { countGroups } from './group-counts.ts';
import { type GuardFacts, guardsOf, heldBlocksOf } from './guards-of-plan.ts';
import type { LedgerDelta, Plan, PlanSummary, PlanTerms } from './plan.ts';
import type { PlanStamp } from './plan-input.ts';
import { chooseRoute } from './route.ts';
import { countStandingBlocks, type StandingBlocks } from './standing-blocks.ts';
import type { Tally } from './tally.ts';

/** Puts a plan together of its five parts, each of them made once. */
export function composePlan(input: {
  readonly stamp: PlanStamp;
  readonly pipeline: string;
  readonly terms: PlanTerms;
  readonly existing: ReadonlyMap<string, Contact>;
  /** Contacts of which nothing changes. */
  readonly settled?: Agreement;
  readonly differences: readonly Difference[];
  readonly blocks: readonly Change[];
  readonly figures: Figures;
  readonly guard: GuardFacts;
  readonly delta: LedgerDelta;
  readonly warnings: readonly Warning[];
}): Plan {
  const { stamp, pipeline, terms, delta } = input;
  const { body, warnings } = bodyOf(input.differences, input.blocks, terms);
  const standingBlocks = countStandingBlocks(input.guard.ledger);
  const summary = forecast(body, terms, input, input.figures, standingBlocks);
  const { changes, contacts } = body;
  const { id, account, createdAt, url, keyMark } = stamp;
  const guards = guardsOf(body, summary, input.guard);
  // In this order it stands in files and reports.
  return {
    version: 1,
    id,
    account,
    pipeline,
    changes,
    contacts,
    fingerprint: fingerprint({ id, account, pipeline, changes, contacts }),
    createdAt,
    url,
    keyMark,
    load: terms.load,
    guards,
    heldBlocks: heldBlocksOf(changes, guards, input.guard),
    summary,
    wants: delta.wants,
    ...(delta.consents && { consents: delta.consents }),
    owed: delta.owed,
    blockReleases: delta.blockReleases,
    blockOrigins: delta.blockOrigins,
    blockWithdrawals: delta.blockWithdrawals,
    moves: delta.moves,
    checksBlocks: terms.checksBlocks,
    removes: terms.removes,
    managedGroups: terms.managedGroups,
    warnings: [...warnings, ...input.warnings],
  };
}

/** How each difference travels, and in which order. */
function bodyOf(
  differences: readonly Difference[],
  blocks: readonly Change[],
  { load }: PlanTerms,
): { body: PlanBody; warnings: readonly Warning[] } {
  const { changes, contacts, warnings } = chooseRoute(differences, load.singleAdds);
  return { body: { changes: inOrder([...blocks, ...changes]), contacts }, warnings };
}

/** What is counted while the differences are found. */
interface Figures {
  readonly desired: number;
  readonly optedOut: number;
  readonly tally: Tally;
  readonly consent?: ConsentFigures | undefined;
}

function forecast(
  body: PlanBody,
  { load, checksBlocks }: PlanTerms,
  { existing, settled }: { readonly existing: ReadonlyMap<string, Contact>; readonly settled?: Agreement },
  { desired, optedOut, tally, consent }: Figures,
  standingBlocks: StandingBlocks,
): PlanSummary {
  const changes = countKinds(body.changes);
  const checks = checksBlocks ? changes.block : 0;
  const calls = {
    ...(checks > 0 && { check_if_in_blocklist: checks }),
    ...countCalls(body, load.importRows),
  };
  const { spared } = tally;
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return {
    existing: existing.size,
    desired,
    optedOut,
    changes,
    absent: tally.absent,
    ...(spared.contacts + spared.memberships > 0 && { inDoubt: spared }),
    wantedBy: tally.wantedBy,
    unmanaged: tally.unmanaged,
    standingBlocks,
    ...(consent && { consent }),
    groups: countGroups(existing, body.contacts, settled),
    calls,
    seconds: total / load.requestsPerSecond,
  };
}

function countKinds(changes: readonly Change[]): Record<ChangeKind, number> {
  const counts = Object.fromEntries(changeKinds.map((kind) => [kind, 0])) as Record<ChangeKind, number>;
  for (const change of changes) counts[change.kind]++;
  return counts;
}

const rank = new Map(changeKinds.map((kind, index) => [kind, index]));

function inOrder(changes: Change[]): Change[] {
  return changes.sort(
    (a, b) =>
      (rank.get(a.kind) ?? 0) - (rank.get(b.kind) ?? 0) ||
      compare(a.msisdn, b.msisdn) ||
      compare(groupOf(a), groupOf(b)),
  );
}

function groupOf(change: Change): string {
  return 'group' in change ? change.group : '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
