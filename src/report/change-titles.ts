import type { ChangeKind } from '../plan/change.ts';

/** What each kind of change is called in reports, in the order in which they are shown. */
export const changeKindTitles: Readonly<Record<ChangeKind, string>> = {
  block: 'Block',
  removeMembership: 'Leave a group',
  remove: 'Remove',
  create: 'Create',
  rename: 'Rename',
  addMembership: 'Join a group',
  unblock: 'Unblock',
};
