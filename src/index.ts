/**
 * The public names, in the order in which data flows. `planPipeline`, `syncPipeline` and `applyPlan` are the command line's
 * verbs; they print nothing, and tell what they do by the events of their environment. docs/library.md has an example of each.
 */
export { definePipeline } from './config/define-pipeline.ts';
export type { Pipeline, PipelineInput } from './config/schema.ts';
export type { Contact } from './contact/contact.ts';
export type { Duplicate, RecordCounts } from './contact/desired.ts';
export type { Rejection, RejectionCode, Warning } from './contact/rejection.ts';
export {
  ApiError,
  CallError,
  ConnectionError,
  type Disposition,
  EndlessExportError,
  ExportMovedError,
  InterruptedError,
  JojkaSyncError,
  LockedError,
  NotJsonError,
  RefusedError,
  SourceError,
  StateError,
  TooLargeError,
  TransientStatusError,
  UnexpectedAnswerError,
  UnknownOutcomeError,
  UsageError,
  WrongKeyError,
} from './errors.ts';
export { type ApplyOptions, applyPlan } from './jobs/apply.ts';
export { type NormalizedNumber, type NormalizeOptions, normalizeMsisdn } from './jobs/normalize.ts';
export { type PlanJobOptions as PlanOptions, planPipeline, savePlan } from './jobs/plan.ts';
export { type SyncOptions, syncPipeline } from './jobs/sync.ts';
export { type Attempt, JojkaClient, type JojkaClientOptions } from './jojka/client.ts';
export type { Change, ChangeKind, ContactState, TouchedContact } from './plan/change.ts';
export type { Plan, PlanSummary } from './plan/plan.ts';
export type { JobEvent, ProgressStep, RunEnvironment } from './session/environment.ts';
export type { PlanReport } from './steps/plan-report.ts';
export type { RunReport, VerificationReport } from './steps/run-report.ts';
