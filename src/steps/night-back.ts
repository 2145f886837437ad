import type { Pipeline } from '../config/schema.ts';
import { outcomeNames, rejectionNames } from '../config/write-back-schema.ts';
import type { Rejection } from '../contact/rejection.ts';
import type { Run } from '../session/session.ts';
import { keyParts, recordOutcomes, standingRejections, untoldRuns } from '../state/back-to-crm.ts';
import { noteUnmatched, runStatements, type Statements } from './crm-statements.ts';

/** What was told to the CRM, in rows. */
export interface ToldCrm {
  readonly outcomes: number;
  readonly rejections: number;
}

/**
 * Tells the CRM how the night went: what became of each change of each record, also of runs before that it could not be told of, and
 * which records were rejected and since when. All in one transaction; should the process die after it, the same is written once more.
 *
 * @param sentence what is said of a rejection
 * @throws SourceError when the CRM's database refuses; nothing of it is written then
 */
export async function writeNightBack(
  { session, environment }: Pick<Run, 'session' | 'environment'>,
  { name, writeBack }: Pick<Pipeline, 'name' | 'writeBack'>,
  sentence: (rejection: Rejection) => string,
): Promise<ToldCrm> {
  const { database, accountId, runId } = session;
  if (!writeBack) return { outcomes: 0, rejections: 0 };
  const { url, outcomes, rejections } = writeBack;
  const work: Statements[] = [];
  const told = { outcomes: 0, rejections: 0 };
  const own = { run: runId, pipeline: name };
  if (outcomes !== undefined)
    for (const run of await untoldRuns(database, accountId, name, runId)) {
      const rows = await recordOutcomes(database, run);
      told.outcomes += rows.length;
      work.push({
        statement: outcomes,
        names: outcomeNames,
        rows: rows.map((row) => ({ ...row, pipeline: name, at: row.at.toISOString() })),
      });
    }
  if (rejections) {
    const standing = await standingRejections(database, runId);
    told.rejections = standing.length;
    const at =
      standing[0]?.at ?? (await database.knex('runs').where({ id: runId }).first('started_at')).started_at;
    if (rejections.clear !== undefined)
      work.push({
        statement: rejections.clear,
        names: ['at', 'run', 'pipeline'],
        rows: [{ ...own, at: at.toISOString() }],
      });
    work.push({
      statement: rejections.statement,
      names: rejectionNames,
      rows: standing.map((one) => ({
        ...own,
        key: one.key === undefined ? null : keyParts(one.key).key,
        source: one.source,
        line: String(one.line),
        field: one.field,
        code: one.code,
        value: one.value,
        message: sentence(one),
        since: one.since.toISOString(),
        at: one.at.toISOString(),
      })),
    });
  }
  if (work.every(({ rows }) => rows.length === 0)) return told;
  const unmatched = await runStatements({ setting: 'writeBack', url }, work, {
    signal: environment.signal,
    what: 'How the night went',
    advice:
      'Nothing of it was written; the next sync tells of this run too. What was sent to Jojka is as the report says.',
  });
  noteUnmatched(environment, 'writeBack', unmatched);
  return told;
}
