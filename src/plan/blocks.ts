import { type BlockDoubt, type BlockOrigin, isUndecided, type Ledger } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import type { CarriedOptOut, Change } from './change.ts';
import { hasLostOptOuts, keyOptOuts, strayOptOutWarnings } from './key-opt-outs.ts';
import type { Move } from './moves.ts';
import type { OwedBlock, PlanInput } from './plan-input.ts';
import { planUnblocks } from './unblocks.ts';
import { isUndecidedCarried, mayFollowYet } from './undecided-carried.ts';

export interface PlannedBlocks {
  readonly changes: readonly Change[];
  /** What the ledger is to know of those blocks before they are sent (P11). */
  readonly owed: readonly OwedBlock[];
  /** Numbers whose block was never sent and that nobody opts out any more: recorded, no call. */
  readonly releases: readonly string[];
  /** What a block that is there already is to be known for besides: recorded, no call (P7). */
  readonly origins: readonly (readonly [msisdn: string, origin: BlockOrigin])[];
  /** Numbers that this pipeline's source no longer opts out, but another pipeline's still does: recorded, no call. */
  readonly withdrawals: readonly string[];
  readonly warnings: readonly Warning[];
}

/**
 * Blocks and unblocks (P7).
 *
 * To be blocked are numbers that are opted out at the source, also by a rejected record whose key tells the number
 * (T8); senders of a STOP whose block is not confirmed yet (S1); the new number of somebody who was opted out under
 * another one; and whoever the ledger says is owed a block, whichever pipeline's source asked for it (P11). Blocks that
 * the ledger knows for sure are not sent again. What another pipeline's guard holds back is that pipeline's to send.
 *
 * Unblocked is only whom nothing but the source of this pipeline had blocked, and whose record says no now: absence is
 * no consent, another origin stays, and where replies may have been missed nobody is unblocked. Where an opt-out is lost no record
 * counts as saying no: nothing is unblocked, released or withdrawn (T8).
 */
export function planBlocks(input: BlocksInput, moves: readonly Move[]): PlannedBlocks {
  const { ledger, policy } = input;
  const optedOut = originsTonight(input, moves);
  const isLost = hasLostOptOuts(input.desired, ledger.wants.get(policy.name));
  const { again, releases, waiting } = doubtsTonight(input, optedOut, isLost);
  const changes: Change[] = [];
  const owed: OwedBlock[] = [];
  const origins: [string, BlockOrigin][] = [];
  const tonight = new Set([...optedOut.keys(), ...again]);
  for (const msisdn of [...tonight].sort()) {
    const why = optedOut.get(msisdn) ?? new Set();
    const known = ledger.blocks.get(msisdn) ?? [];
    if (known.length === 0 || ledger.doubts.has(msisdn)) {
      const carried = carriedTo(msisdn, optedOut, moves, ledger);
      const all = [...new Set([...known, ...why])];
      changes.push({
        kind: 'block',
        msisdn,
        origins: all,
        ...(carried.length > 0 && { carried }),
        ...(isUnsaid(ledger, msisdn, {
          pipeline: policy.name,
          isSaid: isLost || why.has('source') || !input.desired.contacts.has(msisdn),
        }) && { unsaid: true }),
      });
      owed.push(...owedBlocks(msisdn, why, known, policy.name));
    } else
      for (const origin of why)
        if (
          !known.includes(origin) ||
          (origin === 'source' && !ledger.blockedBy.get(msisdn)?.includes(policy.name))
        )
          origins.push([msisdn, origin]);
  }
  const seenTo = new Set([...again, ...releases]);
  const unblocks = planUnblocks(input, { optedOut, seenTo, isLost }, changes);
  return {
    changes,
    owed,
    releases,
    origins,
    withdrawals: unblocks.withdrawals,
    warnings: [
      ...carriedWarnings(changes, input),
      ...waitingWarnings(waiting, isLost),
      ...strayOptOutWarnings(input.desired, ledger.wants.get(policy.name)),
      ...unblocks.warnings,
    ],
  };
}

/** Whether a number's block rests on what a pipeline's source, and no other one's, once said and says no more. */
function isUnsaid(
  ledger: Pick<Ledger, 'blocks' | 'blockedBy'>,
  msisdn: string,
  { pipeline, isSaid }: { readonly pipeline: string; readonly isSaid: boolean },
): boolean {
  return (
    !isSaid &&
    ledger.blocks.get(msisdn)?.includes('source') === true &&
    (ledger.blockedBy.get(msisdn) ?? []).every((by) => by === pipeline)
  );
}

