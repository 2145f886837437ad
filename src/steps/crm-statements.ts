import type { Pipeline } from '../config/schema.ts';
import { foreignText } from '../contact/mask.ts';
import { SourceError, UsageError } from '../errors.ts';
import { createClient, endSession, targetOf } from '../extract/postgres-connection.ts';
import { note, type RunEnvironment } from '../session/environment.ts';

/** One statement and what it is run with, in their order. */
export interface Statements {
  readonly statement: string;
  readonly names: readonly string[];
  readonly rows: readonly Readonly<Record<string, string | null>>[];
}

/**
 * Finds out before any night what no night could connect to: a password whose signs are not written %40, a certificate that is not there.
 * Connects to nothing.
 *
 * @throws UsageError for the first of a pipeline's Postgres URLs that is so
 */
export function refuseUnusableUrls({ sources, optOuts, blocklist, writeBack }: Pipeline): void {
  for (const [index, spec] of [...sources, ...optOuts].entries())
    if (spec.type === 'postgres') createClient(spec.label ?? `database ${index + 1}`, spec.url);
  if (blocklist.writeBack) createClient('blocklist.writeBack', blocklist.writeBack.url);
  if (writeBack) createClient('writeBack', writeBack.url);
}

/** A statement of the CRM, and a lock that it waits for, are given up after so long: the account is held meanwhile. */
const timeouts = "set statement_timeout = '60s'; set lock_timeout = '30s'";

/**
 * Runs statements at the CRM's database, all in one transaction.
 *
 * @param setting where the pipeline says so, for messages
 * @param what `Opt-outs`
 * @param advice what became of it, when it fails
 * @param signal aborted: nothing of it is written
 * @returns how many updates found nothing to update
 * @throws SourceError when the database refuses, or its URL is none that can be connected to: nothing of it is written then
 */
export async function runStatements(
  { setting, url }: { readonly setting: string; readonly url: string },
  work: readonly Statements[],
  { what, advice, signal }: { readonly what: string; readonly advice: string; readonly signal: AbortSignal },
): Promise<number> {
  let unmatched = 0;
  const client = clientOf(setting, url, { what, advice });
  try {
    await client.connect();
    await client.query(timeouts);
    await client.query('begin');
    for (const { statement, names, rows } of work) {
      const { text, values } = positional(statement, names);
      for (const row of rows) {
        if (signal.aborted) throw new Error('the run was told to stop');
        const { command, rowCount } = await client.query(text, values(row));
        if (command === 'UPDATE' && rowCount === 0) unmatched += 1;
      }
    }
    await client.query('commit');
    return unmatched;
  } catch (error) {
    throw new SourceError(
      setting,
      `${what} could not be written back to ${targetOf(client)}: ${foreignText((error as Error).message)}`,
      { advice, cause: error },
    );
  } finally {
    await endSession(client);
  }
}

/** Of an update that found nothing: the CRM has no such row, or the statement compares what is never equal. */
export function noteUnmatched(environment: RunEnvironment, setting: string, unmatched: number): void {
  if (unmatched > 0)
    note(environment, 'warn', `${setting}: updates that found no row of the CRM to update`, {
      updates: unmatched,
    });
}

/** A URL that is none is told as a database that refuses: it is the same to the night, which goes on. */
function clientOf(setting: string, url: string, { what, advice }: { what: string; advice: string }) {
  try {
    return createClient(setting, url);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new SourceError(setting, `${what} could not be written back: ${error.message}`, {
      advice: [advice, error.advice].filter(Boolean).join(' '),
      cause: error,
    });
  }
}

/** A statement with names such as `:msisdn` as pg takes it; casts such as `::text` are left alone. */
export function positional(
  statement: string,
  known: readonly string[],
): {
  text: string;
  values: (given: Readonly<Record<string, string | null>>) => (string | null)[];
} {
  const names: string[] = [];
  const text = statement.replace(
    new RegExp(`(?<![:\\w]):(${known.join('|')})\\b`, 'g'),
    (_, name: string) => {
      if (!names.includes(name)) names.push(name);
      return `$${names.indexOf(name) + 1}`;
    },
  );
  return { text, values: (given) => names.map((name) => given[name] ?? null) };
}
