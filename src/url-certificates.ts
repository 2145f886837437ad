import { mostHandwrittenBytes, mustBeReadable, UnreadableFileError } from './whole-file.ts';

/**
 * Looks at the files of certificates and keys that the URL of a Postgres database names: its driver reads them by itself, and would
 * wait for a pipe for ever.
 *
 * @returns why one of them cannot be read; undefined where each can
 */
export function unreadableCertificate(url: string): UnreadableFileError | undefined {
  const query = /\?([^#]*)/.exec(url)?.[1];
  if (query === undefined) return undefined;
  const named = new URLSearchParams(query);
  const paths = ['sslrootcert', 'sslcert', 'sslkey'].flatMap((key) => named.getAll(key).filter(Boolean));
  try {
    for (const path of paths) mustBeReadable(path, mostHandwrittenBytes);
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableFileError) return error;
    throw error;
  }
}

/**
 * pg checks the server's certificate for each sslmode from `prefer` up, and prints a warning that it may once
 * stop to. Spelled out as `verify-full` it does the same and stays silent.
 */
export function quietTls(url: string): string {
  if (/[?&]uselibpqcompat=true/.test(url)) return url;
  return url.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
}