/** Whose opt-out follows him to a number whose record says no: his staff may have meant otherwise. */
function carriedWarnings(changes: readonly Change[], { desired, ledger }: BlocksInput): Warning[] {
  const tonight = changes.flatMap((change) =>
    change.kind === 'block' && change.carried && desired.optedIn.has(change.msisdn) ? [change.msisdn] : [],
  );
  const before: string[] = [];
  for (const [msisdn, origins] of ledger.blocks)
    if (
      origins.every((origin) => origin === 'carried') &&
      desired.optedIn.has(msisdn) &&
      !isUndecided(ledger.doubts.get(msisdn))
    )
      before.push(msisdn);
  const numbers = [...new Set([...tonight, ...before])];
  if (numbers.length === 0) return [];
  return [
    { code: 'carried-against-record', figures: { numbers: numbers.length, examples: numbers.slice(0, 5) } },
  ];
}

/** The opt-outs of somebody's former numbers. */
function carriedTo(
  msisdn: string,
  optedOut: ReadonlyMap<string, ReadonlySet<BlockOrigin>>,
  moves: readonly Move[],
  { blocks }: Ledger,
): CarriedOptOut[] {
  if (!optedOut.get(msisdn)?.has('carried')) return [];
  return moves.flatMap(({ from, to, keys }) => {
    const origins = [...new Set([...(blocks.get(from) ?? []), ...(optedOut.get(from) ?? [])])];
    return to === msisdn && origins.length > 0 ? [{ from, keys, origins }] : [];
  });
}

/** What blocks are planned from; they need nothing of the export (L1b). */
export type BlocksInput = Pick<PlanInput, 'desired' | 'ledger' | 'policy' | 'replies'>;

/**
 * Whom the ledger has blocked is blocked again when he is created, whatever the ledger believes (P11).
 *
 * @param tonight what the sources say, where they were read
 */
export function blocksAgain(
  created: Iterable<string>,
  ledger: Ledger,
  planned: readonly Change[],
  tonight?: Pick<BlocksInput, 'desired' | 'policy'>,
): Pick<PlannedBlocks, 'changes' | 'owed'> {
  const isPlanned = new Set(planned.map(({ msisdn }) => msisdn));
  const pipeline = tonight?.policy.name ?? '';
  const isLost = tonight && hasLostOptOuts(tonight.desired, ledger.wants.get(pipeline));
  const changes: Change[] = [];
  const owed: OwedBlock[] = [];
  for (const msisdn of created) {
    const origins = ledger.blocks.get(msisdn);
    // What is held was never sent, or was lifted by hand: he is not created (P11).
    if (!origins || isPlanned.has(msisdn) || isUndecided(ledger.doubts.get(msisdn))) continue;
    const isSaid = !tonight || isLost || tonight.desired.optOuts.has(msisdn);
    const unsaid = isUnsaid(ledger, msisdn, { pipeline, isSaid });
    changes.push({ kind: 'block', msisdn, origins, ...(unsaid && { unsaid: true }) });
    owed.push(...owedBlocks(msisdn, new Set(), origins, ''));
  }
  return { changes, owed };
}

/** Why a number is owed its block: tonight's reasons as this pipeline's, the known ones as nobody's in particular. */
function owedBlocks(
  msisdn: string,
  tonight: ReadonlySet<BlockOrigin>,
  known: readonly BlockOrigin[],
  pipeline: string,
): OwedBlock[] {
  return [
    ...known.filter((origin) => !tonight.has(origin)).map((origin): OwedBlock => [msisdn, origin]),
    ...[...tonight].map(
      (origin): OwedBlock => (origin === 'source' ? [msisdn, origin, pipeline] : [msisdn, origin]),
    ),
  ];
}

/**
 * Blocks in doubt that tonight's source and replies say nothing of: which are sent again; which were never sent and are
 * not asked for any more; and which wait for somebody to decide. A guard that held a block back may have held back a
 * mistake, which a record that is there tells; whoever is merely absent has not consented to anything.
 *
 * @param isLost somebody opted out of whom nobody knows who it is (T8): no record tells anything then
 */
function doubtsTonight(
  input: BlocksInput,
  optedOut: ReadonlyMap<string, unknown>,
  isLost: boolean,
): { again: string[]; releases: string[]; waiting: string[] } {
  const again: string[] = [];
  const releases: string[] = [];
  const waiting: string[] = [];
  let follows: boolean | undefined;
  const mayFollow = () => {
    follows ??= isLost || mayFollowYet(input.desired, input.ledger, input.policy.name);
    return follows;
  };
  for (const [msisdn, doubt] of input.ledger.doubts) {
    if (optedOut.has(msisdn)) continue;
    const fate = fateOf(msisdn, doubt, input, { isLost, mayFollow });
    if (fate === 'again') again.push(msisdn);
    else if (fate === 'release') releases.push(msisdn);
    else if (doubt === 'held' && isNobodyElses(msisdn, input)) waiting.push(msisdn);
  }
  return { again, releases, waiting: waiting.sort() };
}

