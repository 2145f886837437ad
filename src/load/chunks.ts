import { type ImportRow, importCall, type PlannedCall } from '../plan/calls.ts';

/** A planned call with its number in the journal. */
export interface QueuedCall {
  readonly call: PlannedCall;
  readonly seq: number;
  /** The call that it is a half of; undefined for one of the plan. */
  readonly parentSeq?: number;
}

/** The two halves of an import (L4). */
export function halvesOf(rows: readonly ImportRow[]): PlannedCall[] {
  const middle = Math.ceil(rows.length / 2);
  return [rows.slice(0, middle), rows.slice(middle)].map(importCall);
}
