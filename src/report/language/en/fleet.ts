import type { Ordered } from '../../../fleet/orders.ts';
import type { GivenBack } from '../../../fleet/queue.ts';
import { quantity } from './figures.ts';

/** What became of a pipeline, by the exit code of its sync. */
const results: Record<number, string> = {
  0: 'done',
  1: 'failed',
  3: 'held back or refused',
  4: 'done with differences',
  5: 'another run holds the account',
  64: 'wrong settings',
  129: 'stopped',
  130: 'stopped',
  134: 'aborted, mostly for lack of memory',
  137: 'killed, mostly for lack of memory',
  143: 'stopped',
};

/** What became of an order. */
const outcomes: Record<Ordered['outcome'], string> = {
  queued: 'queued',
  sooner: 'waited already, and waits no longer',
  already: 'waits already, or is at work',
  held: 'held back by guards, which is no failure; nothing was queued, so that its plan stays the one to decide on',
  gone: 'not in the folder; nothing was queued',
  unreadable: 'the file cannot be read; nothing was queued or cancelled of it',
  twice: 'two files are this pipeline; nothing was queued',
  cancelled: 'cancelled',
  stopping: 'told to stop; calls in flight get 30 s',
  buried: 'its dead letter is taken out',
};

/** Why a job was given back. */
const reasons: Record<GivenBack['code'], (what: string, host: string) => string> = {
  'no-file': (_, host) => `${host} has no file of it in pipelines/ that can be read`,
  'other-text': (file, host) => `${host} has another text of ${file}`,
  lacking: (what, host) => `${host} lacks something for it: ${what}`,
  'account-busy': () => 'another pipeline of the account was at work',
  'account-locked': (_, host) => `another run held the account, seen by ${host}`,
  stopped: (_, host) => `its sync was told to stop on ${host}`,
  'worker-ends': (_, host) => `the worker on ${host} ended`,
};

const changes: Record<'add' | 'change' | 'remove', string> = { add: '+', change: '~', remove: '-' };

/** Several pipelines, in one command or on many machines. */
export const fleet = {
  results,
  notBegun: 'not begun',
  severalHead: ['PIPELINE', 'RESULT', 'CHANGES', 'REJECTED', 'TOOK'],
  heading: (pipeline: string, index: number, of: number) => `${index} of ${of}: ${pipeline}`,
  ended: (value: number, good: number) =>
    `${quantity(value, 'pipeline')}, ${good} without anything to look at.`,
  outcomes,
  reasons,
  changes,
  none: 'No pipeline has a schedule or a job yet. jojka-sync schedule apply takes the schedules of the folder.',
  head: ['PIPELINE', 'ACCOUNT', 'LAST', 'NEXT', 'NOW'],
  paused: 'paused',
  dead: 'dead letter',
  workerGone: 'its worker was gone each time',
  deadSince: (pipeline: string, since: string, why: string, host: string | undefined) =>
    `! ${pipeline}: dead letter since ${since}: ${why}${host === undefined ? '' : ` (on ${host})`}`,
  howToRedrive: 'Once it is mended, to run them again:',
  howToBury: 'A dead letter whose file is gone stays until it is taken out:',
  running: (since: string, host: string | undefined) =>
    `at work since ${since}${host === undefined ? '' : ` on ${host}`}`,
  waiting: (from: string, retries: number, givenBack: number, why: string | undefined) => {
    const parts = [
      ...(retries > 0 ? [`failed ${quantity(retries, 'time')}`] : []),
      ...(givenBack > 0 ? [`given back ${quantity(givenBack, 'time')}`] : []),
      ...(why === undefined ? [] : [why]),
    ];
    return `waits, from ${from}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
  },
  unfit: (why: string, times: number, lastAt: string, pipelines: string) =>
    `! ${why} (${quantity(times, 'job')} given back within a day, the last one ${lastAt}; of ${pipelines})`,
  andMore: (value: number) => `${value} more`,
  nothingOrdered: 'There is nothing to do.',
  noSchedule: 'No pipeline has a schedule. jojka-sync schedule apply takes those of the folder.',
  scheduleHead: ['PIPELINE', 'ACCOUNT', 'CRON', 'TIME ZONE', 'MOMENT', 'STATE'],
  unchanged: (value: number) => `${quantity(value, 'schedule')} unchanged.`,
  stillQueued: (value: number) =>
    `${quantity(value, 'job waits', 'jobs wait')} already or ${value === 1 ? 'is' : 'are'} at work, and ${value === 1 ? 'is' : 'are'} not paused by this. To take ${value === 1 ? 'it' : 'them'} out, a sync at work too:`,
  removeSchedules: (value: number) => `Remove ${quantity(value, 'schedule')} that the folder has no more?`,
};
