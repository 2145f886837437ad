import { stateBy } from '../contact/consent.ts';
import type { Day } from '../contact/day.ts';
import type { Ledger } from '../contact/ledger.ts';
import { isOnlyOf } from './blocks.ts';
import type { Change, PlanBody } from './change.ts';
import { createGroupNaming } from './group-naming.ts';
import { createOwnership, type Ownership } from './ownership.ts';
import type { Plan } from './plan.ts';
import { isUndecidedCarried } from './undecided-carried.ts';
import { type Withholding, withholdingOf } from './withholding.ts';

/** What is known at the moment of sending, read under the lock of the account (P11). */
export interface PermitFacts {
  readonly ledger: Ledger;
  /** Senders of a STOP whose block is not confirmed. */
  readonly pending: ReadonlySet<string>;
  /** Numbers that this run has blocked already. */
  readonly blockedNow: ReadonlySet<string>;
  /** Every reply up to now has been seen; else nobody is unblocked (P7, S2). */
  readonly repliesComplete: boolean;
  /** The day that it is: a yes may have run out since the plan was made (C2). */
  readonly today: Day;
}

/** What of a plan the facts are held against. */
export type PermitPlan = PlanBody &
  Pick<Plan, 'pipeline' | 'removes' | 'managedGroups'> & {
    /** Blocks that guards hold back, where the plan was not accepted. */
    readonly heldBlocks?: readonly string[];
    /** Numbers whose block was never sent and that the pipeline's source, as the only one, opts out no more. */
    readonly blockReleases?: readonly string[];
    /** What sources said of consent when it was made, which counts before what they said earlier. */
    readonly consents?: Plan['consents'];
  };

/**
 * Why a change may not be sent. `guard`: a guard holds that block back. `block-owed`: he would become reachable while a block of his is not confirmed.
 * `not-ours`: what it takes away or removes is not ours now. `wanted-elsewhere`: another pipeline wants it now.
 * `named-elsewhere`: another pipeline has the say about the name now. `blocked-otherwise`: something else than this
 * pipeline's source has the number blocked now. `replies-missing`: a STOP may have been missed. `no-consent`: he has not
 * agreed to be in a group of it, or not any more. `together`: it travels in
 * one row with a change that may not be sent.
 */
export type WithheldReason =
  | 'guard'
  | 'block-owed'
  | 'not-ours'
  | 'wanted-elsewhere'
  | 'named-elsewhere'
  | 'blocked-otherwise'
  | 'replies-missing'
  | 'no-consent'
  | 'together';

/** A plan that has been held against the facts: what of it is not sent, by the index of the change, and why. */
export interface PermittedPlan extends PlanBody {
  readonly withheld: ReadonlyMap<number, WithheldReason>;
}

/**
 * Holds a plan against the facts of the moment in which it is sent (P11). A plan says what; this says whether it still
 * may. Blocks always may, save those that a
 * guard holds back. Nothing is changed in the plan, so that every change keeps its index: what is taken out is
 * named.
 */
export function permit(plan: PermitPlan, facts: PermitFacts): PermittedPlan {
  const { changes, contacts } = plan;
  const reasonOf = createJudge(plan, facts);
  const withheld = new Map<number, WithheldReason>();
  for (const [index, change] of changes.entries()) {
    const reason = reasonOf(change);
    if (reason) withheld.set(index, reason);
  }
  if (withheld.size > 0) withholdRows(plan, withheld);
  return { changes, contacts, withheld };
}

/** What the judge goes by. */
interface Bench {
  readonly plan: PermitPlan;
  readonly facts: PermitFacts;
  readonly ownership: Ownership;
  /** Groups that people have not agreed to, by any pipeline of the account (C5). */
  readonly withholding: Pick<Withholding, 'has'>;
  readonly held: ReadonlySet<string>;
  /** His block was sent in this run, or is part of the plan and goes first. */
  isSeenTo(msisdn: string): boolean;
  /** The plan unblocks him, and may. */
  isLifted(msisdn: string): boolean;
  /** A block of his is not confirmed, and nothing sees to it. */
  isOwed(msisdn: string): boolean;
}

function createJudge(plan: PermitPlan, facts: PermitFacts): (change: Change) => WithheldReason | undefined {
  const { changes, pipeline, managedGroups } = plan;
  const { ledger, pending, blockedNow } = facts;
  const numbersOf = (kind: Change['kind']) =>
    new Set(changes.flatMap((change) => (change.kind === kind ? [change.msisdn] : [])));
  const held = new Set(plan.heldBlocks);
  const blocked = new Set([...numbersOf('block')].filter((msisdn) => !held.has(msisdn)));
  const unblocked = numbersOf('unblock');
  const released = new Set(plan.blockReleases);
  const isReleased = (msisdn: string) =>
    released.has(msisdn) &&
    !pending.has(msisdn) &&
    (isOnlyOf(ledger, msisdn, pipeline) || isUndecidedCarried(ledger, msisdn, pipeline));
  const isSeenTo = (msisdn: string) => blocked.has(msisdn) || blockedNow.has(msisdn) || isReleased(msisdn);
  const bench: Bench = {
    plan,
    facts,
    ownership: createOwnership(ledger, { name: pipeline, groups: { managedGroups } }),
    withholding: withholdingNow(plan, facts),
    held,
    isSeenTo,
    isLifted: (msisdn) => unblocked.has(msisdn) && judges.unblock(msisdn, bench, []) === undefined,
    isOwed: (msisdn) =>
      !isSeenTo(msisdn) && (pending.has(msisdn) || (ledger.doubts.has(msisdn) && !unblocked.has(msisdn))),
  };
  return (change) => judges[change.kind](change.msisdn, bench, groupsIn(change));
}

