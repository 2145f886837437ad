import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { mostTextBytes, readWholeText } from '../whole-file.ts';
import type { Database } from './database.ts';
import { parseRunSummary } from './run-summary.ts';
import { listRuns, type RunRecord } from './runs.ts';

/**
 * The embedded database is open in one process. What others may want to know meanwhile, that process writes beside it when a
 * run begins and ends: the latest runs, in counts, as `jojka-sync runs` lists them. Nobody reads it while the database can
 * be opened, nothing is decided by it, and no number or name is in it.
 */

/** So many of the latest runs. */
const published = 200;

/** Writes them, for whoever finds the database open elsewhere. A failure is nobody's: it is written again. */
export async function publishRuns(database: Database): Promise<void> {
  if (database.kind !== 'embedded') return;
  const file = publishedFile(database.place);
  try {
    const runs = await listRuns(database, { limit: published });
    // What went wrong may name somebody.
    const told = runs.map((run) => ({ ...run, error: null }));
    await writeFile(`${file}.tmp`, JSON.stringify({ version: 1, runs: told }), { mode: 0o600 });
    await rename(`${file}.tmp`, file);
  } catch {}
}

const runsSchema = z.object({
  version: z.literal(1),
  runs: z.array(
    z.looseObject({
      id: z.string(),
      account: z.string(),
      pipeline: z.string(),
      command: z.string(),
      state: z.enum(['running', 'done', 'partial', 'failed', 'interrupted', 'refused']),
      exitCode: z.number().nullable(),
      startedAt: z.coerce.date(),
      endedAt: z.coerce.date().nullable(),
      summary: z.unknown(),
      host: z.string(),
      pid: z.number(),
    }),
  ),
});

/** What was written last, newest first; undefined where nothing was, or it cannot be read. */
export function readPublishedRuns(home: string): RunRecord[] | undefined {
  const file = publishedFile(join(home, 'state'));
  if (!existsSync(file)) return undefined;
  try {
    const { runs } = runsSchema.parse(JSON.parse(readWholeText(file, mostTextBytes)));
    return runs.map((run) => ({ ...run, summary: parseRunSummary(run.summary), error: null }));
  } catch {
    return undefined;
  }
}

/** The run that a process says it is at. */
export function publishedRunOf(state: string, pid: number): RunRecord | undefined {
  return readPublishedRuns(dirname(state))?.find((run) => run.state === 'running' && run.pid === pid);
}

function publishedFile(state: string): string {
  return join(dirname(state), 'runs.json');
}
