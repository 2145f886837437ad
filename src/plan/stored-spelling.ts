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

/** Groups as asked for, each in the spelling that Jojka is known to have stored it in, if it still holds that one. */
export function inStoredSpelling(
  asked: readonly string[],
  stored: readonly string[],
  known: LedgerContact | undefined,
): readonly string[] {
  const spellings = known?.spellings?.groups;
  if (!spellings) return asked;
  return asked.map((group) => {
    const spelling = spellings[group];
    return spelling !== undefined && !holds(stored, group) && holds(stored, spelling) ? spelling : group;
  });
}
