import type { ActKind } from '../../../state/console-acts.ts';
import type { Role } from '../../../state/console-tokens.ts';
import type { RunState } from '../../../state/runs.ts';
import { count, quantity } from './figures.ts';

const roles: Record<Role, string> = { see: 'see', approve: 'approve', operate: 'operate' };

const acts: Record<ActKind, string> = {
  'sign-in': 'signed in',
  apply: 'approved a plan',
  discard: 'discarded a plan',
  'blocklist add': 'blocked a number',
  'blocklist remove': 'unblocked a number',
  explain: 'looked somebody up',
  report: 'read a report',
  rejections: 'took a file of rejections',
  'see rejections': 'read rejections',
  'see replies': 'read replies',
  'see blocklist': 'read the blocklist',
  pause: 'paused a schedule',
  resume: 'resumed a schedule',
  'run now': 'queued a run',
};

/** What is wrong with a pipeline's latest night. */
const troubles: Record<'held' | 'gone' | Exclude<RunState, 'done' | 'running'>, string> = {
  held: 'Held back: somebody has to decide',
  gone: 'Broke off: it says that it is at work, and its process is gone',
  partial: 'Finished, but something failed or differs',
  failed: 'Failed',
  interrupted: 'Stopped before its end',
  refused: 'Refused',
};

/** What came of an act: codes, and kinds of errors. */
const outcomes = {
  done: 'done',
  failed: 'it failed',
  paused: 'paused',
  resumed: 'resumed',
  queued: 'queued',
  already: 'it was so already',
  nobody: 'nobody is known by it',
  several: 'several are known by it',
  rejected: 'it was found among the rejected',
  LockedError: 'not done: another run had the account, or the state',
  UsageError: 'not done: something that it needs is lacking or not right',
  RefusedError: 'refused',
  WrongKeyError: 'it failed: Jojka does not accept the API key',
  InterruptedError: 'stopped before its end',
  StateError: 'it failed: the state could not be used',
};

