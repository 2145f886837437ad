import type { RecordCounts } from '../contact/desired.ts';
import { type GuardName, type GuardRule, guardRules } from '../contact/guard-rules.ts';
import { isUndecided, type Ledger } from '../contact/ledger.ts';
import { countKnown } from '../table/known.ts';
import type { ChangeKind } from './change.ts';
import type { ConsentGuardFigures } from './consent-figures.ts';
import type { GroupCount } from './group-counts.ts';
import type { InDoubt } from './tally.ts';

/** A number (exact), a percentage such as `5%`, or `off`. */
export type GuardLimit = number | string;

/** What a pipeline's `guards` say. */
export interface GuardLimits extends Readonly<Record<GuardName, GuardLimit>> {
  /** Of whom the ledger knows, how many an export may lack (P13); looked at before anything is planned. */
  readonly missing: GuardLimit;
  /** A percentage trips only above this number. */
  readonly floor: number;
}

/** A guard that holds a plan back, with its figures. */
export interface TrippedGuard {
  readonly rule: GuardRule;
  readonly guard: GuardName;
  /** Set when it is one group's members that the guard is about. */
  readonly group?: string;
  readonly count: number;
  /** What a percentage is of. */
  readonly of: number;
  readonly limit: GuardLimit;
  /** Up to so many a percentage allows in any case; runs of earlier versions have not kept it. */
  readonly floor?: number;
  /** The pipeline removes whatever is absent: what a percentage of removals is of is all of Jojka then. */
  readonly removesAll?: true;
  /** Of `count` those that stay all the same, since rejected records may be theirs (T7). */
  readonly inDoubt?: number;
}

/** How much a pipeline asks for that it did not ask for last time (G7). */
export interface Growth {
  /** Contacts that it wanted last time; 0 when it never wanted any, which is no growth but a beginning. */
  readonly wanted: number;
  /** Contacts created that it did not want then. */
  readonly created: number;
  /** Of groups that it filled before, the memberships added that it did not want then. */
  readonly joined: ReadonlyMap<string, number>;
}

/** Keys of records that this pipeline knows, and those of them that are another number's tonight (P7b, G8). */
export interface KeyChanges {
  readonly known: number;
  readonly changed: number;
}

/** What the guards look at. */
export interface GuardFigures {
  /** Changes of each kind. */
  readonly changes: Readonly<Record<ChangeKind, number>>;
  /** Blocks that are sent for the first time, and rest on what sources say alone. */
  readonly newBlocks: number;
  /** Contacts that Jojka holds. */
  readonly existing: number;
  readonly groups: readonly GroupCount[];
  readonly growth: Growth;
  readonly moves: KeyChanges;
  /** Memberships taken away from contacts that stay, by group. */
  readonly left: ReadonlyMap<string, number>;
  readonly ledger: Ledger;
  /** The pipeline removes whatever is absent, managed or not (`remove-all`). */
  readonly removesAll: boolean;
  /** What would be taken away besides, were it not in doubt (T7), and was not so in the night before. */
  readonly inDoubt?: InDoubt | undefined;
  /** Undefined where nobody asks for consent. */
  readonly consents?: ConsentGuardFigures | undefined;
  /** Undefined where no source was read. */
  readonly records: RecordCounts | undefined;
}

/**
 * The guards that a plan trips (G1 to G4, G6 to G9), by rule, then by group. A percentage that is only just reached does not
 * trip, nor does one that concerns no more than `floor`; a number does when it is exceeded; 0 forbids.
 *
 * Memberships are looked at group by group and in all: many small groups under the floor can add up. What stays for doubt alone
 * counts as taken away: of a file that was cut, one unreadable record would else make a good night.
 */
