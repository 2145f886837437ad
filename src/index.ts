/**
 * The public names, in the order in which data flows. `plan`, `sync` and `apply` are the command line's verbs; they print
 * nothing, and tell what they do by the events of their environment.
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
export { applyPlan as apply } from './jobs/apply.ts';
export { type NormalizedNumber, type NormalizeOptions, normalizeMsisdn } from './jobs/normalize.ts';
export { type PlanJobOptions as PlanOptions, planPipeline as plan } from './jobs/plan.ts';
export { syncPipeline as sync } from './jobs/sync.ts';
export { type Attempt, JojkaClient, type JojkaClientOptions } from './jojka/client.ts';
export type { Change, ChangeKind, ContactState, TouchedContact } from './plan/change.ts';
export type { Plan, PlanSummary } from './plan/plan.ts';
export type { JobEvent, ProgressStep, RunEnvironment } from './session/environment.ts';
export type { PlanReport } from './steps/plan-report.ts';
export type { RunReport, VerificationReport } from './steps/run-report.ts';
