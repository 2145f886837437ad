import type { Warning } from '../contact/rejection.ts';
import type { AbsentReason } from './absent.ts';
import type { Target } from './target.ts';

/** How many contacts that Jojka holds and this pipeline does not ask for go or stay, by the reason (P3). */
export type AbsentCounts = Readonly<Record<AbsentReason, number>>;

/** What the targets of all contacts come to. */
export interface Tally {
  readonly absent: AbsentCounts;
  /** Pipelines that want contacts which this one does not (P10). */
  readonly wantedBy: readonly string[];
  /** Desired, there already, and not managed by this product; `adopt` takes them over (P3). */
  readonly unmanaged: { readonly contacts: number; readonly memberships: number };
  /** Contacts that keep their names, since another pipeline has the say (P10). */
  readonly namedElsewhere: number;
  /** Absent contacts that stay for doubt alone, and memberships that present ones keep (T7). */
  readonly inDoubt: InDoubt;
  /** What would be taken away but for that doubt: contacts removed, and memberships of those that stay (G1). */
  readonly spared: InDoubt;
}

/** Contacts and memberships that stay for doubt alone (T7). */
export interface InDoubt {
  readonly contacts: number;
  readonly memberships: number;
}

/** Counts targets, one after the other. */
export function createTally(): { count(target: Target): void; result(): Tally } {
  const absent = { removed: 0, kept: 0, unmanaged: 0, foreign: 0, wantedElsewhere: 0, held: 0, waiting: 0 };
  const unmanaged = { contacts: 0, memberships: 0 };
  const wantedBy = new Set<string>();
  let namedElsewhere = 0;
  const inDoubt = { contacts: 0, memberships: 0 };
  const spared = { contacts: 0, memberships: 0 };
  return {
    count: (target) => {
      if (target.kind === 'absent') {
        absent[target.reason]++;
        if (target.reason === 'wantedElsewhere' && target.wantedBy !== undefined)
          wantedBy.add(target.wantedBy);
        if (target.isInDoubt) inDoubt.contacts++;
        if (target.spared === 'itself') spared.contacts++;
        else spared.memberships += target.spared;
        return;
      }
      if (target.isUnmanaged) unmanaged.contacts++;
      unmanaged.memberships += target.unmanagedMemberships;
      inDoubt.memberships += target.membershipsInDoubt;
      spared.memberships += target.membershipsInDoubt;
      if (target.isNamedElsewhere) namedElsewhere++;
    },
    result: () => ({ absent, wantedBy: [...wantedBy].sort(), unmanaged, namedElsewhere, inDoubt, spared }),
  };
}

/** Nobody was looked at. */
export const noTally: Tally = createTally().result();

export function namedElsewhereWarnings({ namedElsewhere: count }: Tally): Warning[] {
  if (count === 0) return [];
  return [{ code: 'name-of-other-pipeline', figures: { contacts: count } }];
}
