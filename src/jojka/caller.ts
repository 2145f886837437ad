import { ApiError, CallError, ConnectionError, TransientStatusError, WrongKeyError } from '../errors.ts';
import { createAnswerReader, type Read, type ReadShort } from './answer.ts';
import { type Answer, type EndpointName, endpoint, otherSpelling, type Parameters } from './endpoints.ts';
import { failureAdvice } from './failure-advice.ts';
import type { Http } from './http.ts';
import type { Gate } from './rate.ts';
import { withRetries } from './retry.ts';
import { createScrub } from './scrub.ts';

/** One try of a call, for logs and progress; never its parameters. */
export interface Attempt {
  readonly endpoint: EndpointName;
  /** 1 for the first. */
  readonly attempt: number;
  readonly ms: number;
  /** Name of the error, if it failed. */
  readonly failure?: string;
  /** HTTP status of the answer, if it failed and there was one. */
  readonly status?: number;
  /** So long the service has asked to be left alone (Retry-After), in milliseconds. */
  readonly waitMs?: number;
}

/** What calls tell of the service that holds for all later ones. */
export interface Learned {
  /** Spellings of endpoints that the service was found to know. */
  readonly spellings: Map<EndpointName, string>;
  /** A call was taken: the key is right, whatever is said of it later (L3). */
  isKeyTaken: boolean;
}

export interface CallerOptions {
  readonly learned: Learned;
  readonly apiKey: string;
  readonly http: Http;
  readonly gate: Gate;
  readonly retries: number;
  /** How large a list may be (answer-bounds.ts). */
  readonly answerMegabytes?: number | undefined;
  readonly firstWaitMs: number;
  /** So long a Retry-After is waited for, in all, before it counts as a failure (L3). */
  readonly patienceMs: number;
  /** No further try is begun, and nothing is waited for any more (L7); what is in flight may end. */
  readonly stop: AbortSignal | undefined;
  readonly onAttempt: ((attempt: Attempt) => void) | undefined;
  /** Told of each answer whether it comes from a sandbox (K4), and of its time; what it throws ends the call. */
  readonly onOrigin: (fromSandbox: boolean, date: Date | undefined) => void;
}

/** What one call asks for besides. */
export interface CallWishes<Short = never> {
  /** Reads what has the usual form in a shorter way. */
  readonly short?: ReadShort<Short>;
  /** So long a Retry-After is waited for, where that is less than calls wait for one (L3). */
  readonly patienceMs?: number | undefined;
}

/** Makes a call: tries it as often as L2 and L3 allow, each try through the gate, and reads the answer. */
export type Caller = <Name extends EndpointName, Short = never>(
  name: Name,
  parameters: Parameters,
  signal?: AbortSignal,
  wishes?: CallWishes<Short>,
) => Promise<Read<Answer<Name> | Short>>;

