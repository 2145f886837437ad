import type { PipelineInput } from '../config/schema.ts';
import type { RunEnvironment } from '../session/environment.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import { type PlanJobOptions, planPipeline } from './plan.ts';

/**
 * What differs now between the sources and Jojka. Makes a plan as the dry run does, and changes nothing; the report
 * tells from it on which side each difference arose.
 */
export function verifyPipeline(
  pipeline: string | PipelineInput,
  environment: Partial<RunEnvironment> = {},
  options: PlanJobOptions = {},
): Promise<PlanReport> {
  return planPipeline(pipeline, environment, options);
}
