import type { PipelineInput } from './schema.ts';

/**
 * Names the type of a pipeline for the editor; does nothing else. The file is checked when it is loaded.
 *
 * @example
 * export default definePipeline({ name: 'nightly', sources: [...], contacts: { absent: 'keep' } });
 */
export function definePipeline(pipeline: PipelineInput): PipelineInput {
  return pipeline;
}
