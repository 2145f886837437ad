import { InterruptedError, SourceError } from '../../src/errors.ts';
import { endedNotice, failedNotice, startNotice, type ToldRun } from '../../src/notify/ended-notice.ts';
import type { Notice } from '../../src/notify/notice.ts';
import { sampleHeldBack, sampleRun } from '../report/sample.ts';

const at = new Date('2026-11-23T03:00:05Z');

const told: ToldRun = {
  command: 'sync',
  pipeline: 'nightly-crm',
  account: 'default',
  run: '20261123-030000-k3f9',
  host: 'crm-01',
  lang: 'en',
  afterTrouble: false,
  part: false,
};

const good = { ...sampleRun, exitCode: 0, failures: [], verification: undefined };

/** One of each, and what is hostile or private in each of the places where it can stand. */
export const notices: Readonly<Record<string, Notice>> = {
  start: startNotice(told, at, 1234),
  success: endedNotice(told, good, at),
  recovery: endedNotice({ ...told, afterTrouble: true }, good, at),
  guard: endedNotice(told, sampleHeldBack, at),
  differences: endedNotice(told, sampleRun, at),
  failure: failedNotice(
    told,
    new SourceError('crm.csv', 'crm.csv: a row of <!channel> @all 070-174 06 05 cannot be read', {
      advice: 'Nothing was sent. See *docs* [here](http://x.test).\njojka-sync rejects 20261123-030000-k3f9',
    }),
    at,
  ),
  stopped: endedNotice(
    told,
    {
      ...sampleRun,
      exitCode: 1,
      stopped: '46701740605 is called "Anna "Ann" Berg" and not "Anna B". Stopped by SIGTERM.',
    },
    at,
  ),
  svenska: endedNotice(
    { ...told, lang: 'sv' },
    { ...sampleHeldBack, outcomes: Array.from({ length: 123_456 }, () => 'done' as const) },
    at,
  ),
  signal: failedNotice(told, new InterruptedError('Stopped by SIGTERM.', { exitCode: 143 }), at),
  internal: failedNotice(
    { ...told, account: undefined, run: undefined },
    new TypeError('Anna Berg 46701740605 is undefined'),
    at,
  ),
};
