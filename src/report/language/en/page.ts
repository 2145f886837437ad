import type { ChangeKind } from '../../../plan/change.ts';
import { count, figures, quantity } from './figures.ts';

/** Of each figure: what is to do, what was done, what would be if nobody held it back. */
const figureTitles: Record<ChangeKind, readonly [toDo: string, done: string, would: string]> = {
  create: ['to create', 'created', 'would be created'],
  remove: ['to remove', 'removed', 'would be removed'],
  block: ['to block', 'blocked', 'would be blocked'],
  unblock: ['to unblock', 'unblocked', 'would be unblocked'],
  rename: ['to rename', 'renamed', 'would be renamed'],
  addMembership: ['memberships to add', 'memberships added', 'memberships would be added'],
  removeMembership: ['memberships to take away', 'memberships taken away', 'memberships would be taken away'],
};

/** What a plan comes to, as somebody would say it. */
const comesTo: Record<ChangeKind, (count: number) => string> = {
  create: (value) => quantity(value, 'person joins', 'people join'),
  remove: (value) => quantity(value, 'leaves', 'leave'),
  block: (value) => `${count(value)} opted out`,
  unblock: (value) => `${quantity(value, 'gets', 'get')} SMS again`,
  rename: (value) => `${quantity(value, 'gets', 'get')} another name`,
  addMembership: (value) => `${quantity(value, 'membership is', 'memberships are')} added`,
  removeMembership: (value) => `${quantity(value, 'membership is', 'memberships are')} taken away`,
};

/** The title of a chart, then what its columns are called. */
type ChartWords = readonly [title: string, label: string, bar: string, figure: string];

/** The HTML report. */
export const page = {
  plan: 'Plan',
  run: 'Run',
  planNow: 'A plan: nothing has been changed yet',
  wouldHold: (isUndo: boolean, heldBlocks: number) =>
    `${isUndo ? 'The undo' : 'A sync'} would hold this plan back, ${heldBlocks > 0 ? `also ${count(heldBlocks)} of its blocks` : 'all but its blocks'}`,
  made: (at: string, records: number | undefined, contacts: number) =>
    `Made ${at} UTC, from ${records === undefined ? '' : `${quantity(records, 'record')} and `}${quantity(contacts, 'contact')} in Jojka.`,
  stopped: 'Stopped before its end',
  differs: 'Finished with differences',
  again: 'The next run plans again what is still to be done.',
  done: 'Done',
  /** @param inDoubt what is not as the sources say */
  doneText: (at: string, took: number, inDoubt?: string) =>
    `${inDoubt ?? 'Jojka holds what the sources say.'} Began ${at} UTC, took ${figures.seconds(took)}.`,
  toChanges: 'To the changes',
  theme: 'Dark or light',
  fingerprint: 'Fingerprint',
  footer: (existing: number, desired: number) =>
    `${count(existing)} contacts in Jojka, ${count(desired)} desired · written by jojka-sync`,
  copy: 'Copy',
  figureTitles,
  rejectedFigure: 'rejected',
  readFigure: 'records read',
  comesTo,
  nothingChanges: 'Nothing changes: Jojka holds what the sources say.',
  sentence: (parts: readonly string[], calls: string) => `${parts.join(', ')}; ${calls}.`,
  heldSentence: (text: string, calls: string) => `${text}; that would take ${calls}.`,
  calls: (value: number, time: string) => `${quantity(value, 'call')}, ${time}`,
  charts: 'Charts',
  byKind: ['Changes by kind', 'Kind', 'Share', 'Changes'] as ChartWords,
  byReason: ['Rejections by reason', 'Reason', 'Share', 'Records'] as ChartWords,
  byStep: ['Time by step', 'Step', 'Share', 'Time'] as ChartWords,
  byGroup: ['Changes by group', 'Group', 'Share', 'Change'] as ChartWords,
  perGroup: ['Contacts per group, before and after', 'Group', 'Before and after', 'Contacts'] as ChartWords,
  otherGroups: (value: number) => quantity(value, 'other group'),
  otherGroupsTitle: 'Other groups',
  group: 'Group',
  before: 'Before',
  after: 'After',
  change: 'Change',
  number: 'Number',
  outcome: 'Outcome',
  name: 'Name',
  allChanges: 'All changes',
  search: 'Search name, number or group',
  allGroups: 'All groups',
  allOutcomes: 'All outcomes',
  kinds: 'Kinds',
  unmanaged: 'Unmanaged',
  unmanagedCount: (value: number) => `${count(value)}, in Jojka and in no CRM`,
  unmanagedFirst: (value: number) =>
    `Of the unmanaged the first ${count(value)} are listed here; the CSV report has all.`,
  tableOfChanges: 'Table of changes',
  changes: 'Changes',
  stays: 'stays',
  notPrinted: (value: number) => `${count(value)} more are not printed; the CSV report has all.`,
  moves: 'Changed numbers',
  movesText: 'The same person under another number: what is ours moves along, and so does an opt-out.',
  sentAllTheSame: 'What was sent all the same',
  whatWasDone: 'What was done',
  replies: (value: number, blocked: number, failures: number, gap: boolean) =>
    `${quantity(value, 'new answer')}, ${quantity(blocked, 'STOP')} blocked${failures > 0 ? `, ${count(failures)} not blocked yet` : ''}${gap ? '; some answers were never fetched and are gone' : ''}.`,
  calledJojka: 'Calls to Jojka',
  endpoint: 'Endpoint',
  callsDone: 'Done',
  callsFailed: 'Failed',
  nothing: 'Nothing.',
  noCall: 'No call was needed.',
  readAgain: 'Read again afterwards',
  verified: (figures: {
    readonly asAsked: number;
    readonly repaired: number;
    readonly respelled: number;
    readonly missing: number;
    readonly altered: number;
    readonly changedMeanwhile: number;
  }) =>
    `${count(figures.asAsked)} as asked for${figures.repaired > 0 ? `, ${count(figures.repaired)} sent a second time` : ''}${figures.respelled > 0 ? `, ${count(figures.respelled)} stored in another spelling` : ''}, ${count(figures.missing)} missing, ${count(figures.altered)} not as asked for; ${count(figures.changedMeanwhile)} others changed meanwhile.`,
  failed: 'Failed',
  moreThan: (value: number) => `${count(value)} more are not shown here.`,
  rejected: 'Rejected',
  rejectedText: 'These records could not be taken. Nothing was taken away from their contacts.',
  rejectedAll: ' All of them, with their own columns: ',
  rejectedOf: (code: string) => `Rejected: ${code}`,
  rejectedHead: ['Where', 'Field', 'Value', 'What is wrong'],
  warnings: 'Warnings',
  /** A page that stands there while a run goes on, or when it failed. */
  noReport: 'No report',
  unfinished: 'The run has begun and not ended yet, or it died.',
  runFailed: 'The run failed.',
  runStopped:
    'The run was stopped before its end. What was sent up to then stays; the next sync, or jojka-sync resume, goes on from there.',
};
