import type { TrippedGuard } from '../../plan/guard.ts';
import { formatCount, formatPercent, formatQuantity } from '../numbers.ts';

/** What would happen, by the guard that it trips. */
const texts: Readonly<Record<TrippedGuard['guard'], (count: number, group: string | undefined) => string>> = {
  removals: (count) => `${formatQuantity(count, 'contact')} would be removed`,
  memberships: (count, group) =>
    group === undefined
      ? `${formatQuantity(count, 'membership')} in all groups together would be taken away`
      : `${formatQuantity(count, 'membership')} of the group ${group} would be taken away`,
  renames: (count) => `${formatQuantity(count, 'contact')} would be renamed`,
  blocks: (count) => `${formatQuantity(count, 'number')} would be blocked`,
  unblocks: (count) => `${formatQuantity(count, 'number')} would be unblocked`,
  rejections: (count) =>
    `${formatQuantity(count, 'record has', 'records have')} no usable number or cannot be read`,
  optOutValues: (count) =>
    `${formatQuantity(count, 'opt-out value is', 'opt-out values are')} neither yes nor no; those people are not blocked yet`,
  creates: (count) =>
    `${formatQuantity(count, 'contact')} would be created that ${count === 1 ? 'was' : 'were'} not wanted last time`,
  joins: (count, group) => `${formatQuantity(count, 'membership')} of the group ${group} would be added`,
  moves: (count) =>
    `${formatQuantity(count, 'key belongs', 'keys belong')} to another number than before; opt-outs and groups would follow ${count === 1 ? 'it' : 'them'}`,
};

/** The sentence for a guard that holds a plan back: what, how many, of how many, and the limit. */
export function guardText(tripped: TrippedGuard): string {
  const { guard, group, count, of } = tripped;
  const percent = of > 0 ? `${formatPercent((count / of) * 100)} of ` : 'of ';
  return `${texts[guard](count, group)} (${percent}${formatCount(of)} ${wholeOf(tripped)}); ${limitText(tripped)}.`;
}

/** What a percentage is of. */
function wholeOf({ guard, group, removesAll }: TrippedGuard): string {
  switch (guard) {
    case 'removals':
      return removesAll ? 'in Jojka' : 'managed';
    case 'memberships':
      return group === undefined ? 'memberships' : 'members';
    case 'renames':
      return 'in Jojka';
    case 'blocks':
      return 'contacts in Jojka';
    case 'unblocks':
      return 'blocked at the source';
    case 'rejections':
      return 'records';
    case 'optOutValues':
      return 'opt-out values';
    case 'creates':
      return 'wanted last time';
    case 'joins':
      return 'members';
    case 'moves':
      return 'known keys';
  }
}

function limitText({ guard, limit, floor }: TrippedGuard): string {
  if (limit === 0 || (typeof limit === 'string' && Number.parseFloat(limit) === 0))
    return `guards.${guard} forbids any`;
  if (typeof limit === 'number') return `guards.${guard} allows ${formatCount(limit)}`;
  const inAnyCase = floor === undefined ? '' : `, and up to ${formatCount(floor)} in any case`;
  return `guards.${guard} allows ${limit.replace(/\s/g, '').replace('%', ' %')}${inAnyCase}`;
}
