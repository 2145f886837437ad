import type { Contact } from '../contact/contact.ts';
import type { Warning } from '../contact/rejection.ts';
import { type Agreement, settledIn, wantedAsBefore } from '../table/agreement.ts';
import { keyHolders } from '../table/key-holders.ts';
import { type BlocksInput, blocksAgain, planBlocks } from './blocks.ts';
import { followOptOuts } from './carriers.ts';
import type { Change } from './change.ts';
import { composePlan } from './compose.ts';
import { type ConsentJudge, createConsentJudge } from './consent.ts';
import { consentDelta, consentsAlong, consentsToLearn } from './consent-delta.ts';
import { consentFigures, elsewhereWarnings } from './consent-figures.ts';
import { createdIn, diff } from './diff.ts';
import { growthOf, isBeginning, noGrowth } from './growth.ts';
import type { GuardFacts } from './guards-of-plan.ts';
import { heldContacts } from './held.ts';
import { createIsOut, withSharedKeys } from './key-traces.ts';
import { findMoves, keyChanges, type Move } from './moves.ts';
import { oddAlone } from './odd-alone.ts';
import { optedOutNumbers } from './opted-out.ts';
import type { Plan, PlanTerms } from './plan.ts';
import type { PlanInput, PlanPolicy, PlanStamp } from './plan-input.ts';
import { renamedSourceWarnings, rewrittenKeyWarnings } from './renamed.ts';
import { nobody, noPart, partOf, wantsWithin } from './subset.ts';
import { type InDoubt, namedElsewhereWarnings, noTally, type Tally } from './tally.ts';
import { createTargets } from './target.ts';
import { createUnmanaged } from './unmanaged.ts';
import { planWants } from './wants.ts';

/**
 * Makes the plan. Pure: the same input gives the same plan.
 *
 * Step by step: who must stay as he is; what each contact shall be, with everything copied in that is somebody
 * else's; the difference; the blocks; how it travels; what it costs.
 */
export function makePlan(input: PlanInput): Plan {
  return planWithUnmanaged(input).plan;
}

/** The same, with who is in Jojka and in no CRM: told to whoever looks at the plan, and no part of it (P3). */
export function planWithUnmanaged(input: PlanInput): {
  readonly plan: Plan;
  readonly unmanaged: Iterable<Contact>;
} {
  const { policy, desired, existing, ledger } = input;
  const before = wantedAsBefore(desired.contacts, ledger.wants.get(policy.name));
  const { moves, carriers, stranded } = whoMoved(input, before);
  const held = heldContacts(desired, ledger, policy.name, before, input.formerKeys);
  const blocks = planBlocks(input, carriers);
  const optedOut = optedOutNumbers(input, carriers);
  const consent = createConsentJudge(input, held, carriers);
  const targets = createTargets(input, held, { moves, optedOut, consent });
  const stayAsWanted = before.without(notAsWanted(input, before, { optedOut, moves, consent }));
  const settled = settledIn(stayAsWanted, existing, ledger.contacts);
  const unmanaged = createUnmanaged(existing, (msisdn) => ledger.contacts.get(msisdn)?.managed !== undefined);
  const whole = diff(existing, desired.contacts, targets, settled, unmanaged.see);
  const tally = hasSources(policy) ? whole.tally : noTally;
  const part = hasSources(policy) ? input.subset && partOf(input, input.subset, whole.differences) : nobody;
  const isIn = (msisdn: string) => part?.has(msisdn) ?? true;
  const differences = part ? whole.differences.filter(({ msisdn }) => isIn(msisdn)) : whole.differences;
  // Who has opted out is blocked in a part of the night as in all of it; nobody else in it becomes reachable.
  const ofBlocks = blocks.changes.filter(({ kind, msisdn }) => kind === 'block' || isIn(msisdn));
  const wants = planWants(input, targets, { moves, carriers, held }, stayAsWanted);
  const along = consentsAlong(input, carriers, moves);
  const consents = consentFigures(input, consent);
  const again = blocksAgain(createdIn(differences), ledger, blocks.changes, input);
  const plan = composePlan({
    stamp: input,
    pipeline: policy.name,
    terms: termsOf(policy),
    existing,
    settled,
    differences,
    blocks: [...ofBlocks, ...again.changes],
    figures: {
      desired: targets.desiredCount(),
      optedOut: desired.optOuts.size,
      tally,
      consent: consents?.figures,
    },
    guard: {
      ...guardFactsOf(input, carriers, before),
      ...{ consents: consents?.guard, inDoubt: part ? undefined : newlyInDoubt(tally, input) },
      growth: isBeginning(input)
        ? noGrowth
        : growthOf(differences, ledger, policy.name, before, input.lastDone),
    },
    delta: {
      wants: part ? wantsWithin(part, wants, input) : wants,
      ...consentsToLearn(consentDelta(input, consent, held, wants.drops), along, isIn),
      owed: [...blocks.owed, ...again.owed],
      blockReleases: blocks.releases.filter(isIn),
      blockOrigins: blocks.origins,
      blockWithdrawals: blocks.withdrawals.filter(isIn),
      moves: part ? movesWithin(moves, isIn, ofBlocks) : moves,
    },
    warnings: [
      ...(part?.warning ? [part.warning] : []),
      // Of lists of opt-outs alone there is no part: nobody is chosen, and all of them are blocked.
      ...(part === nobody && input.subset ? [noPart] : []),
      ...held.warnings(tally.inDoubt),
      ...renamedSourceWarnings(desired, ledger.wants.get(policy.name), before),
      ...rewrittenKeyWarnings(desired, ledger.wants.get(policy.name), before),
      ...namedElsewhereWarnings(tally),
      ...blocks.warnings,
      ...strandedWarnings(input, stranded),
      ...elsewhereWarnings(input, consent),
    ],
  });
  return { plan, unmanaged: unmanaged.list };
}

