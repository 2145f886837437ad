import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Pipeline } from '../config/schema.ts';
import { todayAt } from '../contact/day.ts';
import { SourceError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { type PlacedSource, placedSources, withHeader } from '../steps/source-looks.ts';
import { isStandardInput } from '../steps/standard-input.ts';
import { createTransform } from '../transform/transform.ts';
import { bounded, type Check, fail, ok, warn } from './check.ts';

/** Seconds for each source. */
const within = 30;

/** Days after which an export is old enough to be asked about. */
const oldDays = 7;

/** Each source of a pipeline: whether it can be opened, has the columns that are named, and a row at least. */
export async function checkSources(pipeline: Pipeline, environment: RunEnvironment): Promise<Check[]> {
  const checks: Check[] = [];
  for (const placed of placedSources(pipeline)) {
    const found = await bounded('source', { within, stop: environment.signal }, async (signal) =>
      checkSource(placed, pipeline, { ...environment, signal }),
    );
    checks.push(...found.map((check) => ({ ...check, said: named(check.said, placed.name) })));
  }
  return checks;
}

function named(said: string, name: string): string {
  return said.includes(name) ? said : `${name}: ${said}`;
}

async function checkSource(
  placed: PlacedSource,
  pipeline: Pipeline,
  environment: RunEnvironment,
): Promise<Check[]> {
  const { name, spec, isOptOuts } = placed;
  const written = fileOf(spec, environment.cwd);
  if (written === 'stream') return [ok('source', `${name}: not looked at, since it can be read only once`)];
  const transform = createTransform({ ...pipeline.transform, today: todayAt(environment.now()) });
  return withHeader(placed, transform, pipeline, environment, async (opened) => {
    if (opened.empty || !(await hasRow(opened.batches()))) return [emptyCheck(name, isOptOuts)];
    const warnings = transform
      .finish()
      .warnings.map((warning): Check => ({ name: 'source', verdict: 'warn', said: warning.code, warning }));
    return [aged(name, opened.columns.length, written, environment.now()), ...warnings];
  });
}

function emptyCheck(name: string, isOptOuts: boolean): Check {
  const said = `${name}: it has no rows`;
  const advice = 'Look at the export that makes it.';
  return isOptOuts
    ? warn('source', said, advice)
    : fail('source', said, `${advice} A sync refuses it, unless it is meant to be empty: --allow-empty`, 3);
}

function aged(name: string, columns: number, written: Date | undefined, now: Date): Check {
  const said = `${name}: ${columns} columns, those that are named among them, and rows`;
  if (!written) return ok('source', said);
  const days = Math.floor((now.getTime() - written.getTime()) / 86_400_000);
  return days < oldDays
    ? ok('source', said)
    : warn(
        'source',
        `${said}; it was last written ${days} days ago`,
        'Look whether the export is still made.',
      );
}

async function hasRow(batches: AsyncIterable<readonly unknown[]>): Promise<boolean> {
  for await (const batch of batches) if (batch.length > 0) return true;
  return false;
}

/** When a source's file was last written; `stream` for what is gone once it is read; undefined for a database. */
function fileOf(spec: PlacedSource['spec'], cwd: string): Date | 'stream' | undefined {
  if (!('path' in spec)) return undefined;
  if (isStandardInput(spec.path, cwd)) return 'stream';
  const found = statSync(resolve(cwd, spec.path), { throwIfNoEntry: false });
  if (!found)
    throw new SourceError(spec.path, `there is no file ${spec.path}`, {
      advice: 'Look at the export that makes it, and at the path.',
    });
  return found.isFile() ? found.mtime : 'stream';
}
