import type { Catalogue } from '../catalogue.ts';
import { quantity } from './figures.ts';

export const validated: Catalogue['validated'] = {
  valid: (name, account) => `${name} är en giltig pipeline, för kontot ${account}.`,
  policy: (absent, memberships, unblock) =>
    `frånvarande kontakter: ${absent}; medlemskap: ${memberships}; häva spärrar: ${unblock}`,
  source: (name, isOptOuts) => `${isOptOuts ? 'avregistrerade' : 'källa'} ${name}`,
  columns: (value) => `${quantity(value, 'kolumn', 'kolumner')}, och de som den nämner finns där`,
  notLookedAt: {
    database: 'inte undersökt (databas)',
    URL: 'inte undersökt (URL)',
    'standard input': 'inte undersökt (standard in)',
    'no such file': 'inte undersökt (filen finns inte)',
    'pipe or device': 'inte undersökt (ingen fil, utan en pipe eller en enhet)',
  },
  onlyHeaders: (plan: string) => `Inget lästes utom rubriker. Vad den skulle göra:\n${plan}`,
};
