/**
 * Every error class of the product. An error says of itself
 * - `disposition`: whether trying again may help (`retriable`), whether the rest of the work can go on without
 *   the thing that failed (`skippable`), or whether the run has to end (`fatal`);
 * - `exitCode`: what the process exits with when nobody catches it (the contract's table of exit codes);
 * - `advice`: what the person who reads it at 7 in the morning should do now.
 *
 * No message ever holds the API key, and no message that can reach a log holds a name or a full number.
 */
export type Disposition = 'retriable' | 'skippable' | 'fatal';

/** Base of all errors that the product raises on purpose. */
export abstract class JojkaSyncError extends Error {
  abstract override readonly name: string;
  readonly disposition: Disposition = 'fatal';
  readonly exitCode: number = 1;
  #advice: string | undefined;
  #added: string[] = [];
  #spellings: ((text: string) => string)[] = [];
  /** The run that it ended, where one had begun. */
  run: string | undefined;

  /** What to do now, after what was done all the same. */
  get advice(): string | undefined {
    const text = [...this.#added, this.#advice].filter(Boolean).join('\n');
    return this.#spellings.reduce((told, spell) => spell(told), text) || undefined;
  }

  /** How the commands in its advice are spelt, once it is known what they are to act on. */
  spells(by: (text: string) => string): void {
    this.#spellings.push(by);
  }

  /** What happened, and what was done all the same: what the history keeps. */
  get story(): string {
    return [this.message, ...this.#added].join(' ');
  }

  /** Adds what was done, or was left undone, before the run ended. */
  adds(what: string): void {
    this.#added.unshift(what);
  }

  /** Something was changed after it was thrown: what to do no longer begins with that nothing was. */
  notesChange(): void {
    this.#advice = this.#advice?.replace(/^Nothing was (?:changed|sent)\. /, '');
  }

  constructor(message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.#advice = options.advice;
  }
}

/** Bad usage or configuration: no such pipeline, column or encoding, a missing key, plain `http:`. Exit 64. */
export class UsageError extends JojkaSyncError {
  override readonly name = 'UsageError';
  override readonly exitCode = 64;
}

/** A part of the night that is nobody's: what `--only` or `--exclude` names is not there, or may be two things. Exit 64; blocks go out (L1b). */
export class PartError extends UsageError {}

/** There is no such run, of those that the state knows. Exit 64. */
export class UnknownRunError extends UsageError {}

/** An account has no API key where this runs. Exit 64. */
export class MissingKeyError extends UsageError {}

/** A source that cannot be read to its end: absent, binary, broken, connection lost (E2). Exit 1. */
export class SourceError extends JojkaSyncError {
  override readonly name = 'SourceError';
  /** The source's name, as the pipeline gives it. */
  readonly source: string;

  constructor(source: string, message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(message, options);
    this.source = source;
  }
}

/** A file that is to be written cannot be, though it is the right one: no room, a quota, a broken disk. Exit 1. */
export class OutputError extends JojkaSyncError {
  override readonly name = 'OutputError';
}

/** Refused on purpose: an empty source (E5), an unknown key or URL (K4), a guard, a stale plan. Exit 3. */
export class RefusedError extends JojkaSyncError {
  override readonly name = 'RefusedError';
  override readonly exitCode = 3;
}

/** Another run holds the account or the embedded database (L9). Exit 5. */
export class LockedError extends JojkaSyncError {
  override readonly name = 'LockedError';
  override readonly exitCode = 5;
}

/** The state database cannot be opened, read or written. Exit 1. */
export class StateError extends JojkaSyncError {
  override readonly name = 'StateError';
}

/** The export kept moving while it was read (P2). Exit 1. */
export class ExportMovedError extends JojkaSyncError {
  override readonly name = 'ExportMovedError';
}

/** The export has no end: the same for every offset, or more contacts than are read (P2). Exit 1. */
export class EndlessExportError extends JojkaSyncError {
  override readonly name = 'EndlessExportError';
}

/** The run stopped before its end and can be taken up again: the circuit opened (L6) or a signal came (L7). */
export class InterruptedError extends JojkaSyncError {
  override readonly name = 'InterruptedError';
  override readonly exitCode: number;

  constructor(message: string, options: { exitCode?: number; advice?: string; cause?: unknown } = {}) {
    super(message, options);
    this.exitCode = options.exitCode ?? 1;
  }
}

/** Base of what can go wrong with one call to Jojka; names the endpoint, never the parameters. */
export abstract class CallError extends JojkaSyncError {
  /**
   * Whether the call may have been carried out all the same: it left, and no answer says that it was not. The one
   * answer to that question: a call that must not be made twice is not repeated then (L2), the journal says `unknown`,
   * and verify tells what became of it.
   */
  readonly mayHaveBeenDone: boolean = false;
  /** The endpoint without its slash, e.g. `export_contacts_list`. */
  readonly endpoint: string;
  /** How many times the call was tried. */
  attempts = 1;

  constructor(endpoint: string, message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(message, options);
    this.endpoint = endpoint;
  }
}

/** No answer: refused, reset, unresolved or timed out. Whether the call was carried out is not known when `sent`. */
export class ConnectionError extends CallError {
  override readonly name = 'ConnectionError';
  override readonly disposition = 'retriable';
  override readonly mayHaveBeenDone: boolean;
  /** True when the request may have reached the service. */
  readonly sent: boolean;
  /** True when the service took longer than it may. */
  readonly timedOut: boolean;

  constructor(
    endpoint: string,
    message: string,
    options: { sent: boolean; timedOut?: boolean; advice?: string; cause?: unknown },
  ) {
    super(endpoint, message, options);
    this.sent = options.sent;
    this.mayHaveBeenDone = options.sent;
    this.timedOut = options.timedOut === true;
  }
}

/** HTTP 408, 429 or 5xx, whatever the body (L3). */
export class TransientStatusError extends CallError {
  override readonly name = 'TransientStatusError';
  override readonly mayHaveBeenDone = true;
  override readonly disposition = 'retriable';
  readonly status: number;
  /** From Retry-After, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    endpoint: string,
    status: number,
    options: { retryAfterMs?: number | undefined; advice?: string } = {},
  ) {
    super(endpoint, `Jojka answered ${endpoint} with HTTP ${status}`, options);
    this.status = status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** An answer that is no JSON, such as a proxy's HTML page (L3). */
export class NotJsonError extends CallError {
  override readonly name = 'NotJsonError';
  override readonly mayHaveBeenDone = true;
  override readonly disposition = 'retriable';
  readonly status: number;

  constructor(endpoint: string, status: number, options: { advice?: string; cause?: unknown } = {}) {
    super(endpoint, `Jojka's answer to ${endpoint} (HTTP ${status}) is not JSON`, options);
    this.status = status;
  }
}

/** JSON, but not of the shape that the document gives. Never taken for a "no" or a "done". */
export class UnexpectedAnswerError extends CallError {
  override readonly name = 'UnexpectedAnswerError';
  override readonly mayHaveBeenDone = true;
  override readonly disposition = 'skippable';
  readonly status: number;

  constructor(endpoint: string, status: number, detail: string, options: { advice?: string } = {}) {
    super(
      endpoint,
      `Jojka's answer to ${endpoint} (HTTP ${status}) has an unexpected form: ${detail}`,
      options,
    );
    this.status = status;
  }
}

/** An answer whose `error` is not empty, or a final HTTP status. The call will fail again if it is sent again. */
export class ApiError extends CallError {
  override readonly name = 'ApiError';
  override readonly disposition = 'skippable';
  readonly status: number;
  /** The service's own words, in the order given. */
  readonly messages: readonly string[];

  constructor(
    endpoint: string,
    status: number,
    messages: readonly string[],
    options: { advice?: string; cause?: unknown } = {},
  ) {
    const said = messages.length > 0 ? `: ${messages.join('; ')}` : '';
    super(endpoint, `Jojka refused ${endpoint} (HTTP ${status})${said}`, options);
    this.status = status;
    this.messages = messages;
  }
}

/** HTTP 413: the body is too large. Load lowers its chunk size on it (L4). */
export class TooLargeError extends CallError {
  override readonly name = 'TooLargeError';
  override readonly disposition = 'skippable';

  constructor(endpoint: string) {
    super(endpoint, `Jojka refused ${endpoint}: the request is too large (HTTP 413)`, {
      advice:
        'Lower load.importRows in the pipeline, then run the command again. What was sent before it is in the journal.',
    });
  }
}

/** The service does not take the API key. Ends the run at the first answer (L3). */
export class WrongKeyError extends CallError {
  override readonly name = 'WrongKeyError';
  readonly status: number;

  constructor(endpoint: string, status: number) {
    super(endpoint, `Jojka does not accept the API key (${endpoint}, HTTP ${status})`, {
      advice:
        'Nothing was changed: no call was taken. Check JOJKA_API_KEY (and JOJKA_API_URL) in the environment or .env, then run the command again.',
    });
    this.status = status;
  }
}

/** A call that must not be made twice left, and no answer says whether it was carried out (L2). Exit 1. */
export class UnknownOutcomeError extends CallError {
  override readonly name = 'UnknownOutcomeError';
  override readonly mayHaveBeenDone = true;

  constructor(endpoint: string, cause: Error) {
    super(endpoint, `${cause.message}. Nobody knows whether ${endpoint} was carried out`, {
      advice:
        'It was not sent again: that might send the message twice. Look in Jojka whether it went out before you send it once more.',
      cause,
    });
  }
}
