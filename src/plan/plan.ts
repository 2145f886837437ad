import type { Contact } from '../contact/contact.ts';
import type { Warning } from '../contact/rejection.ts';
import { type PlannedBlocks, planBlocks } from './blocks.ts';
import { countCalls } from './calls.ts';
import { type Change, type ChangeKind, changeKinds, type TouchedContact } from './change.ts';
import { type Difference, diff } from './diff.ts';
import { fingerprint } from './fingerprint.ts';
import { countGroups, type GroupCount } from './group-counts.ts';
import { checkGuards, type GuardFigures, type GuardLimits, type TrippedGuard } from './guard.ts';
import { heldContacts } from './held.ts';
import { findMoves, type Move } from './moves.ts';
import type { PlanInput, PlanPolicy, WantsDelta } from './plan-input.ts';
import { chooseRoute } from './route.ts';
import { type AbsentCounts, createTargets, noAbsent } from './target.ts';
import { planWants } from './wants.ts';

export interface PlanSummary {
  readonly existing: number;
  readonly desired: number;
  readonly optedOut: number;
  /** Changes of each kind. */
  readonly changes: Readonly<Record<ChangeKind, number>>;
  /** What becomes of contacts that Jojka holds and this pipeline does not ask for (P3). */
  readonly absent: AbsentCounts;
  /** Desired, there already, and not managed by this product; `adopt` takes them over (P3). */
  readonly unmanaged: { readonly contacts: number; readonly memberships: number };
  readonly groups: readonly GroupCount[];
  /** Calls that it takes, by endpoint (P6). */
  readonly calls: Readonly<Record<string, number>>;
  /** How long those calls take at the configured rate, in seconds (P6). */
  readonly seconds: number;
}

/** Plain, versioned data: what turns existing into desired (P9). Holds no key. */
export interface Plan {
  readonly version: 1;
  readonly id: string;
  readonly fingerprint: string;
  readonly createdAt: string;
  readonly account: string;
  /** Of the service that the account is at. */
  readonly url: string;
  /** Tells the key that it was made with from others, and gives none away (G5, K1). */
  readonly keyMark: string;
  readonly pipeline: string;
  readonly summary: PlanSummary;
  /** Guards that hold the plan back (G1 to G4); empty when none does. */
  readonly guards: readonly TrippedGuard[];
  /** In the order of {@link changeKinds}, then by MSISDN, then by group. */
  readonly changes: readonly Change[];
  /** Every contact that a change other than block and unblock touches, by MSISDN. */
  readonly contacts: readonly TouchedContact[];
  readonly wants: WantsDelta;
  /** Each number is asked about before it is blocked, so that blocks of others are told from ours (P7). */
  readonly checksBlocks: boolean;
  /** The limits that it is carried out by. */
  readonly load: PlanPolicy['load'];
  /** What blocks that are there already are to be known for besides: recorded, no call (P7). */
  readonly blockOrigins: PlannedBlocks['origins'];
  /** Numbers that the pipeline's source no longer opts out, though another pipeline's does: recorded, no call. */
  readonly blockWithdrawals: readonly string[];
  /** Records whose number changed: what is ours goes from one to the other, and so does an opt-out. */
  readonly moves: readonly Move[];
  readonly warnings: readonly Warning[];
}

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
  const blocks = planBlocks(input, moves);
  const targets = createTargets(input, held, moves);
  const differences = diff(existing, desired.contacts.keys(), targets);
  const plan = assemblePlan({
    ...input,
    pipeline: policy.name,
    load: policy.load,
    differences,
    blocks: blocks.changes,
  });
  const guarded = withGuards(plan, {
    ledger,
    removesAll: policy.contacts.absent === 'remove-all',
    records: desired.counts,
    limits: policy.guards,
  });
  const checksBlocks = policy.blocklist.unblock === 'managed';
  const checks = checksBlocks ? plan.summary.changes.block : 0;
  return {
    ...guarded,
    summary: {
      ...plan.summary,
      ...(checks > 0 && {
        calls: { check_if_in_blocklist: checks, ...plan.summary.calls },
        seconds: plan.summary.seconds + checks / policy.load.requestsPerSecond,
      }),
      desired: targets.desiredCount(),
      optedOut: desired.optOuts.size,
      absent: targets.absent,
      unmanaged: targets.unmanaged,
    },
    wants: planWants(input, targets),
    blockOrigins: blocks.origins,
    blockWithdrawals: blocks.withdrawals,
    moves,
    checksBlocks,
    warnings: [...plan.warnings, ...held.warnings(), ...targets.warnings(), ...blocks.warnings],
  };
}

/** Makes a plan of differences: how each travels, in which order, and what it costs. */
export function assemblePlan(input: {
  readonly id: string;
  readonly createdAt: string;
  readonly account: string;
  readonly url: string;
  readonly keyMark: string;
  readonly pipeline: string;
  readonly load: PlanPolicy['load'];
  readonly existing: ReadonlyMap<string, Contact>;
  readonly differences: readonly Difference[];
  readonly blocks: readonly Change[];
}): Plan {
  const { load, existing } = input;
  const routed = chooseRoute(input.differences, load.singleAdds);
  const changes = inOrder([...input.blocks, ...routed.changes]);
  const { contacts, warnings } = routed;
  const calls = countCalls({ changes, contacts }, load.importRows);
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const body = { id: input.id, account: input.account, pipeline: input.pipeline, changes, contacts };
  return {
    version: 1,
    ...body,
    fingerprint: fingerprint(body),
    createdAt: input.createdAt,
    url: input.url,
    keyMark: input.keyMark,
    load,
    guards: [],
    summary: {
      existing: existing.size,
      desired: existing.size,
      optedOut: 0,
      changes: countKinds(changes),
      absent: noAbsent,
      unmanaged: { contacts: 0, memberships: 0 },
      groups: countGroups(existing, contacts),
      calls,
      seconds: total / load.requestsPerSecond,
    },
    wants: { upserts: [], drops: [] },
    blockOrigins: [],
    blockWithdrawals: [],
    moves: [],
    checksBlocks: false,
    warnings,
  };
}

/** The plan with the guards that it trips. */
export function withGuards(
  plan: Plan,
  { limits, ...facts }: Pick<GuardFigures, 'ledger' | 'removesAll' | 'records'> & { limits: GuardLimits },
): Plan {
  const { changes, existing, groups } = plan.summary;
  const left = new Map<string, number>();
  for (const change of plan.changes)
    if (change.kind === 'removeMembership') left.set(change.group, (left.get(change.group) ?? 0) + 1);
  return { ...plan, guards: checkGuards({ changes, existing, groups, left, ...facts }, limits) };
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
