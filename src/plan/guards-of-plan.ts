import { type BlockOrigin, isUndecided, type Ledger } from '../contact/ledger.ts';
import type { Change, PlanBody } from './change.ts';
import { checkGuards, type GuardFigures, type GuardLimits, type TrippedGuard } from './guard.ts';

/** What guards look at besides the plan itself, and their limits. */
export type GuardFacts = Pick<
  GuardFigures,
  'ledger' | 'removesAll' | 'records' | 'growth' | 'moves' | 'consents' | 'inDoubt'
> & {
  /** Numbers that are opted out by odd values alone. */
  readonly odd: ReadonlySet<string>;
  readonly limits: GuardLimits;
  /** How many contacts Jojka holds, where that is not known from its export. */
  readonly existing?: number;
};

/** The guards that hold a plan back (G1 to G4, G6 to G8). */
export function guardsOf(
  body: PlanBody,
  { changes, existing, groups }: Pick<GuardFigures, 'changes' | 'existing' | 'groups'>,
  {
    ledger,
    removesAll,
    records,
    limits,
    growth,
    moves,
    consents,
    inDoubt,
    existing: known = existing,
  }: GuardFacts,
): TrippedGuard[] {
  const left = new Map<string, number>();
  let newBlocks = 0;
  for (const change of body.changes)
    if (change.kind === 'removeMembership') left.set(change.group, (left.get(change.group) ?? 0) + 1);
    else if (change.kind === 'block' && isNewBlock(change.msisdn, ledger) && isOfSources(change)) newBlocks++;
  return checkGuards(
    {
      changes,
      newBlocks,
      existing: known,
      groups,
      left,
      ledger,
      removesAll,
      records,
      growth,
      moves,
      consents,
      inDoubt,
    },
    limits,
  );
}

/**
 * The blocks that tripped guards hold back too: new ones where there are too many, those that rest on odd values where
 * there are too many of those, and those that would be carried by keys that are none. Blocking is the safe side: all
 * others go out. Whoever asked himself, by a STOP say, no broken source holds back.
 */
export function heldBlocksOf(
  changes: readonly Change[],
  guards: readonly TrippedGuard[],
  { ledger, odd }: GuardFacts,
): string[] {
  const isTripped = (guard: TrippedGuard['guard']) => guards.some((one) => one.guard === guard);
  const [blocks, values, moved] = [isTripped('blocks'), isTripped('optOutValues'), isTripped('moves')];
  if (!blocks && !values && !moved) return [];
  return changes.flatMap((change) => {
    if (change.kind !== 'block' || !isNewBlock(change.msisdn, ledger) || !isOfSources(change)) return [];
    const { msisdn, origins } = change;
    const isHeld =
      blocks ||
      (values && odd.has(msisdn)) ||
      (moved && change.carried !== undefined && origins.every((origin) => origin === 'carried'));
    return isHeld ? [msisdn] : [];
  });
}

/** A block that rests on what sources say alone, and on no answer, nobody's hand, and nothing that was there before us. */
function isOfSources({ origins }: { readonly origins: readonly BlockOrigin[] }): boolean {
  return origins.every((origin) => origin === 'source' || origin === 'carried');
}

/** A block that no guard has let pass yet: one that is sent again was let pass before. */
function isNewBlock(msisdn: string, { blocks, doubts }: Ledger): boolean {
  return !blocks.has(msisdn) || isUndecided(doubts.get(msisdn));
}
