import { formatSeconds } from '../report/numbers.ts';
import { warningText } from '../report/sentences/warnings.ts';
import type { JobEvent, ProgressStep } from '../session/environment.ts';
import type { Cli } from './context.ts';

/** What each step is called on the progress line. */
const titles: Readonly<Record<ProgressStep, string>> = {
  state: 'Opening the state',
  replies: 'Fetching answers',
  source: 'Reading',
  export: 'Reading Jojka',
  load: 'Calls to Jojka',
  blocklist: 'Asking about numbers',
  messages: 'Sending',
};

/** Shows a person how far a job is, and logs what it tells. */
export function observe(event: JobEvent, { log, progress }: Pick<Cli, 'log' | 'progress'>): void {
  switch (event.kind) {
    case 'progress':
      progress.step([titles[event.step], event.name].filter(Boolean).join(' '), event.done, event.total);
      return;
    case 'attempt':
      if (event.attempt.failure === undefined) log.debug(event.attempt, 'call');
      else if (event.attempt.waitMs !== undefined) {
        progress.waits(event.attempt.waitMs);
        log.warn(event.attempt, `Jojka asks to wait ${formatSeconds(event.attempt.waitMs / 1000)}`);
      } else log.warn(event.attempt, 'call failed');
      return;
    case 'warning':
      log.warn(warningText(event.warning));
      return;
    case 'note':
      log[event.level](event.details ?? {}, event.message);
      return;
    case 'run':
    case 'writing':
    case 'pipeline':
      return;
  }
}
