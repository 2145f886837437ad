import { quantity } from './figures.ts';

/** A pipeline that is valid. */
export const validated = {
  valid: (name: string, account: string) => `${name} is a valid pipeline, for the account ${account}.`,
  policy: (absent: string, memberships: string, unblock: string) =>
    `absent contacts: ${absent}; memberships: ${memberships}; unblock: ${unblock}`,
  source: (name: string, isOptOuts: boolean) => `${isOptOuts ? 'opt-outs' : 'source'} ${name}`,
  columns: (value: number) => `${quantity(value, 'column')}, and those that it names are there`,
  notLookedAt: {
    database: 'not looked at (database)',
    URL: 'not looked at (URL)',
    'standard input': 'not looked at (standard input)',
    'no such file': 'not looked at (no such file)',
    'pipe or device': 'not looked at (no file: a pipe or a device)',
  },
  onlyHeaders: (plan: string) => `Nothing was read but headers. What it would do:\n${plan}`,
};