/** Who has another number than the ledger knows him by. */
function whoMoved(
  { desired, ledger, policy }: Pick<PlanInput, 'desired' | 'ledger' | 'policy'>,
  before: Agreement,
) {
  const facts = [desired, ledger, policy.name, before] as const;
  return {
    moves: findMoves(...facts),
    ...followOptOuts(...facts),
  };
}

/** Whose opt-out does not follow him, since his new number is another pipeline's by another name: he is not blocked under that. */
function strandedWarnings(input: PlanInput, stranded: readonly Move[]): Warning[] {
  const isOut = createIsOut(input);
  const numbers = new Set(stranded.flatMap(({ from, to }) => (isOut(from) && !isOut(to) ? [to] : [])));
  if (numbers.size === 0) return [];
  return [{ code: 'opt-out-left', figures: { numbers: numbers.size, examples: [...numbers].slice(0, 5) } }];
}

/** What guards look at, of a night whose export was read and of one whose was not. */
function guardFactsOf(
  input: BlocksInput & { readonly policy: PlanPolicy },
  carriers: readonly Move[],
  before?: Agreement,
): Omit<GuardFacts, 'growth'> {
  const { desired, ledger, policy } = input;
  return {
    ledger,
    removesAll: policy.contacts.absent === 'remove-all',
    records: desired.counts,
    limits: policy.guards,
    odd: oddAlone(input, carriers),
    moves: keyChanges(desired, ledger, policy.name, before),
  };
}

/**
 * What is in doubt tonight and was not in the night before. A record that nobody mends keeps each who leaves in doubt for good: by
 * and by they are many, and none of those nights was a bad one.
 */
function newlyInDoubt({ spared }: Tally, { inDoubtBefore: before = noTally.spared }: PlanInput): InDoubt {
  return {
    contacts: Math.max(0, spared.contacts - before.contacts),
    memberships: Math.max(0, spared.memberships - before.memberships),
  };
}

/** Whether a pipeline knows of contacts; one of opt-outs alone cannot tell who is absent. */
function hasSources({ sources }: PlanPolicy): boolean {
  return sources?.length !== 0;
}

/** The moves that a part of the night makes, and those whose opt-out goes along with a block of it. */
function movesWithin(
  moves: readonly Move[],
  isIn: (msisdn: string) => boolean,
  blocks: readonly Change[],
): Move[] {
  const blocked = new Set(blocks.map(({ msisdn }) => msisdn));
  return moves.filter(({ to }) => isIn(to) || blocked.has(to));
}

/**
 * Numbers that the pipeline may treat otherwise than it did, though it wants of them what it wanted: who opted out, who has got
 * what was another number's, whose key a rejected record has, and who is opted out and shares his.
 */
function* notAsWanted(
  input: PlanInput,
  before: Agreement,
  night: {
    readonly optedOut: ReadonlySet<string>;
    readonly moves: readonly Move[];
    readonly consent: ConsentJudge;
  },
): Generator<string> {
  yield* night.optedOut;
  for (const { to } of night.moves) yield to;
  yield* input.takenAlong?.keys() ?? [];
  const { held, contacts } = input.desired;
  for (const numbers of keyHolders(contacts, new Set(held.flatMap(({ keys }) => keys))).values())
    yield* numbers;
  yield* withSharedKeys(input, before);
  yield* night.consent.unsettled();
}

/**
 * The blocks of a night whose export cannot be read (L1b): they need nothing of it. What a guard measures by what Jojka
 * holds is measured by what the ledger knows to be there.
 */
export function makeBlocksPlan(input: PlanStamp & BlocksInput & { readonly policy: PlanPolicy }): Plan {
  const { policy, desired, ledger } = input;
  const before = wantedAsBefore(desired.contacts, ledger.wants.get(policy.name));
  const { moves, carriers } = whoMoved(input, before);
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
      ...guardFactsOf(input, carriers),
      removesAll: false,
      existing: ledger.contacts.size,
      growth: noGrowth,
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
