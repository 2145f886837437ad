import { isIP } from 'node:net';
import { UsageError } from '../errors.ts';
import { isPublic } from '../extract/http/public-address.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { type FirstRows, firstRows } from './first-rows.ts';

const formats = ['csv', 'json', 'jsonl'] as const;
type Format = (typeof formats)[number];

/** The beginning of a list by URL, and what it is. */
export interface FirstRowsOfUrl extends FirstRows {
  readonly format: Format;
  /** Its host is given by an address within, or it is not `https:`. */
  readonly allowPrivate: boolean;
}

/**
 * Reads the first rows of a list by URL, and finds out whether it is CSV, JSON or JSON Lines.
 *
 * @throws SourceError when it cannot be read as any of them
 */
export async function firstRowsOfUrl(
  url: URL,
  most: number,
  { env, signal }: RunEnvironment,
): Promise<FirstRowsOfUrl> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const allowPrivate = url.protocol === 'http:' || (isIP(host) !== 0 && !isPublic(host));
  const { httpSource } = await import('../extract/http/http-source.ts');
  let first: unknown;
  for (const format of formats) {
    try {
      const source = httpSource({
        ...{ name: url.hostname, url: url.href, format, headers: {}, env, allowPrivate },
        ...{ timeoutSeconds: 60, megabytes: 20_000, timesUnpacked: 100 },
      });
      const rows = await firstRows(source, most, signal);
      // JSON on one line is a header without rows to whoever takes it for CSV.
      if (format !== 'csv' || !/^[[{]/.test(rows.columns[0] ?? '')) return { ...rows, format, allowPrivate };
    } catch (error) {
      first ??= error;
    }
  }
  throw first ?? new UsageError(`${url.hostname} gives neither CSV nor a list as JSON.`);
}
