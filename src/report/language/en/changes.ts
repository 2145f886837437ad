import type { BlockOrigin } from '../../../contact/ledger.ts';
import type { ChangeState } from '../../../load/outcome.ts';
import type { Change, ChangeKind } from '../../../plan/change.ts';
import type { RunReport } from '../../../steps/run-report.ts';
import { count, quantity } from './figures.ts';

/** What each kind of change is called in reports, in the order in which they are shown. */
const titles: Record<ChangeKind, string> = {
  block: 'Block',
  removeMembership: 'Leave a group',
  remove: 'Remove',
  create: 'Create',
  rename: 'Rename',
  addMembership: 'Join a group',
  unblock: 'Unblock',
};

const short: Record<ChangeKind, (count: number) => string> = {
  block: (value) => `blocked ${count(value)}`,
  removeMembership: (value) => `group- ${count(value)}`,
  remove: (value) => `removed ${count(value)}`,
  create: (value) => `created ${count(value)}`,
  rename: (value) => `renamed ${count(value)}`,
  addMembership: (value) => `group+ ${count(value)}`,
  unblock: (value) => `unblocked ${count(value)}`,
};

/** The same of a run that did not get there. */
const intended: Record<ChangeKind, (count: number) => string> = {
  block: (value) => `block ${count(value)}`,
  removeMembership: short.removeMembership,
  remove: (value) => `remove ${count(value)}`,
  create: (value) => `create ${count(value)}`,
  rename: (value) => `rename ${count(value)}`,
  addMembership: short.addMembership,
  unblock: (value) => `unblock ${count(value)}`,
};

const outcomes: Record<ChangeState, string> = {
  done: 'done',
  failed: 'failed',
  unknown: 'unknown',
  skipped: 'skipped',
  pending: 'pending',
};

const would: Record<ChangeKind, (count: number) => string> = {
  create: (value) => `${quantity(value, 'contact')} would be created`,
  rename: (value) => `${count(value)} would get another name`,
  addMembership: (value) => `${quantity(value, 'membership')} would be added`,
  removeMembership: (value) => `${quantity(value, 'membership')} would be taken away`,
  remove: (value) => `${quantity(value, 'contact')} would be removed`,
  block: (value) => `${quantity(value, 'number')} would be blocked`,
  unblock: (value) => `${quantity(value, 'number')} would be unblocked`,
};

const toDo: Record<ChangeKind, (count: number) => string> = {
  create: (value) => `${count(value)} to create`,
  rename: (value) => `${count(value)} to rename`,
  addMembership: (value) => `${quantity(value, 'membership')} to add`,
  removeMembership: (value) => `${quantity(value, 'membership')} to take away`,
  remove: (value) => `${count(value)} to remove`,
  block: (value) => `${count(value)} to block`,
  unblock: (value) => `${count(value)} to unblock`,
};

const origins: Record<BlockOrigin, string> = {
  source: 'opted out at the source',
  reply: 'answered STOP',
  manual: 'blocked by hand',
  found: 'was blocked before we came',
  carried: 'opted out under a former number',
};

const steps: Record<RunReport['timings'][number]['step'], string> = {
  replies: 'replies',
  sources: 'sources',
  export: 'export',
  plan: 'plan',
  load: 'load',
  verify: 'verify',
};

/** What a change comes to, of one contact. */
function done(change: Change): string {
  switch (change.kind) {
    case 'create':
      return `created as ${change.name}${change.groups.length > 0 ? ` in ${change.groups.join(', ')}` : ''}`;
    case 'rename':
      return `renamed from ${change.from} to ${change.to}`;
    case 'addMembership':
      return `into ${change.group}`;
    case 'removeMembership':
      return `out of ${change.group}`;
    case 'remove':
      return 'removed';
    case 'block':
      return 'blocked';
    case 'unblock':
      return 'unblocked';
  }
}

/** Changes, their outcomes and their reasons. */
export const changes = {
  titles,
  /** In the history, in a few letters. */
  short,
  intended,
  outcomes,
  /** A block that an earlier run has sent. */
  blockedAlready: 'blocked already, not sent again',
  would,
  toDo,
  origins,
  unsaid:
    'once opted out at the source, which no longer says so; a sync lifts that only under unblock: managed',
  /** Beside another reason, which stays. */
  unsaidBeside: 'once opted out at the source, which no longer says so',
  steps,
  done,
  /** What a change would come to that was held back. */
  wouldBe: (change: Change): string =>
    change.kind === 'addMembership' || change.kind === 'removeMembership'
      ? `would go ${done(change)}`
      : `would be ${done(change)}`,
  /** A change that was not sent, as a line names it. */
  withheldKind: (kind: ChangeKind): string => kind,
  sameRecord: 'same record',
  and: ' and ',
  noMoreSms: (reason: string) => `no more SMS: ${reason}`,
  maySmsAgain: 'may get SMS again',
  noName: '(no name)',
  removed: 'removed',
};