/** Makes the calls of one client. */
export function createCaller(options: CallerOptions): Caller {
  const { apiKey, http, gate, learned, retries, firstWaitMs, onAttempt, onOrigin } = options;
  const either = signalsWith(options.stop);
  const read = createAnswerReader();

  return async <Name extends EndpointName, Short = never>(
    name: Name,
    parameters: Parameters,
    signal?: AbortSignal,
    { short, patienceMs = Number.POSITIVE_INFINITY }: CallWishes<Short> = {},
  ) => {
    const reading = { ...readingOf(options, parameters), short };
    const began = performance.now();
    /** So much longer the service may ask to be left alone. */
    const left = () => began + Math.min(options.patienceMs, patienceMs) - performance.now();
    const waiting = either(signal);
    let attempts = 0;
    let mayHaveLeft = false;

    /** What a failed try means for the next one, and for all other calls. */
    const seen = (thrown: unknown): unknown => {
      const error = learned.isKeyTaken && thrown instanceof WrongKeyError ? refusedOnce(thrown) : thrown;
      if (!(error instanceof CallError) || error.mayHaveBeenDone) mayHaveLeft = true;
      if (error instanceof TransientStatusError && error.retryAfterMs !== undefined)
        gate.pauseFor(Math.min(error.retryAfterMs, Math.max(0, left())));
      return error;
    };

    const post = (spelling: string, attempt: number): Promise<Read<Answer<Name> | Short>> =>
      gate.run(async () => {
        attempts = attempt;
        const started = performance.now();
        const report = (failure: Failure) =>
          onAttempt?.({ endpoint: name, attempt, ms: Math.round(performance.now() - started), ...failure });
        try {
          const answer = await http.post(spelling, { API_key: apiKey, ...parameters }, signal);
          onOrigin(answer.fromSandbox, answer.date);
          const found = read(name, answer, reading);
          learned.isKeyTaken = true;
          report({});
          return found;
        } catch (thrown) {
          const error = seen(thrown);
          report(failureOf(error));
          throw error;
        }
      }, waiting);

    /** The document spells one endpoint in two ways (notes). */
    const inEitherSpelling = async (attempt: number): Promise<Read<Answer<Name> | Short>> => {
      const known = learned.spellings.get(name) ?? name;
      const other = known === name ? otherSpelling[name] : name;
      try {
        return await post(known, attempt);
      } catch (error) {
        if (other === undefined || !(error instanceof ApiError && error.status === 404)) throw error;
      }
      const found = await post(other, attempt);
      learned.spellings.set(name, other);
      return found;
    };

    const mayRepeat = (error: unknown) =>
      error instanceof CallError &&
      error.disposition === 'retriable' &&
      (endpoint(name).idempotent || !mayHaveLeft) &&
      !(error instanceof TransientStatusError && error.retryAfterMs !== undefined && left() <= 0) &&
      !waiting?.aborted;

    /** The service has said when to come back: that is no failed try. */
    const askedMs = (error: unknown) =>
      error instanceof TransientStatusError && left() > 0 ? error.retryAfterMs : undefined;

    try {
      const limits = { retries, firstWaitMs, mayRepeat, askedMs, signal: waiting };
      return await withRetries(inEitherSpelling, limits);
    } catch (error) {
      const final = finalError(name, error, mayHaveLeft, waiting);
      if (final instanceof CallError) final.attempts = attempts;
      throw final;
    }
  };
}

/** What the answer to a call is read with. */
function readingOf({ apiKey, answerMegabytes }: CallerOptions, parameters: Parameters) {
  return {
    scrub: createScrub(apiKey, parameters),
    given: () => Object.values(parameters).flatMap((value) => value.split(/[;,\r\n]+/)),
    megabytes: answerMegabytes,
  };
}

/** A signal that is aborted when either of two is. One is made for each other signal, and not for each of its calls. */
function signalsWith(
  stop: AbortSignal | undefined,
): (signal: AbortSignal | undefined) => AbortSignal | undefined {
  const known = new WeakMap<AbortSignal, AbortSignal>();
  return (signal) => {
    if (!stop || !signal) return stop ?? signal;
    const before = known.get(signal);
    if (before) return before;
    const both = AbortSignal.any([stop, signal]);
    known.set(signal, both);
    return both;
  };
}

/** The key was taken before: it is this call that something refuses. */
function refusedOnce({ endpoint: name, status }: WrongKeyError): ApiError {
  return new ApiError(name, status, ['the key was refused for this call, though it was taken before'], {
    advice: failureAdvice(status, 'key-refused-once'),
  });
}

type Failure = Pick<Attempt, 'failure' | 'status' | 'waitMs'>;

function failureOf(error: unknown): Failure {
  const failure = error instanceof Error ? error.name : 'unknown';
  const status = error instanceof CallError && 'status' in error ? error.status : undefined;
  const waitMs = error instanceof TransientStatusError ? error.retryAfterMs : undefined;
  return {
    failure,
    ...(typeof status === 'number' && { status }),
    ...(waitMs !== undefined && { waitMs: Math.round(waitMs) }),
  };
}

/**
 * The error that the caller gets. That of the last try says nothing of the ones before: when one of those may have
 * left, the call may have been carried out, though nobody listened in the end.
 */
function finalError(
  name: string,
  error: unknown,
  mayHaveLeft: boolean,
  signal: AbortSignal | undefined,
): unknown {
  if (
    error instanceof CallError &&
    (!mayHaveLeft || error.mayHaveBeenDone || !(error instanceof ConnectionError))
  )
    return error;
  if (error instanceof CallError)
    return new ConnectionError(name, error.message, {
      sent: true,
      timedOut: error instanceof ConnectionError && error.timedOut,
      ...(error.advice !== undefined && { advice: error.advice }),
      ...(error.cause !== undefined && { cause: error.cause }),
    });
  if (signal?.aborted) return new ConnectionError(name, `${name} was given up`, { sent: mayHaveLeft });
  return error;
}
