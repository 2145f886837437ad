import { printedFor, type Subject } from '../contact/printed-commands.ts';
import { JojkaSyncError } from '../errors.ts';
import type { RunEnvironment } from './environment.ts';

/** Does some work; the commands that its errors advise act on what the work is about. */
export async function advisedFor<T>(of: Subject, env: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JojkaSyncError) error.spells((text) => printedFor(text, of, env));
    throw error;
  }
}

/** The same environment; the commands in what is told of the way act on that account. */
export function toldOf(account: string, environment: RunEnvironment): RunEnvironment {
  const { emit, env } = environment;
  return {
    ...environment,
    emit: (event) => {
      if (event.kind === 'warning') emit({ ...event, account });
      else if (event.kind === 'note')
        emit({ ...event, message: printedFor(event.message, { account }, env) });
      else emit(event);
    },
  };
}
