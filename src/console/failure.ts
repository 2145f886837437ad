import {
  JojkaSyncError,
  LockedError,
  MissingKeyError,
  RefusedError,
  StateError,
  UnknownRunError,
  UsageError,
} from '../errors.ts';
import type { Catalogue } from '../report/language/catalogue.ts';
import { guardText } from '../report/sentences/guards.ts';
import { HeldBackError } from '../steps/held-back.ts';

/** What went wrong, for a page: errors are in English, as everywhere. */
export interface Failure {
  readonly status: 404 | 409 | 500 | 502 | 503;
  /** What happened, then what to do; undefined: nobody expected it. */
  readonly lines: readonly string[] | undefined;
  readonly isRefused: boolean;
  /** A run is at work, so that trying again soon will do. */
  readonly isBusy: boolean;
}

/** Whoever reads a page may set the key elsewhere, where it does nothing. */
const keyOfConsole =
  'The console takes it from where it was started: set it there, then start the console anew.';

/** @param told makes of a text what may be shown */
export function failureOf(error: unknown, told: (text: string) => string): Failure {
  if (!(error instanceof JojkaSyncError))
    return { status: 500, lines: undefined, isRefused: false, isBusy: false };
  const guards = error instanceof HeldBackError ? error.guards.map((guard) => guardText(guard)) : [];
  const lines = [error.message, ...guards, ...(error.advice?.split('\n') ?? [])];
  if (error instanceof MissingKeyError) lines.push(keyOfConsole);
  return {
    status: statusOf(error),
    lines: lines.map(told),
    isRefused: error instanceof RefusedError,
    isBusy: error instanceof LockedError,
  };
}

/** The same for somebody who is not signed in: names of hosts, databases and users are not for him, and in the log. */
export function outside(failure: Failure, { console: told }: Catalogue): Failure {
  return { ...failure, lines: failure.lines && [failure.isBusy ? told.outsideBusy : told.outside] };
}

function statusOf(error: JojkaSyncError): Failure['status'] {
  if (error instanceof UnknownRunError) return 404;
  if (error instanceof UsageError) return 500;
  if (error instanceof RefusedError) return 409;
  if (error instanceof LockedError || error instanceof StateError) return 503;
  return 502;
}
