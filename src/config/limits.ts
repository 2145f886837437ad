import { type Pipeline, pipelineSchema } from './schema.ts';

/** The limits that a load goes by; kept with the run, so that it can be taken up without its pipeline file. */
export type LoadLimits = Pipeline['load'];

/** The limits that a run or plan noted; the defaults, where it has none. */
export function loadLimits(noted: unknown): LoadLimits {
  const limits = pipelineSchema.shape.load.safeParse(noted ?? {});
  return limits.success ? limits.data : pipelineSchema.shape.load.parse({});
}

/** The same for guards. */
export function guardLimits(noted: unknown): Pipeline['guards'] {
  const limits = pipelineSchema.shape.guards.safeParse(noted ?? {});
  return limits.success ? limits.data : pipelineSchema.shape.guards.parse({});
}
