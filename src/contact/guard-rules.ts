/**
 * The guards that can hold a plan back, each with its rule. `missing` (P13) is none of them: it refuses an export, before there is
 * a plan.
 */
export const guardRules = {
  removals: 'G1',
  memberships: 'G1',
  renames: 'G2',
  blocks: 'G3',
  unblocks: 'G3',
  rejections: 'G4',
  optOutValues: 'G6',
  creates: 'G7',
  joins: 'G7',
  moves: 'G8',
  consentValues: 'G6',
  consents: 'G9',
} as const;

export type GuardName = keyof typeof guardRules;
export type GuardRule = (typeof guardRules)[GuardName];

export const guardNames = Object.keys(guardRules) as [GuardName, ...GuardName[]];
