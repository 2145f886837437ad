import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Pipeline, PipelineOptOutSource, PipelineSource } from '../config/schema.ts';
import { todayAt } from '../contact/day.ts';
import type { Warning } from '../contact/rejection.ts';
import type { OpenSource } from '../extract/source.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { createTransform } from '../transform/transform.ts';
import { sourceNames, sourceOf } from './sources.ts';
import { canBeReadOnce, isStandardInput, refuseReadTwice } from './standard-input.ts';

/** A source of a pipeline, or one of its lists of opt-outs. */
export interface PlacedSource {
  readonly name: string;
  readonly spec: PipelineSource | PipelineOptOutSource;
  readonly isOptOuts: boolean;
}

export function placedSources({ sources, optOuts }: Pipeline): PlacedSource[] {
  const specs = [...sources, ...optOuts];
  const names = sourceNames(specs);
  return specs.map((spec, index) => ({
    name: names[index] as string,
    spec,
    isOptOuts: index >= sources.length,
  }));
}

/**
 * Opens a source, sees whether the columns that the pipeline names are there, and lets go of it when the look is done.
 *
 * @throws UsageError when a configured column is not there
 * @throws SourceError when it cannot be read
 */
export async function withHeader<T>(
  { name, spec, isOptOuts }: PlacedSource,
  transform: ReturnType<typeof createTransform>,
  { bounds }: Pick<Pipeline, 'bounds'>,
  environment: RunEnvironment,
  look: (opened: OpenSource) => Promise<T>,
): Promise<T> {
  const source = sourceOf(name, spec, bounds, environment);
  const opened = await source.open({ signal: environment.signal });
  try {
    const { label: _label, type: _type, ...rest } = spec;
    const mapping = { ...rest, source: name, shown: source.name };
    if (!opened.empty && isOptOuts) transform.optOuts(mapping, opened.columns);
    else if (!opened.empty) transform.source(mapping, opened.columns);
    return await look(opened);
  } finally {
    await opened.close();
  }
}

/** What was found at the place of a source, without reading it. */
export interface SourceLook {
  readonly name: string;
  readonly isOptOuts: boolean;
  /** How many columns its header has; undefined where it was not looked at, with why. */
  readonly columns?: number;
  readonly notLookedAt?: 'database' | 'URL' | 'standard input' | 'no such file' | 'pipe or device';
}

/**
 * Looks at the headers of a pipeline's files, and whether the columns that it names are there; of databases and standard input
 * nothing is asked. The warnings are those that a header alone gives.
 *
 * @throws UsageError when a configured column is not there, or two sources are the same pipe
 * @throws SourceError when a file is there and cannot be read
 */
export async function lookAtSources(
  pipeline: Pipeline,
  environment: RunEnvironment,
): Promise<{ sources: readonly SourceLook[]; warnings: readonly Warning[] }> {
  refuseReadTwice(pipeline, environment.cwd);
  const transform = createTransform({ ...pipeline.transform, today: todayAt(environment.now()) });
  const looks: SourceLook[] = [];
  for (const placed of placedSources(pipeline)) {
    const { name, isOptOuts } = placed;
    const notLookedAt = whyNotLookedAt(placed.spec, environment);
    const look = notLookedAt
      ? { notLookedAt }
      : await withHeader(placed, transform, pipeline, environment, async ({ columns }) => ({
          columns: columns.length,
        }));
    looks.push({ name, isOptOuts, ...look });
  }
  return { sources: looks, warnings: transform.finish().warnings };
}

function whyNotLookedAt(
  spec: PipelineSource | PipelineOptOutSource,
  { cwd }: RunEnvironment,
): SourceLook['notLookedAt'] {
  if ('query' in spec) return 'database';
  if (spec.type === 'http') return 'URL';
  if (isStandardInput(spec.path, cwd)) return 'standard input';
  const path = resolve(cwd, spec.path);
  if (canBeReadOnce(path)) return 'pipe or device';
  return existsSync(path) ? undefined : 'no such file';
}
