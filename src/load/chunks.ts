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
  return partsOf(rows, Math.ceil(rows.length / 2));
}

/** An import in as few parts as have so many rows at most, all about as large. */
export function partsOf(rows: readonly ImportRow[], most: number): PlannedCall[] {
  const count = Math.ceil(rows.length / most);
  return Array.from({ length: count }, (_, index) =>
    importCall(
      rows.slice(Math.ceil((index * rows.length) / count), Math.ceil(((index + 1) * rows.length) / count)),
    ),
  );
}
