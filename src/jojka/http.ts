import type { Dispatcher } from 'undici';
import { openDispatcher } from '../dispatcher.ts';
import { UnexpectedAnswerError } from '../errors.ts';
import { asOutOfMemory } from '../out-of-memory.ts';
import { mostBytes } from './answer-bounds.ts';
import { connectionError, type GivenUp, givenUp, timedOut } from './connection-error.ts';
import { failureAdvice } from './failure-advice.ts';
import { parseRetryAfter } from './retry-after.ts';

/** One HTTP answer, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** From Retry-After, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** The answer says that it comes from a sandbox (K4). */
  readonly fromSandbox: boolean;
  /** When the service says that it answered. */
  readonly date: Date | undefined;
}

/** The only HTTP call of the product. */
export interface Http {
  /**
   * Posts a form.
   *
   * @throws ConnectionError when no whole answer came; its `sent` tells whether the request may have left
   */
  post(endpoint: string, form: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface HttpOptions {
  /** Base that `/ENDPOINT` is appended to. */
  readonly url: string;
  readonly connections: number;
  /** For one exchange, from connecting to the last byte. */
  readonly timeoutMs: number;
  /** How large a list may be (answer-bounds.ts). */
  readonly answerMegabytes?: number | undefined;
  /** Where HTTPS_PROXY and NO_PROXY are looked up; none, where left out. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Posts to one base URL over kept-alive connections. Never follows a redirect, since the key is in the body.
 *
 * undici's `dispatch` and not its `request`: only a handler is told the moment at which a request is given to a
 * connection. Before that it has certainly not left, and even a call that must not be made twice may be made again.
 */
export function createHttp(options: HttpOptions): Http {
  const { origin, pathname } = new URL(options.url);
  const base = pathname.replace(/\/$/, '');
  const { connections, timeoutMs, env = {} } = options;
  const { dispatcher, proxy } = openDispatcher(origin, { connections, connectTimeoutMs: timeoutMs, env });
  return {
    post: (endpoint, form, signal) =>
      exchange(dispatcher, {
        endpoint,
        path: `${base}/${endpoint}`,
        form,
        signal,
        origin,
        ...(proxy !== undefined && { proxy }),
        ...options,
      }),
    close: () => dispatcher.destroy(),
  };
}

interface Exchange extends HttpOptions {
  readonly endpoint: string;
  readonly path: string;
  readonly origin: string;
  /** Host of the proxy that is set, for messages. */
  readonly proxy?: string;
  readonly form: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

function exchange(dispatcher: Dispatcher, options: Exchange): Promise<HttpAnswer> {
  const { endpoint, path, origin, form, signal, timeoutMs, answerMegabytes } = options;
  const largestAnswer = mostBytes(endpoint, answerMegabytes);
  return new Promise((resolve, reject) => {
    let left = false;
    let controller: Dispatcher.DispatchController | undefined;
    let ended: Error | undefined;
    let status = 0;
    let retryAfter: string | undefined;
    let from: AnswerOrigin = { fromSandbox: false, date: undefined };
    const chunks: Buffer[] = [];
    let size = 0;

    const timer = setTimeout(() => end(timedOut), timeoutMs);
    const giveUp = () => end(givenUp);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted) {
      giveUp();
      return;
    }

    function settle(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
    function fail(error: Error): void {
      if (ended) return;
      ended = error;
      settle();
      reject(error);
    }
    function end(reason: GivenUp | unknown): void {
      fail(asOutOfMemory(reason) ?? connectionError({ ...options, sent: left }, reason));
      controller?.abort(ended as Error);
    }

    dispatcher.dispatch(
      {
        origin,
        method: 'POST',
        path,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams(form).toString(),
      },
      {
        onRequestStart: (started) => {
          controller = started;
          if (ended) started.abort(ended);
          else left = true;
        },
        onResponseStart: (_, code, headers) => {
          status = code;
          from = originOf(headers);
          retryAfter = [headers['retry-after']].flat()[0];
        },
        onResponseData: (started, chunk) => {
          size += chunk.length;
          if (size <= largestAnswer) chunks.push(chunk);
          // What a status says is so whatever is behind it.
          if (size <= largestAnswer || !isTaken(status)) return;
          fail(oddAnswer(endpoint, status, `it is larger than ${largestAnswer} bytes`, 'too-much'));
          started.abort(ended as Error);
        },
        onResponseEnd: () => {
          if (ended) return;
          const body = decoded(Buffer.concat(chunks), isTaken(status));
          if (body === undefined) return fail(oddAnswer(endpoint, status, 'it is not UTF-8'));
          settle();
          resolve({
            status,
            body,
            retryAfterMs: parseRetryAfter(retryAfter, from.date?.getTime() ?? Date.now()),
            ...from,
          });
        },
        onResponseError: (_, error) => end(error),
      },
    );
  });
}

function oddAnswer(
  endpoint: string,
  status: number,
  detail: string,
  kind: 'odd-form' | 'too-much' = 'odd-form',
): UnexpectedAnswerError {
  return new UnexpectedAnswerError(endpoint, status, detail, { advice: failureAdvice(status, kind) });
}

type AnswerOrigin = Pick<HttpAnswer, 'fromSandbox' | 'date'>;

function originOf(headers: Readonly<Record<string, string | string[] | undefined>>): AnswerOrigin {
  const date = new Date(String(headers.date));
  return {
    fromSandbox: headers['x-jojka-sandbox'] !== undefined,
    date: Number.isNaN(date.getTime()) ? undefined : date,
  };
}

function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}

const strict = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder('utf-8');

/** The text of an answer; undefined where it must be UTF-8 and is not: a letter that cannot be read would be sent back as another. */
function decoded(bytes: Buffer, fatal: boolean): string | undefined {
  try {
    return (fatal ? strict : lenient).decode(bytes);
  } catch {
    return undefined;
  }
}
