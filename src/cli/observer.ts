import { printedFor } from '../contact/printed-commands.ts';
import { wordsOf } from '../report/language/words.ts';
import { formatSeconds } from '../report/numbers.ts';
import { warningText } from '../report/sentences/warnings.ts';
import type { JobEvent, ProgressStep } from '../session/environment.ts';
import type { Cli } from './context.ts';

/** Shows a person how far a job is, and logs what it tells; the log is in English. */
export function observe(
  event: JobEvent,
  { log, progress, lang }: Pick<Cli, 'log' | 'progress' | 'lang'>,
): void {
  switch (event.kind) {
    case 'progress': {
      const titles: Readonly<Record<ProgressStep, string>> = wordsOf(lang).terminal.steps;
      progress.step([titles[event.step], event.name].filter(Boolean).join(' '), event.done, event.total);
      return;
    }
    case 'attempt':
      if (event.attempt.failure === undefined) log.debug(event.attempt, 'call');
      else if (event.attempt.waitMs !== undefined) {
        progress.waits(event.attempt.waitMs);
        log.warn(event.attempt, `Jojka asks to wait ${formatSeconds(event.attempt.waitMs / 1000)}`);
      } else log.warn(event.attempt, 'call failed');
      return;
    case 'warning':
      log.warn(printedFor(warningText(event.warning), { account: event.account }));
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
