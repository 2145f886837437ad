import { count, figures, quantity } from './figures.ts';

/** What people are told of a run who do not look at it. */
export const notices = {
  begun: 'the run has begun',
  writing: (changes: number) =>
    `${quantity(changes, 'change')} ${changes === 1 ? 'is' : 'are'} being written to Jojka`,
  stopped: 'stopped before its end',
  refused: 'refused',
  locked: 'did not run, another run holds the account',
  failed: 'failed',
  heldBack: 'held back by guards',
  goodAgain: 'good again',
  done: 'done',
  differences: 'finished with differences',
  internal: 'Internal error: this is a fault of jojka-sync. What the job has logged tells more.',
  changesDone: (value: number, took: number | undefined) =>
    `${quantity(value, 'change')} done${took === undefined ? '' : `, in ${figures.seconds(took)}`}.`,
  callsFailed: (value: number, endpoint: string) => `${quantity(value, 'call')} of ${endpoint} failed.`,
  withheld: (value: number) =>
    `${quantity(value, 'change was', 'changes were')} not sent: the facts did not permit it.`,
  notAsAsked: (value: number, missing: number, altered: number) =>
    `${quantity(value, 'contact')} not as asked for afterwards: ${count(missing)} missing, ${count(altered)} different.`,
  rejections: (value: number) => `${quantity(value, 'rejection')} in the sources.`,
  notBlockedYet: (value: number) => `${quantity(value, 'STOP')} could not be blocked yet.`,
  neverBlocked: (value: number) =>
    `${quantity(value, 'STOP')} cannot be blocked: ${value === 1 ? 'its sender is' : 'their senders are'} no number.`,
  crmNotTold: 'The CRM could not be told (write-back-failed): the next sync tries again.',
  gap: 'Some answers were never fetched and are gone.',
  reportTooLarge: 'The report is too large for e-mail.',
  account: (name: string) => `account ${name}`,
  run: (id: string) => `run ${id}`,
  on: (host: string) => `on ${host}`,
};
