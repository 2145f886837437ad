import type { Contact } from '../contact/contact.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import { blocksAgain } from './blocks.ts';
import { bringsBack, carriedBack, type KnownBy, otherNumbers, withheldFromOthers } from './brought-back.ts';
import type { Change, PlanBody } from './change.ts';
import { composePlan } from './compose.ts';
import { createdIn } from './diff.ts';
import { growthOf, noGrowth } from './growth.ts';
import type { GuardLimits } from './guard.ts';
import { nothingToLearn, type Plan } from './plan.ts';
import type { OwedBlock, PlanPolicy, PlanStamp } from './plan-input.ts';
import { noTally } from './tally.ts';
import { undoDifferences } from './undo.ts';

/** What a run got done, and by what those are known whom it took something from. */
export interface Deeds extends PlanBody {
  readonly knownBy: ReadonlyMap<string, KnownBy>;
}

/** Makes the plan of an undo: differences alone, and nothing that the ledger is to learn of wants (U1). */
export function makeUndoPlan(input: {
  readonly stamp: PlanStamp;
  readonly pipeline: string;
  readonly load: PlanPolicy['load'];
  readonly done: Deeds;
  readonly existing: ReadonlyMap<string, Contact>;
  readonly ledger: Ledger;
  /** Who has opted out by now, where more is known of that than the ledger had: blocks, and answers whose block is not confirmed. */
  readonly optedOut: Pick<Ledger, 'blocks' | 'doubts'> & { readonly pending: ReadonlySet<string> };
  /** How many people who answered STOP the run has blocked besides. */
  readonly answered: number;
  readonly limits: GuardLimits;
  /** Told where it would bring anybody back. */
  readonly warnings: readonly Warning[];
}): Plan {
  const { stamp, pipeline, load, done, existing, ledger, optedOut, answered, limits } = input;
  const others = otherNumbers(done.knownBy, ledger, pipeline);
  const isWithheld = withheldFromOthers(others, ledger, stamp.createdAt);
  const way = undoDifferences(done, existing, { ledger, pipeline, answered, isWithheld });
  const { differences } = way;
  const carried = carriedBack(differences, others, optedOut, optedOut.pending);
  const again = blocksAgain(createdIn(differences), ledger, carried);
  const isCarried = new Set(carried.map(({ msisdn }) => msisdn));
  const unblocked = way.unblocked.filter((msisdn) => !isCarried.has(msisdn));
  // A run of no pipeline is one by hand: no source has asked for these blocks, and none is ever to release them.
  const origin = pipeline === '-' ? 'manual' : 'source';
  const back = unblocked.map((msisdn): Change => {
    const origins = new Set([...(ledger.blocks.get(msisdn) ?? []), origin] as const);
    return { kind: 'block', msisdn, origins: [...origins] };
  });
  return composePlan({
    stamp,
    pipeline,
    // Whom somebody has blocked since the run had lifted that is blocked for another reason.
    terms: { load, checksBlocks: true, removes: 'managed', managedGroups: [] },
    existing,
    differences,
    blocks: [...carried, ...again.changes, ...back],
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
      ...nothingToLearn,
      owed: [
        ...carried.map(({ msisdn }): OwedBlock => [msisdn, 'carried']),
        ...again.owed,
        ...unblocked.map(
          (msisdn): OwedBlock => (origin === 'source' ? [msisdn, origin, pipeline] : [msisdn, origin]),
        ),
      ],
    },
    warnings: [
      ...(carried.length > 0 ? [{ code: 'undo-carried' as const, figures: { blocks: carried.length } }] : []),
      ...(differences.some(bringsBack) ? input.warnings : []),
      ...way.warnings,
    ],
  });
}

/** Makes the plan of a release: blocks of one pipeline's source that are lifted, and nothing else (P7). */
export function makeReleasePlan(input: {
  readonly stamp: PlanStamp;
  readonly pipeline: string;
  readonly load: PlanPolicy['load'];
  readonly numbers: readonly string[];
  readonly ledger: Ledger;
  readonly limits: GuardLimits;
}): Plan {
  const { stamp, pipeline, load, numbers, ledger, limits } = input;
  return composePlan({
    stamp,
    pipeline,
    terms: { load, checksBlocks: false, removes: 'managed', managedGroups: [] },
    existing: new Map(),
    differences: [],
    blocks: numbers.map((msisdn) => ({ kind: 'unblock', msisdn })),
    figures: { desired: 0, optedOut: 0, tally: noTally },
    guard: {
      ledger,
      removesAll: false,
      records: undefined,
      limits,
      existing: ledger.contacts.size,
      odd: new Set(),
      growth: noGrowth,
      moves: { known: 0, changed: 0 },
    },
    delta: nothingToLearn,
    warnings: [],
  });
}
