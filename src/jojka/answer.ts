import { faultText } from '../contact/fault-text.ts';
import {
  ApiError,
  NotJsonError,
  TooLargeError,
  TransientStatusError,
  UnexpectedAnswerError,
  WrongKeyError,
} from '../errors.ts';
import { isWithin, monstrous } from './answer-bounds.ts';
import { complaintOf, isAboutTheKey } from './complaint.ts';
import { type Answer, type EndpointName, endpoint } from './endpoints.ts';
import { failureAdvice } from './failure-advice.ts';
import type { HttpAnswer } from './http.ts';

/** A checked answer: as the service gave it, and what the client makes of it. What was read in a short way has no JSON. */
export interface Read<Value> {
  readonly json: unknown;
  readonly value: Value;
}

/** A short way to read the body of an answer; undefined where it is for the long way, which says what is wrong with it. */
export type ReadShort<Value> = (body: string) => Value | undefined;

/**
 * Makes a value of an HTTP answer, or throws the error that it is (API document, notes). 408, 429 and 5xx are
 * transient whatever the body says; any other answer whose `error` is not empty is an API error, also with HTTP 200.
 *
 * @param call.scrub takes the key and personal data out of what the service says
 * @param call.given gives the values of the call's parameters
 * @param call.megabytes how large a list may be
 * @param call.short is tried first
 */
function readAnswer<Name extends EndpointName, Short = never>(
  name: Name,
  http: HttpAnswer,
  {
    scrub,
    given,
    megabytes,
    short,
  }: {
    readonly scrub: (text: string) => string;
    readonly given: () => readonly string[];
    readonly megabytes?: number | undefined;
    readonly short?: ReadShort<Short> | undefined;
  },
): Read<Answer<Name> | Short> {
  const { status, body } = http;
  refuseStatus(name, http);
  const value = status === 200 && isWithin(body, megabytes) ? short?.(body) : undefined;
  if (value !== undefined) return { json: undefined, value };

  const monster = monstrous(body, megabytes);
  if (monster)
    throw new UnexpectedAnswerError(name, status, monster.what, {
      advice: failureAdvice(status, monster.isSettable ? 'too-much' : 'odd-form'),
    });
  const json = parse(body);
  const complaint = complaintOf(json);
  if (complaint && isAboutTheKey(complaint, given())) throw new WrongKeyError(name, status);
  // What is no JSON comes from something in between: a firewall says nothing of the key.
  if (status === 403 && json !== notJson) throw new WrongKeyError(name, status);
  if (status === 403)
    throw new ApiError(name, status, ['something between here and Jojka does not let it through'], {
      advice: 'Ask whoever runs the proxy or firewall. The key may well be right.',
    });
  if (complaint || status >= 400)
    throw new ApiError(name, status, complaint?.map(scrub) ?? [], {
      advice: failureAdvice(status, 'complained'),
    });
  if (json === notJson) throw new NotJsonError(name, status, { advice: failureAdvice(status, 'not-json') });

  const result = endpoint(name).answer.safeParse(json, { error: faultText });
  if (result.success) return { json, value: result.data as Answer<Name> };
  const [issue] = result.error.issues;
  const place = issue?.path.join('.') || 'it';
  throw new UnexpectedAnswerError(name, status, scrub(`${place} ${issue?.message ?? 'is unknown'}`), {
    advice: failureAdvice(status, 'odd-form'),
  });
}

/** What is longer says something of its own. */
const longestRemembered = 200;

/**
 * Reads answers. Of calls by the thousand all are answered with the same few words: what those were found to mean is kept, the last
 * of each endpoint.
 */
export function createAnswerReader(): typeof readAnswer {
  const latest = new Map<
    EndpointName,
    { readonly status: number; readonly body: string; readonly value: unknown }
  >();
  return (name, http, call) => {
    const { status, body } = http;
    const before = latest.get(name);
    if (before && before.status === status && before.body === body)
      return { json: JSON.parse(body), value: before.value } as Read<never>;
    const read = readAnswer(name, http, call);
    if (body.length <= longestRemembered && typeof read.value !== 'object')
      latest.set(name, { status, body, value: read.value });
    return read;
  };
}

/** Throws what a status alone says, whatever the body. */
function refuseStatus(name: EndpointName, { status, retryAfterMs }: HttpAnswer): void {
  if (status === 408 || status === 429 || status >= 500)
    throw new TransientStatusError(name, status, {
      retryAfterMs,
      advice: failureAdvice(status),
    });
  if (status === 401) throw new WrongKeyError(name, status);
  if (status === 413) throw new TooLargeError(name);
  if (status >= 300 && status < 400)
    throw new ApiError(
      name,
      status,
      [redirects.has(status) ? 'it redirects elsewhere' : 'that is no answer'],
      {
        advice: failureAdvice(status),
      },
    );
  if (status === 407)
    throw new ApiError(name, status, ['a proxy asks for a user name and password'], {
      advice: failureAdvice(status),
    });
}

/** Statuses that name another place; 304 names none. */
const redirects: ReadonlySet<number> = new Set([300, 301, 302, 303, 305, 307, 308]);

const notJson = Symbol('not JSON');

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return notJson;
  }
}
