import { pipelineNames } from '../config/find-pipeline.ts';
import type { RunEnvironment } from '../session/environment.ts';

/** What of the folder a command line may name: its pipelines. Reads neither them nor the state. */
export function namesToComplete({ cwd }: Pick<RunEnvironment, 'cwd'>): {
  readonly pipelines: readonly string[];
} {
  return { pipelines: [...new Set(pipelineNames(cwd))] };
}
