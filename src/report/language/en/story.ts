import { quantity } from './figures.ts';

/** A number's story. */
export const story = {
  nothing: (msisdn: string) => `Nothing is known of ${msisdn}: no run has touched it, and no source has it.`,
  inAccount: (msisdn: string, account: string) => `${msisdn} in account ${account}`,
  managed: (how: string, pipeline: string, since: string) =>
    `Managed: ${how} by ${pipeline}, confirmed since ${since}.`,
  /** How it came to be managed. */
  how: { created: 'created', adopted: 'adopted' } as Record<string, string>,
  memberships: (groups: string) => `Memberships that are ours: ${groups}.`,
  optedOut: (pipeline: string, records: string) =>
    `Opted out or blocked, and not wanted by ${pipeline}, which has known it by: ${records}.`,
  wanted: (want: {
    readonly pipeline: string;
    readonly since: string;
    readonly name: string;
    readonly groups: string;
    readonly records: string;
    readonly absentRuns: number;
  }) =>
    `Wanted by ${want.pipeline} since ${want.since} as ${want.name} in ${want.groups || 'no group'}; ${want.records}${
      want.absentRuns > 0 ? `; absent from ${quantity(want.absentRuns, 'extract')} in a row` : ''
    }.`,
  unwanted: 'No pipeline wants it.',
  blocked: (isCertain: boolean, since: string, reason: string) =>
    `${isCertain ? 'Blocked' : 'To be blocked, or unblocked, and not confirmed yet;'} since ${since}: ${reason}.`,
  notBlocked: 'Not blocked, as far as the ledger knows.',
  run: (id: string, command: string) => `run ${id} (${command})`,
  rejected: (place: string, code: string, value: string) => `rejected: ${place} ${code} "${value}"`,
  answered: (message: string | null) => `answered ${message === null ? '(pruned)' : `"${message}"`}`,
  anOptOut: ': an opt-out',
  nothingKept: 'Nothing that a run did to it is kept: there was nothing, or its details have been pruned.',
  removedBy: (at: string, run: string) => `Not managed any more: removed ${at} by ${run}.`,
  createdBy: (at: string, run: string) =>
    `Not managed any more, though created ${at} by ${run}: no export has shown it, or somebody else has removed it since.`,
  neverManaged: 'Not managed: jojka-sync neither created nor adopted this contact.',
  noKey: 'its records have no key',
  oneRecord: (name: string) => `record ${name}`,
  merged: (names: readonly string[]) => `merged from the records ${names.join(' and ')}`,
  createdAs: (name: string, groups: string) => `created as ${name}${groups === '' ? '' : ` in ${groups}`}`,
  renamed: (from: string, to: string) => `renamed from ${from} to ${to}`,
  into: (group: string) => `into ${group}`,
  outOf: (group: string) => `out of ${group}`,
  removed: 'removed',
  blockedNow: 'blocked',
  blockedFor: (reason: string) => `blocked: ${reason}`,
  unblocked: 'unblocked',
  notSent: 'not sent',
  /** What became of a change, or what verify found. */
  states: { standing: 'stood already, not sent again' } as Record<string, string>,
  /** Whom a key or a name may mean. */
  hitsHead: ['NUMBER', 'ACCOUNT', 'RECORD'],
  wantedByNobody: '(wanted by nobody now)',
  onlyRejected: 'No number is known so. Records that were rejected, the latest first:',
  alsoRejected: 'Records that were rejected, and may be who is meant, the latest first:',
  andMore: '… and more',
};
