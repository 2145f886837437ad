import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { Pipeline } from '../config/schema.ts';
import { OutOfMemoryError } from '../out-of-memory.ts';
import { extentOf } from '../plan/extent.ts';
import { note, type RunEnvironment } from '../session/environment.ts';

/** What things take, in bytes, as measured (docs/performance.md). */
const bytes = {
  /** A row of a file, at least: a number, a name and a key. */
  row: 50,
  /** A contact that the sources, Jojka and the ledger have, in all tables together. */
  contact: 170,
  /** A contact that a plan changes, or notes anew, outside the tables. */
  change: 750,
  /** The program itself, and the embedded state. */
  program: 400e6,
};

/** How much may be expected of the memory that is free. */
const share = 0.9;

/**
 * Says before the files of a pipeline are read that they are likely to need more memory than the machine has free; the run goes
 * on all the same, since that is a guess by their size.
 */
export async function warnOfLargeFiles(pipeline: Pipeline, environment: RunEnvironment): Promise<void> {
  let size = 0;
  for (const source of pipeline.sources)
    if ('path' in source && source.path !== '-')
      size += await stat(resolve(environment.cwd, source.path)).then(
        (found) => found.size,
        () => 0,
      );
  const needed = (size / bytes.row) * bytes.contact;
  const free = process.availableMemory();
  if (needed < bytes.program || needed + bytes.program < share * free) return;
  note(
    environment,
    'warn',
    `this may need more memory than there is: up to ${inMegabytes(needed + bytes.program)} MB for files of ${inMegabytes(size)} MB, and ${inMegabytes(free)} MB are free`,
  );
}

/**
 * Refuses to make a plan that would not fit into the memory of the process: making it is one step, and the process would be
 * aborted in the middle of it without a word.
 *
 * @throws OutOfMemoryError when what is to be changed is likely not to fit
 */
export function refuseBeyondMemory(input: Parameters<typeof extentOf>[0]): void {
  const { heap_size_limit: limit } = getHeapStatistics();
  // No plan is about more contacts than there are: most nights need no counting.
  const most = input.desired.contacts.size + input.existing.size;
  if (most * bytes.change < share * limit) return;
  const changes = extentOf(input);
  const needed = changes * bytes.change;
  if (needed < share * limit) return;
  throw new OutOfMemoryError({
    needed,
    limit,
    reason: `a plan for ${changes.toLocaleString('en-US')} contacts`,
  });
}

function inMegabytes(size: number): string {
  return Math.round(size / 1e6).toLocaleString('en-US');
}
