import type { Contact } from '../contact/contact.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import { type BlocksInput, blocksAgain, oddAlone, type PlannedBlocks, planBlocks } from './blocks.ts';
import { countCalls } from './calls.ts';
import { type Change, type ChangeKind, changeKinds, type PlanBody } from './change.ts';
import { type Difference, diff } from './diff.ts';
import { fingerprint } from './fingerprint.ts';
import { countGroups, type GroupCount } from './group-counts.ts';
import { growthOf, noGrowth } from './growth.ts';
import type { GuardLimits, TrippedGuard } from './guard.ts';
import { type GuardFacts, guardsOf, heldBlocksOf } from './guards-of-plan.ts';
import { heldContacts } from './held.ts';
import { findCarriers, findMoves, keyChanges, type Move } from './moves.ts';
import type { PlanInput, PlanPolicy, PlanStamp, WantsDelta } from './plan-input.ts';
import { renamedPipelineWarnings, renamedSourceWarnings } from './renamed.ts';
import { chooseRoute } from './route.ts';
import { type AbsentCounts, namedElsewhereWarnings, noTally, type Tally } from './tally.ts';
import { createTargets } from './target.ts';
import { planWants } from './wants.ts';

export interface PlanSummary {
  readonly existing: number;
  readonly desired: number;
  readonly optedOut: number;
  /** Changes of each kind. */
  readonly changes: Readonly<Record<ChangeKind, number>>;
  /** What becomes of contacts that Jojka holds and this pipeline does not ask for (P3). */
  readonly absent: AbsentCounts;
  /** Pipelines that want contacts which this one does not (P10). */
  readonly wantedBy: readonly string[];
  /** Desired, there already, and not managed by this product; `adopt` takes them over (P3). */
  readonly unmanaged: { readonly contacts: number; readonly memberships: number };
  readonly groups: readonly GroupCount[];
  /** Calls that it takes, by endpoint (P6). */
  readonly calls: Readonly<Record<string, number>>;
  /** How long those calls take at the configured rate, in seconds (P6). */
  readonly seconds: number;
}

/** Which plan it is, and what it is for. */
export interface PlanIdentity {
  readonly version: 1;
  readonly id: string;
  readonly fingerprint: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly account: string;
  /** Of the service that the account is at. */
  readonly url: string;
  /** Tells the key that it was made with from others, and gives none away (G5, K1). */
  readonly keyMark: string;
  readonly pipeline: string;
}

/** By what it is carried out. */
export interface PlanTerms {
  /** The limits that calls keep to. */
  readonly load: PlanPolicy['load'];
  /** Each number is asked about before it is blocked, so that blocks of others are told from ours (P7). */
  readonly checksBlocks: boolean;
  /** Whom it may remove: managed contacts alone, or any (P3). */
  readonly removes: 'managed' | 'all';
  /** Groups whose memberships are the pipeline's to take away, whoever added them (P4). */
  readonly managedGroups: readonly string[];
}

/** What it will come to, and what somebody should look at before. */
export interface PlanForecast {
  readonly summary: PlanSummary;
  /** Guards that hold the plan back (G1 to G4, G6 to G8); empty when none does. */
  readonly guards: readonly TrippedGuard[];
  /** Blocks that tripped guards hold back too; all others go out (G3, G6, G8). */
  readonly heldBlocks: readonly string[];
  readonly warnings: readonly Warning[];
}

/** What the ledger is to learn besides what is confirmed: recorded, no call. */
export interface LedgerDelta {
  readonly wants: WantsDelta;
  /** Blocks that are owed, before any of them is sent (P11). */
  readonly owed: PlannedBlocks['owed'];
  /** Numbers whose block was never sent, and that nobody opts out any more. */
  readonly blockReleases: PlannedBlocks['releases'];
  /** What blocks that are there already are to be known for besides (P7). */
  readonly blockOrigins: PlannedBlocks['origins'];
  /** Numbers that the pipeline's source no longer opts out, though another pipeline's does. */
  readonly blockWithdrawals: readonly string[];
  /** Records whose number changed: what is ours goes from one to the other, and so does an opt-out. */
  readonly moves: readonly Move[];
}

/** Plain, versioned data: what turns existing into desired (P9). Holds no key. */
export interface Plan extends PlanIdentity, PlanBody, PlanTerms, PlanForecast, LedgerDelta {}

/**
 * Makes the plan. Pure: the same input gives the same plan.
 *
 * Step by step: who must stay as he is; what each contact shall be, with everything copied in that is somebody
 * else's; the difference; the blocks; how it travels; what it costs.
 */
export function makePlan(input: PlanInput): Plan {
  const { policy, desired, existing, ledger } = input;
  const held = heldContacts(desired, ledger, policy.name);
  const moves = findMoves(desired, ledger, policy.name);
  const carriers = findCarriers(desired, ledger, policy.name);
  const blocks = planBlocks(input, carriers);
  const targets = createTargets(input, held, { moves, carriers });
  const { differences, tally } = diff(existing, desired.contacts.keys(), targets);
  const again = blocksAgain(createdIn(differences), ledger, blocks.changes);
  return composePlan({
    stamp: input,
    pipeline: policy.name,
    terms: termsOf(policy),
    existing,
    differences,
    blocks: [...blocks.changes, ...again.changes],
    figures: { desired: targets.desiredCount(), optedOut: desired.optOuts.size, tally },
    guard: {
      ledger,
      removesAll: policy.contacts.absent === 'remove-all',
      records: desired.counts,
      limits: policy.guards,
      odd: oddAlone(input, carriers),
      growth: growthOf(differences, ledger, policy.name),
      moves: keyChanges(desired, ledger, policy.name),
    },
    delta: {
      wants: planWants(input, targets, moves),
      owed: [...blocks.owed, ...again.owed],
      blockReleases: blocks.releases,
      blockOrigins: blocks.origins,
      blockWithdrawals: blocks.withdrawals,
      moves,
    },
    warnings: [
      ...held.warnings(tally.inDoubt),
      ...renamedPipelineWarnings(desired, ledger, policy.name),
      ...renamedSourceWarnings(desired, ledger.wants.get(policy.name)),
      ...namedElsewhereWarnings(tally),
      ...blocks.warnings,
    ],
  });
}