/** The groups that a change puts somebody into, or takes him out of. */
function groupsIn(change: Change): readonly string[] {
  if ('group' in change) return [change.group];
  return change.kind === 'create' ? change.groups : [];
}

/** What is withheld by what sources said last: the plan's own as it says, if it says. */
function withholdingNow(
  { pipeline, consents }: PermitPlan,
  { ledger, today }: PermitFacts,
): Pick<Withholding, 'has'> {
  const key = (source: string, msisdn: string) => `${source}\t${msisdn}`;
  const newer = new Map<string, readonly string[]>();
  for (const one of consents?.upserts ?? [])
    newer.set(key(one.source, one.msisdn), stateBy(one, today) === 'yes' ? [] : one.groups);
  for (const [source, msisdn] of consents?.drops ?? []) newer.set(key(source, msisdn), []);
  const naming = createGroupNaming(ledger);
  const known = withholdingOf(
    { ...ledger, naming, today },
    () => true,
    (of, source, msisdn) => of === pipeline && newer.has(key(source, msisdn)),
  );
  if (newer.size === 0) return known;
  const own = new Map<string, string[]>();
  for (const [place, groups] of newer) {
    if (groups.length === 0) continue;
    const msisdn = place.slice(place.lastIndexOf('\t') + 1);
    own.set(msisdn, [...(own.get(msisdn) ?? []), ...groups]);
  }
  const has = (msisdn: string, group: string) =>
    own.get(msisdn)?.some((one) => naming.isSame(one, group)) || known.has(msisdn, group);
  return { has };
}

type Judge = (msisdn: string, bench: Bench, groups: readonly string[]) => WithheldReason | undefined;

/** Somebody would come into a group that he has not agreed to. */
function lacksConsent(
  msisdn: string,
  { withholding }: Bench,
  groups: readonly string[],
): 'no-consent' | undefined {
  return groups.some((group) => withholding.has(msisdn, group)) ? 'no-consent' : undefined;
}

const judges: Record<Change['kind'], Judge> = {
  block: (msisdn, { held }) => (held.has(msisdn) ? 'guard' : undefined),
  unblock: (msisdn, { plan, facts: { ledger, pending, repliesComplete } }) => {
    const isOurs = ledger.blocks.has(msisdn) && isOnlyOf(ledger, msisdn, plan.pipeline);
    if (pending.has(msisdn) || !isOurs) return 'blocked-otherwise';
    return repliesComplete ? undefined : 'replies-missing';
  },
  // Whoever was away may have come back without his block, whatever the ledger believes.
  create: (msisdn, bench, groups) => {
    const { facts, isOwed, isSeenTo, isLifted } = bench;
    const isBlocked = facts.ledger.blocks.has(msisdn) && !isLifted(msisdn);
    if (isOwed(msisdn) || (isBlocked && !isSeenTo(msisdn))) return 'block-owed';
    return lacksConsent(msisdn, bench, groups);
  },
  addMembership: (msisdn, bench, groups) =>
    bench.isOwed(msisdn) ? 'block-owed' : lacksConsent(msisdn, bench, groups),
  rename: (msisdn, { facts, ownership, isOwed }) => {
    // Its row would make him anew, should somebody have removed him meanwhile.
    if (isOwed(msisdn)) return 'block-owed';
    return ownership.hasSay(msisdn, facts.ledger.contacts.get(msisdn)) ? undefined : 'named-elsewhere';
  },
  remove: (msisdn, { plan, facts, ownership }) => {
    if (ownership.wantedBy(msisdn) !== undefined) return 'wanted-elsewhere';
    return plan.removes === 'all' || facts.ledger.contacts.get(msisdn)?.managed ? undefined : 'not-ours';
  },
  removeMembership: (msisdn, { facts, ownership, withholding }, [group = '']) => {
    const known = facts.ledger.contacts.get(msisdn);
    if (ownership.isOurs(msisdn, group, known)) return undefined;
    // Whoever wants it: without a yes nobody is in it.
    if (ownership.isMade(group, known) && withholding.has(msisdn, group)) return undefined;
    return ownership.isGroupWantedElsewhere(msisdn, group, known) ? 'wanted-elsewhere' : 'not-ours';
  },
};

/**
 * An import row carries a contact's whole final state (P5): where one thing of it may not be, the row is not sent. Who is
 * owed a block is in no row at all.
 */
function withholdRows({ changes, contacts }: PlanBody, withheld: Map<number, WithheldReason>): void {
  const touched = new Set([...withheld.keys()].map((index) => changes[index]?.msisdn));
  const byImport = new Set(
    contacts.flatMap((contact) => (contact.byImport && touched.has(contact.msisdn) ? [contact.msisdn] : [])),
  );
  for (const [index, { kind, msisdn }] of changes.entries())
    if (
      byImport.has(msisdn) &&
      (kind === 'create' || kind === 'rename' || kind === 'addMembership') &&
      !withheld.has(index)
    )
      withheld.set(index, 'together');
}