export function checkGuards(figures: GuardFigures, limits: GuardLimits): TrippedGuard[] {
  const { changes, newBlocks, existing, groups, left, ledger, records } = figures;
  const { contacts: contactsInDoubt, memberships: membershipsInDoubt } = figures.inDoubt ?? noDoubt;
  const tripped: TrippedGuard[] = [];
  const check: Check = (found) => {
    const limit = limits[found.guard];
    if (isExceeded(found.count, found.of, limit, limits.floor))
      tripped.push({ rule: guardRules[found.guard], ...found, limit, floor: limits.floor });
  };

  const managed = figures.removesAll ? existing : countKnown(ledger.contacts).managed.count;
  check({
    guard: 'removals',
    count: changes.remove + contactsInDoubt,
    of: managed,
    ...(figures.removesAll && { removesAll: true }),
    ...(contactsInDoubt > 0 && { inDoubt: contactsInDoubt }),
  });
  const allMembers = groups.reduce((sum, { before }) => sum + before, 0);
  const perGroup = tripped.length;
  for (const { group, before } of groups) {
    const leaving = left.get(group) ?? 0;
    check({ guard: 'memberships', group, count: leaving, of: before });
  }
  if (tripped.length === perGroup)
    check({
      guard: 'memberships',
      count: changes.removeMembership + membershipsInDoubt,
      of: allMembers,
      ...(membershipsInDoubt > 0 && { inDoubt: membershipsInDoubt }),
    });
  check({ guard: 'renames', count: changes.rename, of: existing });
  // Blocking is the safe side: the first night may block whom the CRM has gathered in years.
  const passed = ledger.blocks.size - count(ledger.doubts.values(), isUndecided);
  if (ledger.contacts.size > 0 || passed > 0) check({ guard: 'blocks', count: newBlocks, of: existing });
  const blockedAtSource = count(ledger.blocks.values(), (origins) => origins.includes('source'));
  check({ guard: 'unblocks', count: changes.unblock, of: blockedAtSource });
  checkGrowth(figures, check);
  check({ guard: 'moves', count: figures.moves.changed, of: figures.moves.known });
  if (figures.consents) {
    const { values, odd, known, lost } = figures.consents;
    check({ guard: 'consentValues', count: odd, of: values });
    check({ guard: 'consents', count: lost, of: known });
  }
  if (records) {
    check({
      guard: 'optOutValues',
      count: records.oddOptOutValues + doubtfulDates(records),
      of: records.optOutValues,
    });
    check({
      guard: 'rejections',
      count: records.unusable + records.garbled,
      of: records.read - records.filtered,
    });
  }
  return tripped.sort((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
}

/** Dates tell when somebody opted out, unless nearly everybody has one: then the column is another (T5). */
function doubtfulDates({ read, dateOptOutValues }: RecordCounts): number {
  return dateOptOutValues > read / 2 ? dateOptOutValues : 0;
}

type Check = (
  found: Pick<TrippedGuard, 'guard' | 'group' | 'count' | 'of' | 'removesAll' | 'inDoubt'>,
) => void;

const noDoubt: InDoubt = { contacts: 0, memberships: 0 };

/** A broken join multiplies people as a broken export loses them (G7). A beginning is no growth. */
function checkGrowth({ growth, groups }: GuardFigures, check: Check): void {
  if (growth.wanted === 0) return;
  check({ guard: 'creates', count: growth.created, of: growth.wanted });
  for (const { group, before } of groups) {
    const joined = growth.joined.get(group) ?? 0;
    check({ guard: 'joins', group, count: joined, of: before });
  }
}

/** Whether a number of things exceeds a limit: a number, a percentage of `of` that trips above `floor` alone, or `off`. */
export function isExceeded(found: number, of: number, limit: GuardLimit, floor: number): boolean {
  if (limit === 'off') return false;
  if (typeof limit === 'number') return found > limit;
  const percent = Number.parseFloat(limit);
  if (percent === 0) return found > 0;
  return found > floor && found * 100 > percent * of * (1 + Number.EPSILON * 4);
}

function count<T>(items: Iterable<T>, test: (item: T) => unknown): number {
  let found = 0;
  for (const item of items) if (test(item)) found++;
  return found;
}