/**
 * The blocks of a night whose export cannot be read (L1b): they need nothing of it. What a guard measures by what Jojka
 * holds is measured by what the ledger knows to be there.
 */
export function makeBlocksPlan(input: PlanStamp & BlocksInput & { readonly policy: PlanPolicy }): Plan {
  const { policy, desired, ledger } = input;
  const moves = findMoves(desired, ledger, policy.name);
  const carriers = findCarriers(desired, ledger, policy.name);
  const blocks = planBlocks(input, carriers);
  return composePlan({
    stamp: input,
    pipeline: policy.name,
    terms: termsOf(policy),
    existing: new Map(),
    differences: [],
    blocks: blocks.changes.filter(({ kind }) => kind === 'block'),
    figures: { desired: 0, optedOut: desired.optOuts.size, tally: noTally },
    guard: {
      ledger,
      removesAll: false,
      records: desired.counts,
      limits: policy.guards,
      existing: ledger.contacts.size,
      odd: oddAlone(input, carriers),
      growth: noGrowth,
      moves: keyChanges(desired, ledger, policy.name),
    },
    delta: {
      wants: { upserts: [], drops: [] },
      owed: blocks.owed,
      blockReleases: [],
      blockOrigins: blocks.origins,
      blockWithdrawals: [],
      moves,
    },
    warnings: [],
  });
}

function termsOf(policy: PlanPolicy): PlanTerms {
  return {
    load: policy.load,
    checksBlocks: policy.blocklist.unblock === 'managed',
    removes: policy.contacts.absent === 'remove-all' ? 'all' : 'managed',
    managedGroups: policy.groups.managedGroups,
  };
}

function* createdIn(differences: readonly Difference[]): Generator<string> {
  for (const { msisdn, before } of differences) if (before === null) yield msisdn;
}

/** Makes the plan of an undo: differences alone, and nothing that the ledger is to learn of wants (U1). */
export function makeUndoPlan(input: {
  readonly stamp: PlanStamp;
  readonly pipeline: string;
  readonly load: PlanPolicy['load'];
  readonly existing: ReadonlyMap<string, Contact>;
  readonly differences: readonly Difference[];
  readonly ledger: Ledger;
  readonly limits: GuardLimits;
  readonly warnings: readonly Warning[];
}): Plan {
  const { stamp, pipeline, load, existing, differences, ledger, limits, warnings } = input;
  const again = blocksAgain(createdIn(differences), ledger, []);
  return composePlan({
    stamp,
    pipeline,
    terms: { load, checksBlocks: false, removes: 'managed', managedGroups: [] },
    existing,
    differences,
    blocks: again.changes,
    figures: { desired: existing.size, optedOut: 0, tally: noTally },
    guard: {
      ledger,
      removesAll: false,
      records: undefined,
      limits,
      odd: new Set(),
      growth: growthOf(differences, ledger, pipeline),
      moves: { known: 0, changed: 0 },
    },
    delta: {
      wants: { upserts: [], drops: [] },
      owed: again.owed,
      blockReleases: [],
      blockOrigins: [],
      blockWithdrawals: [],
      moves: [],
    },
    warnings,
  });
}

/** Puts a plan together of its five parts, each of them made once. */
function composePlan(input: {
  readonly stamp: PlanStamp;
  readonly pipeline: string;
  readonly terms: PlanTerms;
  readonly existing: ReadonlyMap<string, Contact>;
  readonly differences: readonly Difference[];
  readonly blocks: readonly Change[];
  readonly figures: Figures;
  readonly guard: GuardFacts;
  readonly delta: LedgerDelta;
  readonly warnings: readonly Warning[];
}): Plan {
  const { stamp, pipeline, terms, existing, delta } = input;
  const { body, warnings } = bodyOf(input.differences, input.blocks, terms);
  const summary = forecast(body, terms, existing, input.figures);
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
    heldBlocks: heldBlocksOf(changes, guards, input.guard, delta.moves),
    summary,
    wants: delta.wants,
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
}

function forecast(
  body: PlanBody,
  { load, checksBlocks }: PlanTerms,
  existing: ReadonlyMap<string, Contact>,
  { desired, optedOut, tally }: Figures,
): PlanSummary {
  const changes = countKinds(body.changes);
  const checks = checksBlocks ? changes.block : 0;
  const calls = {
    ...(checks > 0 && { check_if_in_blocklist: checks }),
    ...countCalls(body, load.importRows),
  };
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return {
    existing: existing.size,
    desired,
    optedOut,
    changes,
    absent: tally.absent,
    wantedBy: tally.wantedBy,
    unmanaged: tally.unmanaged,
    groups: countGroups(existing, body.contacts),
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