interface Tonight {
  readonly isLost: boolean;
  readonly mayFollow: () => boolean;
}

function fateOf(
  msisdn: string,
  doubt: BlockDoubt,
  input: BlocksInput,
  tonight: Tonight,
): 'again' | 'release' | 'stays' {
  const { desired, ledger, policy } = input;
  const isOwn = !tonight.isLost && isOnlyOf(ledger, msisdn, policy.name);
  if (doubt === 'noted' || doubt === 'held')
    return fateOfUndecided(msisdn, doubt, input, () => isOwn || isCarriedNoMore(msisdn, input, tonight));
  const saysNo = isOwn && desired.optedIn.has(msisdn);
  if (doubt === 'owed' && saysNo) return 'release';
  const isLifted = saysNo && policy.blocklist.unblock === 'managed';
  const origins = ledger.blocks.get(msisdn) ?? [];
  const isAsked = origins.some((origin) => origin !== 'found' && origin !== 'manual');
  return !isLifted && (isAsked || doubt !== 'unsure') ? 'again' : 'stays';
}

/** @param isOurs whether it is for this pipeline to say that the block is asked for no more */
function fateOfUndecided(
  msisdn: string,
  doubt: 'noted' | 'held',
  { desired, ledger, policy }: BlocksInput,
  isOurs: () => boolean,
): 'again' | 'release' | 'stays' {
  const saysNo = desired.optedIn.has(msisdn);
  if (doubt === 'held') return (saysNo || desired.contacts.has(msisdn)) && isOurs() ? 'release' : 'stays';
  // What a source said in a night that ended before anything was decided holds, though his row is not there tonight. What
  // another pipeline's source said is for that pipeline to decide.
  if ((ledger.blockedBy.get(msisdn) ?? []).some((by) => by !== policy.name)) return 'stays';
  return saysNo && isOurs() ? 'release' : 'again';
}

/** An opt-out was to follow somebody to this number, and nobody has moved there. */
function isCarriedNoMore(msisdn: string, { ledger, policy }: BlocksInput, tonight: Tonight): boolean {
  return isUndecidedCarried(ledger, msisdn, policy.name) && !tonight.mayFollow();
}

/** Whether no other pipeline that wants something could send a block that a guard held back. */
function isNobodyElses(msisdn: string, { ledger, policy }: BlocksInput): boolean {
  return (ledger.blockedBy.get(msisdn) ?? []).every((by) => by === policy.name || !ledger.wants.has(by));
}

/** Blocks that a guard held back, and that no record decides: nobody is to lose sight of them. */
function waitingWarnings(numbers: readonly string[], isLost: boolean): Warning[] {
  if (numbers.length === 0) return [];
  const figures = { numbers: numbers.length, examples: numbers.slice(0, 5) };
  return [{ code: 'held-blocks-wait', figures: { ...figures, ...(isLost && { lostOptOuts: true }) } }];
}

/** Whether a source has a number blocked, and none but one pipeline's; whatever else has besides. */
export function isOfSourceOf({ blocks, blockedBy }: Ledger, msisdn: string, pipeline: string): boolean {
  const by = blockedBy.get(msisdn) ?? [];
  return (
    blocks.get(msisdn)?.includes('source') === true && by.length > 0 && by.every((one) => one === pipeline)
  );
}

/** Whether nothing but one pipeline's source has a number blocked. */
export function isOnlyOf({ blocks, blockedBy }: Ledger, msisdn: string, pipeline: string): boolean {
  return (
    (blocks.get(msisdn) ?? []).every((origin) => origin === 'source') &&
    (blockedBy.get(msisdn) ?? []).every((by) => by === pipeline)
  );
}

/** Who is opted out tonight, and why. */
function originsTonight(
  { desired, ledger, policy, replies }: BlocksInput,
  moves: readonly Move[],
): Map<string, Set<BlockOrigin>> {
  const optedOut = new Map<string, Set<BlockOrigin>>();
  const add = (msisdn: string, origin: BlockOrigin) => {
    const origins = optedOut.get(msisdn);
    if (origins) origins.add(origin);
    else optedOut.set(msisdn, new Set([origin]));
  };
  for (const msisdn of desired.optOuts) add(msisdn, 'source');
  const byKey = keyOptOuts(desired, ledger.wants.get(policy.name));
  for (const msisdn of [...byKey.clear, ...byKey.odd]) add(msisdn, 'source');
  for (const msisdn of replies.pending) add(msisdn, 'reply');
  // Of two numbers that are one person's, the one to which it is carried carries nothing back.
  const own = new Set(optedOut.keys());
  for (const { from, to } of moves) if (ledger.blocks.has(from) || own.has(from)) add(to, 'carried');
  return optedOut;
}
