import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StateError } from '../errors.ts';
import type { Language } from '../report/language/language.ts';
import type { Cli } from './context.ts';

/** No report is larger; browsers give up before. */
const mostBytes = 512 * 1024 * 1024;

/**
 * Makes the report of a run as `show RUN --format html` does, in a process of its own: its memory is given back, and nobody waits
 * for it but whoever asked. One at a time.
 */
export function createReportApart({
  cwd,
  env,
  signal,
}: Cli): (run: string, lang: Language) => Promise<string> {
  const show = promisify(execFile);
  let last: Promise<unknown> = Promise.resolve();
  return (run, lang) => {
    const program = [...process.execArgv, process.argv[1] ?? ''];
    const turn = last.then(async () => {
      try {
        const { stdout } = await show(
          process.execPath,
          [...program, 'show', run, '--format', 'html', '--no-color', '--no-pager'],
          { cwd, env: { ...env, JOJKA_SYNC_LANG: lang }, signal, maxBuffer: mostBytes },
        );
        return stdout;
      } catch (error) {
        throw new StateError(`The report of run ${run} could not be made.`, {
          advice: `What it says on the command line: jojka-sync show ${run}`,
          cause: error,
        });
      }
    });
    last = turn.catch(() => {});
    return turn;
  };
}
