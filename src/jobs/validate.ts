import { skippedTime } from '../config/clock-gap.ts';
import { loadPipeline } from '../config/load-file.ts';
import type { PipelineInput } from '../config/schema.ts';
import { completeEnvironment, type RunEnvironment } from '../session/environment.ts';
import { refuseUnusableUrls } from '../steps/crm-statements.ts';
import { lookAtSources } from '../steps/source-looks.ts';
import type { Validated } from '../steps/validated.ts';

/**
 * Checks a pipeline without key, state or network: that it is one, that its files have the columns that it names, and that the
 * URLs of Postgres databases can be connected to as they are written.
 *
 * @param pipeline a path, a name in `pipelines/`, or the pipeline itself
 * @throws UsageError when it is none, a column is not there, or a URL names a certificate that is not there
 * @throws SourceError when one of its files is there and cannot be read
 */
export async function validatePipeline(
  pipeline: string | PipelineInput,
  environment: Partial<RunEnvironment> = {},
): Promise<Validated> {
  const given = completeEnvironment(environment);
  const checked = await loadPipeline(pipeline, given);
  refuseUnusableUrls(checked);
  const { sources, warnings } = await lookAtSources(checked, given);
  const { name, schedule } = checked;
  const skipped = schedule && skippedTime(name, schedule, given.now());
  return {
    pipeline: checked,
    sources,
    warnings: skipped ? [...warnings, { code: 'skipped-time', figures: skipped }] : warnings,
  };
}
