import {
  ApiError,
  type CallError,
  ConnectionError,
  TooLargeError,
  TransientStatusError,
  UnexpectedAnswerError,
} from '../errors.ts';
import type { PlannedCall } from '../plan/calls.ts';

/** What a failed call means for the run. */
export interface FailedCall {
  /** `unknown`: it may have been carried out all the same. */
  readonly state: 'failed' | 'unknown';
  /** The run ends: a wrong key, say. */
  readonly isFatal: boolean;
  /** An import whose halves may fare better (L4). */
  readonly isDivisible: boolean;
  /** The service takes no body of that size: so many rows at most from now on. */
  readonly rowLimit: number | undefined;
  /** It may be a sign that the service is down (L6). */
  readonly countsForCircuit: boolean;
  /** It may be rows: the service has digested them and refuses them, or breaks on them. */
  readonly rows: 'refused' | 'broken' | undefined;
}

/**
 * Judges a failed call. A single row that is refused is at fault itself, and so is a number that cannot be blocked
 * (L1b); a body that is too large is no outage. An import that is answered in an unexpected form was digested: dividing
 * it would tell nothing more, and the export tells what was stored. A service that asks for patience, or takes too long,
 * says nothing of the rows: halves would only be more calls (L3).
 *
 * @param isSent the call was journaled as sent; else a check before it failed
 */
export function classify(error: CallError, call: PlannedCall, isSent: boolean): FailedCall {
  const rows = call.endpoint === 'import_contacts_list' ? call.rows.length : 0;
  const isUnclear = rows > 0 && error instanceof UnexpectedAnswerError;
  const isUnsent = 'sent' in error && error.sent === false;
  const isDivisible = rows > 1 && !isUnsent && !isUnclear && !isBusy(error);
  const isTooLarge = error instanceof TooLargeError && isDivisible;
  const isRowAtFault =
    rows === 1
      ? error.disposition === 'skippable'
      : call.endpoint === 'add_to_blocklist' && isAboutTheCall(error);
  return {
    state: isSent && error.mayHaveBeenDone ? 'unknown' : 'failed',
    isFatal: error.disposition === 'fatal',
    isDivisible,
    rowLimit: isTooLarge ? Math.ceil(rows / 2) : undefined,
    rows: rows > 0 ? ofRows(error) : undefined,
    countsForCircuit: !isTooLarge && !isRowAtFault && !isUnclear,
  };
}

/** Any other 5xx than 500 is told by what stands before the service, or by one that is not up. */
function ofRows(error: CallError): FailedCall['rows'] {
  if (isAboutTheCall(error)) return 'refused';
  return error instanceof TransientStatusError && error.status === 500 ? 'broken' : undefined;
}

/** The service asks for patience or takes too long: 408, 429, 504 (a proxy's own time-out), or no answer in time. */
function isBusy(error: CallError): boolean {
  return error instanceof TransientStatusError
    ? [408, 429, 504].includes(error.status)
    : error instanceof ConnectionError && error.timedOut;
}

/** A refusal of what was asked for, and not of the one who asks, or of the address. */
function isAboutTheCall(error: CallError): boolean {
  return error instanceof ApiError && (error.status < 300 || error.status === 400 || error.status === 422);
}