/** The console's pages. */
export const console = {
  roles,
  acts,
  outcomes,
  becameRun: (run: string, code: string) => `run ${run}, ${code}`,
  troubles,
  title: 'jojka-sync',
  skip: 'To the content',
  menu: 'Menu',
  overview: 'Overview',
  number: 'Number',
  blocklist: 'Blocklist',
  replies: 'Replies',
  log: 'Log',
  signedInAs: (name: string, role: string) => `${name} (${role})`,
  signOut: 'Sign out',
  otherLanguage: 'På svenska',

  signIn: 'Sign in',
  token: 'Token',
  tokenHelp: 'Whoever runs jojka-sync makes one for you:',
  wrongToken: 'That is no token, or it is revoked.',
  tooMany: (minutes: number) => `Too many attempts from here. Try again in ${quantity(minutes, 'minute')}.`,
  signedOut: 'You are signed out, or were away for too long. Sign in again.',

  needsSomebody: 'Needs somebody now',
  nothingNeeded: 'Nothing needs anybody now.',
  deadLetters: (value: number) =>
    `No worker could do ${quantity(value, 'pipeline')}, and none tries again until somebody queues ${value === 1 ? 'it' : 'them'} anew:`,
  overdue: (value: number) =>
    `${quantity(value, 'pipeline')} should have run hours ago, and ${value === 1 ? 'has' : 'have'} not. Does a worker run (jojka-sync work)?`,
  queueUnread:
    'The queue of the fleet could not be read: what no worker could do, and what is overdue, is not known here.',
  isApplied: 'Held back; somebody has approved its plan, and it is being applied',
  isFormer: 'renamed or retired since',
  pipelines: 'Pipelines',
  noPipelines: 'No pipeline has run yet.',
  account: (name: string) => `account ${name}`,
  lastNight: (at: string) => `Last run ${at}`,
  runningSince: (at: string) => `Running since ${at}`,
  held: 'held back',
  changes: (value: number) => quantity(value, 'change'),
  noChanges: 'no changes',
  rejected: (value: number) => `${count(value)} rejected`,
  chart: (nights: number) => `Changes of the last ${quantity(nights, 'run')}, oldest first`,
  bar: (at: string, state: string, changes: string) => `${at}: ${state}, ${changes}`,
  repliesWait: (value: number) => `${quantity(value, 'reply', 'replies')} may be meant as a STOP`,
  runsOf: (pipeline: string) => `Runs of ${pipeline}`,
  whileLocked: 'A run has the embedded state open. What is shown is what it knew when it began.',

  run: (id: string) => `Run ${id}`,
  facts: {
    pipeline: 'Pipeline',
    account: 'Account',
    command: 'Command',
    state: 'State',
    began: 'Began',
    took: 'Took',
    planned: 'Planned',
    rejected: 'Rejected',
    heldBlocks: 'Held back',
    approved: 'Approved',
    discarded: 'Discarded',
  },
  byWhom: (who: string, reason: string) => `by ${who}: ${reason}`,
  byWhomAt: (who: string, at: string, reason: string) => `by ${who} at ${at}: ${reason}`,
  report: 'The whole report',
  reportFrame: 'The report of this run',
  noReport: 'This run has no report to show.',

  howFar: 'Calls that are done',
  stillPlanning:
    'At work: it reads what its sources and Jojka have, and plans. No call that changes anything was made yet.',
  callsOf: (done: number, planned: number) => `At work: ${count(done)} of ${quantity(planned, 'call')}`,
  callsFailed: (value: number) => `${count(value)} failed`,
  perSecond: (rate: string) => `${rate} a second`,
  timeLeft: (time: string) => `about ${time} left`,
  allCalled: (planned: number) =>
    `At work: all of ${quantity(planned, 'call')} made. It reads what Jojka has now, and compares.`,
  processGone:
    'It says that it is at work, and nobody holds its account: its process is gone. The next sync finds out what was done, and goes on from there.',
  reportAfter: 'Its report is here once it has ended.',
  tooManyStreams: 'As many pages as may follow runs do so already. This one looks again by itself.',

  decide: 'Decide about this plan',
  decideHelp: (heldBlocks: number) =>
    `Guards held this night back${heldBlocks > 0 ? `, also ${count(heldBlocks)} of its blocks: the other blocks` : ': its blocks'} are sent, nothing else is. Read the report below, then apply exactly this plan, or discard it.`,
  blocksNotSent: (value: number) => `${quantity(value, 'block is', 'blocks are')} NOT sent`,
  blocksIfApplied: 'To apply the plan sends them.',
  blocksIfTooOld: 'The next sync plans them afresh.',
  tooOld:
    'This plan is more than 24 hours old: it is not applied from here. A new one goes by what is there now:',
  blocksIfDiscarded:
    'Discarded, they stay so: whoever they are of has opted out and can be sent SMS until a sync that no guard holds back, or somebody by hand, blocks them.',
  guards: 'What is unlike other nights',
  takesAway: (contacts: number, memberships: number) =>
    `It takes away ${quantity(contacts, 'contact')} and ${quantity(memberships, 'membership')}.`,
  fingerprint: 'Fingerprint',
  reason: 'Reason',
  reasonHelp: 'It is kept with the run, under your name.',
  needsReason: 'Give a reason. Nothing was changed.',
  needsReading: 'Say that you have read the report. Nothing was changed.',
  haveRead: 'I have read the report, and want exactly this plan.',
  applyExactly: 'Apply exactly this plan',
  discard: 'Discard',
  discardHelp: 'Nothing is sent, and nobody can apply this plan any more. The next sync plans afresh.',
  mayNotDecide: 'To decide, somebody with the role approve has to sign in.',
  ofFormer: 'Its pipeline was renamed or retired since: the plan cannot be applied any more.',
  overtaken: 'A later run has overtaken this plan: it cannot be applied any more.',

  notHeld: 'Guards held nothing back in this run: there is nothing to decide. Nothing was changed.',
  busy: 'A run is at work',
  plannedChanges: (text: string) => `Planned: ${text}`,
  applying: (id: string) => `Plan ${id} is being applied`,
  applyingBy: (who: string, at: string) =>
    `${who} has approved it at ${at}. This page looks again by itself.`,
  applyingWaits:
    'Another plan is being applied. This one begins once those that were approved before it have ended.',
  notApplied: 'Not applied',
  approveAgain:
    'Another run had the account, or the state. Nothing was sent. Approve the plan again once that run has ended.',
  canResume:
    'It broke off before its end. What is left of it is sent by the command below; the next sync finds out what was done and plans afresh.',
  toRun: 'What became of it',
  alreadyApplying: (who: string, at: string) =>
    `${who} has just approved this plan, at ${at}, and it is being applied. What you decided was not done.`,
  wasDiscarded: (who: string, at: string, reason: string) =>
    `${who} discarded this plan at ${at}: ${reason}. What you decided was not done; nothing was sent.`,
  wasApplied: (who: string | undefined, at: string, run: string) =>
    `${who === undefined ? 'This plan was approved' : `${who} approved this plan`}: run ${run} began to apply it at ${at}. What you decided was not done.`,
  wasOvertaken: (run: string) =>
    `Run ${run} has planned since and overtaken this plan. What you decided was not done; nothing was sent.`,

  rejectionsOf: (id: string) => `Rejections of run ${id}`,
  noRejections: 'This run rejected nothing.',
  rejectionHead: ['Where', 'Field', 'Value', 'What is wrong'] as [string, string, string, string],
  moreRejections: (value: number) => `${count(value)} more are in the file.`,
  mendFile: 'The file to mend (CSV)',

  explainHelp: 'A number in any spelling, the key of a record, or a name.',
  explain: 'Look up',
  severalKnown: 'Several are known so. Choose one.',
  moreKnown: 'There are more: be more exact.',

  blockedNumbers: (value: number) =>
    `${quantity(value, 'number')} blocked or to be blocked, as the ledger knows it.`,
  nobodyBlocked: 'Nobody is blocked, as far as the ledger knows.',
  searchNumber: 'Number',
  search: 'Search',
  notInList: (number: string) =>
    `${number} is not in the ledger's list. Whether Jojka has it blocked is not asked here.`,
  noAccount: 'The state knows no account of that name. Nothing was changed.',
  firstOf: (shown: number, all: number) => `The first ${count(shown)} of ${count(all)}; search for others.`,
  blockHead: ['Number', 'Since', 'Confirmed', 'Why'] as [string, string, string, string],
  noNumber: 'That is no phone number. Nothing was changed.',
  block: 'Block a number',
  blockHelp: 'A number that was blocked by hand stays blocked, whatever the sources say.',
  blockIt: 'Block',
  unblock: 'Unblock',
  unblockQuestion: (number: string) => `Unblock ${number}?`,
  unblockWarning: 'A number that a source still opts out is blocked again by the next sync.',
  ownStop: (number: string) => `${number} asked not to get SMS.`,
  agreed: 'The person has agreed to get SMS again.',
  unblockYes: 'Yes, unblock',
  cancel: 'Cancel',
  isBlocked: (number: string) => `${number} is blocked.`,
  isUnblocked: (number: string) => `${number} is unblocked.`,
  notDone: (number: string, why: string) => `${number}: ${why}`,
  mayNotOperate: 'To block or unblock, somebody with the role operate has to sign in.',

  repliesHelp:
    'Replies of the last 30 days that may be meant as a STOP, though no word says so, and whose sender is not blocked.',
  noReplies: 'No reply waits for anybody.',
  replyHead: ['From', 'When', 'What'] as [string, string, string],

  logHelp: 'Newest first. Acts are kept for 400 days.',
  logHead: ['When', 'Who', 'What', 'Of', 'Reason', 'Outcome'] as [
    string,
    string,
    string,
    string,
    string,
    string,
  ],
  nobodyActed: 'Nobody has done anything yet.',
  unknownOutcome: 'begun, no end is known',

  pageOf: (at: number, of: number | undefined) => `Page ${at}${of === undefined ? '' : ` of ${of}`}`,
  firstPage: 'The first page',
  noListPage: 'The list has no page of that number.',
  pageBefore: 'Before',
  pageAfter: 'More',

  notFound: 'There is no such page',
  notFoundHelp: 'What was looked for is not here. The overview has all that is.',
  notAllowed: 'Your role does not allow that',
  notAllowedHelp: (needed: string) => `It needs the role ${needed}. Nothing was changed.`,
  unknownPerson: (name: string) =>
    `The proxy says that you are "${name}", and nobody of that name may sign in here. Whoever runs jojka-sync can change that: console token add NAME --role see --no-token`,
  outside: 'The state of jojka-sync cannot be used now. Why, the log of the console says to whoever runs it.',
  outsideBusy: 'A run has the state open. This page looks again by itself.',
  badForm: 'That form is too old, or comes from elsewhere',
  badFormHelp: 'Nothing was changed. Go back, load the page anew, and try again.',
  refused: 'Refused',
  failed: 'That did not work',
  internal: 'An error that nobody expected. Nothing more is known here; the log of the console has it.',
};
