import { count, quantity } from './figures.ts';

/** What commands of set-up and upkeep have done. */
export const upkeep = {
  adopted: (contacts: number, memberships: number, account: string, pipeline: string, isDry: boolean) => {
    const what = `${quantity(contacts, 'contact')} and ${quantity(memberships, 'membership')} of account ${account}`;
    return isDry
      ? `${what} would be adopted for ${pipeline}.`
      : `${what} adopted for ${pipeline}; nothing was sent to Jojka.`;
  },
  renamed: (from: string, to: string, wants: number, shared: number) => {
    const both = shared > 0 ? ` (${count(shared)} of them it wanted already)` : '';
    return `${quantity(wants, 'contact')} wanted by ${from} now belong to ${to}${both}.`;
  },
  unfollowed: (people: number, from: string) =>
    `${quantity(people, 'person is', 'people are')} known by another number than under ${from}, where the former one is blocked. Whether that is meant of the new one too: jojka-sync explain NUMBER; to block it: jojka-sync blocklist add NUMBER`,
  retired: (name: string, contacts: number) =>
    `${name} wants nothing any more (it wanted ${quantity(contacts, 'contact')}). What is managed and wanted by nobody goes with the next sync of the account that removes.`,
  migrated: (place: string) => `The state at ${place} is up to date.`,
  pruned: (runs: number, days: number) =>
    `Personal data taken out of ${quantity(runs, 'run')} older than ${days} days.`,
  keyAccepted: (account: string, url: string) =>
    `The state now knows account "${account}" at ${url} by the key that is set.`,
  askedAll: 'There is no number in the ledger that Jojka was not asked about.',
  asked: (asked: number, found: number) =>
    `Asked about ${quantity(asked, 'number')}: ${quantity(found, 'was', 'were')} blocked before we came.`,
  cancelled: (id: string) => `${id}: cancelled.`,
  notCancelled: (id: string, why: string) => `${id}: not cancelled. ${why}.`,
  noPipeline: 'The ledger knows no pipeline yet.',
  pipelinesHead: ['PIPELINE', 'ACCOUNT', 'WANTS CONTACTS', 'SINCE'],
};
