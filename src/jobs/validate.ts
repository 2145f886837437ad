import { loadPipeline } from '../config/load-file.ts';
import type { PipelineInput } from '../config/schema.ts';
import { completeEnvironment, type RunEnvironment } from '../session/environment.ts';
import { lookAtSources } from '../steps/source-looks.ts';
import type { Validated } from '../steps/validated.ts';

/**
 * Checks a pipeline without key, state or network: that it is one, and that its files have the columns that it names.
 *
 * @param pipeline a path, a name in `pipelines/`, or the pipeline itself
 * @throws UsageError when it is none, or a column is not there
 * @throws SourceError when one of its files is there and cannot be read
 */
export async function validatePipeline(
  pipeline: string | PipelineInput,
  environment: Partial<RunEnvironment> = {},
): Promise<Validated> {
  const given = completeEnvironment(environment);
  const checked = await loadPipeline(pipeline, given);
  const { sources, warnings } = await lookAtSources(checked, given);
  return { pipeline: checked, sources, warnings };
}
