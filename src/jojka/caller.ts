import { ApiError, CallError, ConnectionError, TransientStatusError } from '../errors.ts';
import { type Read, readAnswer } from './answer.ts';
import { type EndpointName, endpoint, otherSpelling, type Parameters } from './endpoints.ts';
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
}

export interface CallerOptions {
  readonly apiKey: string;
  readonly http: Http;
  readonly gate: Gate;
  readonly retries: number;
  readonly firstWaitMs: number;
  readonly onAttempt: ((attempt: Attempt) => void) | undefined;
}

/** Makes a call: tries it as often as L2 and L3 allow, each try through the gate, and reads the answer. */
export type Caller = <Name extends EndpointName>(
  name: Name,
  parameters: Parameters,
  signal?: AbortSignal,
) => Promise<Read<Name>>;

/** A longer Retry-After is not waited for: the next try finds out. */
const longestPauseMs = 300_000;

export function createCaller({ apiKey, http, gate, retries, firstWaitMs, onAttempt }: CallerOptions): Caller {
  /** Spellings of endpoints that the service was found to know. */
  const spellings = new Map<EndpointName, string>();

  return async <Name extends EndpointName>(name: Name, parameters: Parameters, signal?: AbortSignal) => {
    const { idempotent } = endpoint(name);
    const scrub = createScrub(apiKey, parameters);
    let attempts = 0;
    let mayHaveLeft = false;

    const post = (spelling: string, attempt: number): Promise<Read<Name>> =>
      gate.run(async () => {
        attempts = attempt;
        const started = performance.now();
        const report = (failure: { failure?: string; status?: number }) =>
          onAttempt?.({ endpoint: name, attempt, ms: Math.round(performance.now() - started), ...failure });
        try {
          const answer = await http.post(spelling, { API_key: apiKey, ...parameters }, signal);
          const read = readAnswer(name, answer, scrub);
          report({});
          return read;
        } catch (error) {
          if (!(error instanceof CallError) || error.mayHaveBeenDone) mayHaveLeft = true;
          if (error instanceof TransientStatusError && error.retryAfterMs !== undefined)
            gate.pauseFor(Math.min(error.retryAfterMs, longestPauseMs));
          report(failureOf(error));
          throw error;
        }
      }, signal);

    /** The document spells one endpoint in two ways (notes). */
    const inEitherSpelling = async (attempt: number): Promise<Read<Name>> => {
      const known = spellings.get(name) ?? name;
      const other = known === name ? otherSpelling[name] : name;
      try {
        return await post(known, attempt);
      } catch (error) {
        if (other === undefined || !(error instanceof ApiError && error.status === 404)) throw error;
      }
      const read = await post(other, attempt);
      spellings.set(name, other);
      return read;
    };

    const mayRepeat = (error: unknown) =>
      error instanceof CallError &&
      error.disposition === 'retriable' &&
      (idempotent || !mayHaveLeft) &&
      !signal?.aborted;

    try {
      return await withRetries(inEitherSpelling, { retries, firstWaitMs, mayRepeat, signal });
    } catch (error) {
      const final = finalError(name, error, mayHaveLeft, signal);
      if (final instanceof CallError) final.attempts = attempts;
      throw final;
    }
  };
}

function failureOf(error: unknown): { failure: string; status?: number } {
  const failure = error instanceof Error ? error.name : 'unknown';
  const status = error instanceof CallError && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? { failure, status } : { failure };
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
