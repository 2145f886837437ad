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
  UsageError,
  WrongKeyError,
} from './errors.ts';
export { type Attempt, JojkaClient, type JojkaClientOptions } from './jojka/client.ts';
export type { Change, ChangeKind, ContactState, TouchedContact } from './plan/change.ts';
export type { Plan, PlanSummary } from './plan/plan.ts';
