import { InterruptedError, UsageError } from '../errors.ts';
import { removalQuestion } from '../report/removal-question.ts';
import type { Agree } from '../steps/agreement.ts';
import type { Cli } from './context.ts';

/**
 * Refuses to go on where nobody can be asked: nothing asks a question unless standard input is a terminal (contract).
 *
 * @param what what would be done, for the message
 * @throws UsageError when standard input is no terminal and `--yes` is not given
 */
export function mustBeAskable(cli: Cli, yes: boolean | undefined, what: string): void {
  if (yes || cli.stdin.isTTY) return;
  throw new UsageError(`${what}, and standard input is no terminal: nobody can be asked.`, {
    advice: 'Nothing was sent. Add --yes if that is meant.',
  });
}

/**
 * Asks whether to go on; true at once with `--yes`.
 *
 * @throws InterruptedError when a signal came instead of an answer
 */
export async function isAgreed(
  cli: Cli,
  yes: boolean | undefined,
  question: string,
  untouched = 'Nothing was sent.',
): Promise<boolean> {
  if (yes) return true;
  cli.progress.clear();
  try {
    return await cli.ask(question);
  } catch (error) {
    const { reason } = cli.signal;
    if (!(reason instanceof InterruptedError)) throw error;
    throw new InterruptedError(`${reason.message} ${untouched}`, { exitCode: reason.exitCode });
  }
}

/**
 * Asks before contacts or memberships are taken away, where somebody sits at a terminal; undefined elsewhere, and with
 * `--yes`: a nightly job is never asked (contract).
 */
export function agreeOn(cli: Cli, yes: boolean | undefined): Agree | undefined {
  if (yes || !cli.stdin.isTTY) return undefined;
  return (plan) =>
    isAgreed(
      cli,
      false,
      removalQuestion(plan, { color: false, lang: cli.lang }),
      'No contact and no membership was changed.',
    );
}
