import type { Pipeline } from '../config/schema.ts';
import type { RunEnvironment } from '../session/environment.ts';
import type { Database } from '../state/database.ts';
import { markWrittenBack, unwrittenOptOuts } from '../state/replies.ts';
import { noteUnmatched, runStatements } from './crm-statements.ts';
import { numberOf } from './number.ts';

/** What a statement for an opt-out can take. */
export const optOutNames = ['msisdn', 'origin', 'at'] as const;

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
  environment: RunEnvironment,
): Promise<number> {
  const settings = pipeline.blocklist.writeBack;
  if (!settings) return 0;
  const optOuts = (await unwrittenOptOuts(database, accountId, pipeline.name)).filter(
    // Who has no number could not be blocked, and is nobody whom the CRM knows by it.
    ({ sender }) => numberOf(sender) !== undefined,
  );
  if (optOuts.length === 0) return 0;
  const rows = optOuts.map(({ sender, inserted }) => ({
    msisdn: sender,
    origin: 'reply',
    at: inserted.toISOString(),
  }));
  const unmatched = await runStatements(
    { setting: 'blocklist.writeBack', url: settings.url },
    [{ statement: settings.statement, names: optOutNames, rows }],
    {
      signal: environment.signal,
      what: 'Opt-outs',
      advice: `Nothing of this batch of ${optOuts.length} was written; the next run tries again. The numbers are blocked in Jojka all the same.`,
    },
  );
  noteUnmatched(environment, 'blocklist.writeBack', unmatched);
  await markWrittenBack(
    database,
    optOuts.map(({ id }) => id),
    pipeline.name,
  );
  return optOuts.length;
}
