import { basename } from 'node:path';
import { UsageError } from '../errors.ts';
import { checkPipeline } from './check.ts';
import { findPipeline } from './find-pipeline.ts';
import { readValue } from './read-value.ts';
import { type Looking, refuseNamesakes } from './same-name.ts';
import type { Pipeline, PipelineInput } from './schema.ts';
import { withEnvironment } from './with-environment.ts';

/**
 * Finds, reads and checks a pipeline.
 *
 * @param given a path, the name of a file in `pipelines/`, or the pipeline itself
 * @param options.env where `${NAME}` in the file's strings is looked up
 * @throws UsageError when there is no such file, it cannot be read as what its ending says, a variable is not set,
 *   it is not a valid pipeline, or another file beside it has its name
 */
export async function loadPipeline(
  given: string | PipelineInput,
  options: Looking & { readonly cwd: string },
): Promise<Pipeline> {
  if (typeof given !== 'string') return checked(given, 'The pipeline', 'The pipeline', options.env);
  const path = findPipeline(given, options.cwd);
  const { value, env } = await readValue(path, options.env, options.signal);
  const pipeline = checked(value, basename(path), given, env);
  await refuseNamesakes(path, pipeline.name, options);
  return pipeline;
}

function checked(value: unknown, file: string, where: string, env: NodeJS.ProcessEnv): Pipeline {
  try {
    return checkPipeline(withEnvironment(value, env, file), where);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `${where} is not a valid pipeline: it has lists or objects within each other without end.`,
      {
        cause: error,
      },
    );
  }
}
