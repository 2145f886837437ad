import type { TrippedGuard } from '../../plan/guard.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { english } from '../language/en.ts';

/** The sentence for a guard that holds a plan back, as programs and logs have it: in English. */
export function guardText(tripped: TrippedGuard): string {
  return guardIn(english, tripped);
}

/** The same in somebody's language: what, how many, of how many, and the limit. */
export function guardIn(words: Catalogue, tripped: TrippedGuard): string {
  const { guard, group, count, of, inDoubt } = tripped;
  const { guards, figures } = words;
  const percent = of > 0 ? figures.percent((count / of) * 100) : undefined;
  const share = guards.share(percent, of, guards.whole[wholeOf(tripped)]);
  const what =
    inDoubt === undefined ? guards.what[guard](count, group) : guards.inDoubt(guard, count, inDoubt);
  return `${what} (${share}); ${limitText(tripped, words)}.`;
}

/** What a percentage is of. */
function wholeOf({ guard, group, removesAll }: TrippedGuard): keyof Catalogue['guards']['whole'] {
  switch (guard) {
    case 'removals':
      return removesAll ? 'inJojka' : 'managed';
    case 'memberships':
      return group === undefined ? 'memberships' : 'members';
    case 'renames':
      return 'inJojka';
    case 'blocks':
      return 'contactsInJojka';
    case 'unblocks':
      return 'blockedAtSource';
    case 'rejections':
      return 'records';
    case 'optOutValues':
      return 'optOutValues';
    case 'creates':
      return 'wantedLastTime';
    case 'joins':
      return 'members';
    case 'moves':
      return 'knownKeys';
    case 'consentValues':
      return 'consentValues';
    case 'consents':
      return 'consents';
  }
}

function limitText({ guard, limit, floor }: TrippedGuard, { guards }: Catalogue): string {
  if (limit === 0 || (typeof limit === 'string' && Number.parseFloat(limit) === 0))
    return guards.forbids(guard);
  if (typeof limit === 'number') return guards.allows(guard, limit);
  return guards.allowsShare(guard, limit.replace(/\s/g, '').replace('%', ' %'), floor);
}
