import { SourceError } from '../../errors.ts';
import { PrivateAddressError } from './public-address.ts';
import { retryAfterMs, TransientError } from './retry.ts';

/** What is told of a page that cannot be had; never its URL, which may hold a secret. */
export interface PageErrors {
  fail(what: string, advice: string, cause?: unknown): SourceError;
  privateAddress(): SourceError;
  /** Of an answer that did not come, or broke off. */
  broken(error: unknown): Error;
  /** Of an answer that is no 200 and leads nowhere. */
  refused(status: number, retryAfter: string | string[] | undefined): Error;
}

/** Answers of a service that may answer otherwise in a moment. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

export function pageErrors(name: string): PageErrors {
  const fail: PageErrors['fail'] = (what, advice, cause) =>
    new SourceError(name, `${name} cannot be read: ${what}`, {
      advice: `Nothing was changed. ${advice}`,
      ...(cause !== undefined && { cause }),
    });
  const privateAddress = () =>
    fail(
      'its host is this machine, or one of its network',
      'A URL of the internet was expected. If it is meant, say so in the pipeline: allowPrivate: true.',
    );
  return {
    fail,
    privateAddress,
    broken(error) {
      if (error instanceof SourceError) return error;
      if (isPrivate(error)) return privateAddress();
      const told = fail(
        `no whole answer came (${codeOf(error)})`,
        'Look whether the service is there, and run it again.',
        error,
      );
      return isFinal(error) ? told : new TransientError(told);
    },
    refused(status, retryAfter) {
      const error = fail(`the service answers HTTP ${status}`, adviceFor(status));
      return passing.has(status) ? new TransientError(error, retryAfterMs(retryAfter, new Date())) : error;
    },
  };
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403)
    return 'Look at the headers: a token may have run out, or lack the right.';
  if (status === 404 || status === 410) return 'Look at the URL.';
  if (status === 407) return 'The proxy wants a password: look at HTTPS_PROXY.';
  if (status === 429) return 'The service wants fewer requests: run it again later.';
  return 'Look at the service, and run it again.';
}

function isPrivate(error: unknown): boolean {
  if (error instanceof PrivateAddressError) return true;
  return error instanceof AggregateError && error.errors.some(isPrivate);
}

/** Faults that no further try mends: of a certificate, of an answer that is none. */
function isFinal(error: unknown): boolean {
  const code = codeOf(error);
  return /CERT|SELF_SIGNED|ALTNAME|ERR_TLS|ERR_SSL|HPE_|ERR_INVALID|UND_ERR_HEADERS_OVERFLOW/.test(code);
}

/** By its code alone: a message may name the URL, which may hold a secret. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : String(name);
}
