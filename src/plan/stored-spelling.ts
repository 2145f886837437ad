import { holds } from '../contact/holds.ts';
import type { LedgerContact } from '../contact/ledger.ts';

/** Whether a list of groups, as asked for, holds a group as Jojka spells it. */
export function hasGroup(
  asked: readonly string[] | undefined,
  stored: string,
  known: LedgerContact | undefined,
): boolean {
  if (!asked || asked.length === 0) return false;
  if (holds(asked, stored)) return true;
  const spellings = known?.spellings?.groups;
  return spellings !== undefined && asked.some((group) => spellings[group] === stored);
}

/** The names by which a group, as Jojka spells it, was asked for with this contact: by these it is judged, and asked for again. */
export function asAsked(stored: string, known: LedgerContact | undefined): readonly string[] {
  const asked = known?.groups.filter((group) => known.spellings?.groups?.[group] === stored) ?? [];
  return asked.length > 0 ? asked : [stored];
}

/** Whether a name, as asked for, is the one that Jojka holds. */
export function isName(asked: string, stored: string, known: LedgerContact | undefined): boolean {
  if (asked === stored) return true;
  const spelling = known?.spellings?.name;
  return spelling !== undefined && spelling.asked === asked && spelling.stored === stored;
}

/** Groups as asked for, each in the spelling that Jojka is known to have stored it in, if it still holds that one. */
export function inStoredSpelling(
  asked: readonly string[],
  stored: readonly string[],
  known: LedgerContact | undefined,
): readonly string[] {
  const spellings = known?.spellings?.groups;
  const alike = lookalikesOf(stored);
  if (!spellings && alike.size === 0) return asked;
  return asked.map((group) => {
    const spelling = spellings?.[group] ?? alike.get(group);
    return spelling !== undefined && !holds(stored, group) && holds(stored, spelling) ? spelling : group;
  });
}

/**
 * Groups in Jojka that look the same as another name and are not: in another form of Unicode, with other white space. A
 * contact that is in such a one is in the group that is asked for.
 *
 * @returns what each looks like -> what it is called
 */
function lookalikesOf(stored: readonly string[]): ReadonlyMap<string, string> {
  const known = lookalikes.get(stored);
  if (known) return known;
  const found = findLookalikes(stored);
  if (Object.isFrozen(stored)) lookalikes.set(stored, found);
  return found;
}

/** Of lists that cannot change: a million contacts share a few hundred. */
const lookalikes = new WeakMap<readonly string[], ReadonlyMap<string, string>>();

function findLookalikes(stored: readonly string[]): ReadonlyMap<string, string> {
  let found: Map<string, string> | undefined;
  for (const group of stored) {
    const seen = group.normalize('NFC').replace(/\s+/gu, ' ').trim();
    if (seen === group) continue;
    found ??= new Map();
    found.set(seen, group);
  }
  return found ?? none;
}

const none: ReadonlyMap<string, string> = new Map();
