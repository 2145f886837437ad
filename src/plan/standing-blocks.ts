import type { BlockOrigin, Ledger } from '../contact/ledger.ts';

/** Why a number stays blocked whatever a source says, the first that applies. */
const standing = ['manual', 'reply', 'found', 'carried'] as const satisfies readonly BlockOrigin[];

/** Numbers that stay blocked whatever a source says, each counted once: by hand, by a reply, before we came, carried (P7). */
export type StandingBlocks = Readonly<Record<(typeof standing)[number], number>>;

export function countStandingBlocks({ blocks }: Pick<Ledger, 'blocks'>): StandingBlocks {
  const counts = { manual: 0, reply: 0, found: 0, carried: 0 };
  for (const origins of blocks.values()) {
    const why = standing.find((origin) => origins.includes(origin));
    if (why) counts[why]++;
  }
  return counts;
}
