import { ConnectionError, NotJsonError, TransientStatusError, UnexpectedAnswerError } from '../errors.ts';

/** Whether a call that failed so may have been carried out all the same: it left, and no answer says that it was not. */
export function mayBeDone(error: unknown): boolean {
  if (error instanceof ConnectionError) return error.sent;
  return (
    error instanceof TransientStatusError ||
    error instanceof NotJsonError ||
    error instanceof UnexpectedAnswerError
  );
}
