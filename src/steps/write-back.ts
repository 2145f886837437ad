import type { Pipeline } from '../config/schema.ts';
import { SourceError } from '../errors.ts';
import { createClient, endSession, targetOf } from '../extract/postgres-connection.ts';
import type { Database } from '../state/database.ts';
import { markWrittenBack, unwrittenOptOuts } from '../state/replies.ts';

/**
 * Tells the CRM who opted out by replying STOP: the pipeline's statement is run for each new opt-out, all in one
 * transaction. What was written is remembered after that transaction; should the process die in between, the same
 * opt-outs are written once more, so the statement should set a value and not add one.
 *
 * @returns how many opt-outs were written
 * @throws SourceError when the CRM's database refuses; nothing of the batch is written then
 */
export async function writeBack(
  database: Database,
  accountId: number,
  pipeline: Pick<Pipeline, 'name' | 'blocklist'>,
): Promise<number> {
  const settings = pipeline.blocklist.writeBack;
  if (!settings) return 0;
  const optOuts = await unwrittenOptOuts(database, accountId, pipeline.name);
  if (optOuts.length === 0) return 0;
  const { text, values } = positional(settings.statement);
  const client = createClient('blocklist.writeBack', settings.url);
  try {
    await client.connect();
    await client.query('begin');
    for (const { sender, inserted } of optOuts)
      await client.query(text, values({ msisdn: sender, origin: 'reply', at: inserted.toISOString() }));
    await client.query('commit');
  } catch (error) {
    throw new SourceError(
      'blocklist.writeBack',
      `Opt-outs could not be written back to ${targetOf(client)}: ${(error as Error).message}`,
      {
        advice: `Nothing of this batch of ${optOuts.length} was written; the next run tries again. The numbers are blocked in Jojka all the same.`,
        cause: error,
      },
    );
  } finally {
    await endSession(client);
  }
  await markWrittenBack(
    database,
    optOuts.map(({ id }) => id),
    pipeline.name,
  );
  return optOuts.length;
}

type Parameter = 'msisdn' | 'origin' | 'at';

/** A statement with `:msisdn`, `:origin` and `:at` as pg takes it; casts such as `::text` are left alone. */
export function positional(statement: string): {
  text: string;
  values: (given: Record<Parameter, string>) => string[];
} {
  const names: Parameter[] = [];
  const text = statement.replace(/(?<![:\w]):(msisdn|origin|at)\b/g, (_, name: Parameter) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, values: (given) => names.map((name) => given[name]) };
}
