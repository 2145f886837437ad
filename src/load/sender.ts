import { CallError } from '../errors.ts';
import type { PlannedCall } from '../plan/calls.ts';
import { isNeeded } from './blocklist-check.ts';
import { halvesOf, partsOf, type QueuedCall } from './chunks.ts';
import type { Circuit } from './circuit.ts';
import { classify, type FailedCall } from './classify.ts';
import type { LoadOptions } from './load.ts';
import type { Outcome } from './outcome.ts';
import { withoutBlockFailed } from './phases.ts';
import { sendCall } from './send.ts';

/** No lower than this a chunk's size is learned: after an outage the rest of a load must not go row by row. */
const leastRows = 50;

/** Sends the calls of one execution, each journaled before it is sent and after its outcome (L2). */
export class Sender {
  readonly #options: LoadOptions;
  readonly #outcome: Outcome;
  readonly #circuit: Circuit;
  readonly #total: number;
  #seq: number;
  /** Rows of an import at most, as the service has said (L4). */
  #mostRows: number;
  /** The same as it was learned: both halves of one went through that did not go through whole. */
  #rowLimit: number;
  /** By the number of an import that failed and was divided: how many rows the half had that went through. */
  readonly #halfDone = new Map<number, number>();
  /** Whether what was learned is yet to be tried by an import that is larger: it may have been an outage that is over. */
  #trial: 'none' | 'due' | 'over' = 'none';
  /** So many imports go through until it is tried again, each time twice as many: the one that tried it may have had a row at fault. */
  #untilTrial = 16;
  #sinceTrial = 0;
  #finished = 0;

  /** @param total calls of the plan that are left, for progress */
  constructor(options: LoadOptions, outcome: Outcome, circuit: Circuit, total: number) {
    this.#options = options;
    this.#outcome = outcome;
    this.#circuit = circuit;
    this.#total = total;
    this.#seq = options.firstSeq ?? 1;
    this.#mostRows = options.importRows;
    this.#rowLimit = options.importRows;
  }

  /** The next number in the journal. */
  get nextSeq(): number {
    return this.#seq;
  }

  /** Journals the calls of a phase, without those that a failed block forbids (L1). */
  async enqueue(phase: readonly PlannedCall[]): Promise<QueuedCall[]> {
    const calls = phase.flatMap((planned) => {
      const { call, skipped } = withoutBlockFailed(planned, this.#outcome.blockFailed);
      this.#outcome.skipped(skipped);
      return call ? [call] : [];
    });
    return calls.length > 0 ? this.#journal(calls) : [];
  }

  /**
   * Sends one call.
   *
   * @returns the halves of an import that is to be divided (L4); else nothing
   * @throws CallError when it is fatal, and whatever else is no failure of the call
   */
  async send(entry: QueuedCall): Promise<readonly QueuedCall[]> {
    const { call, seq } = entry;
    const { client, journal, states, blocklist } = this.#options;
    if (call.endpoint === 'import_contacts_list' && call.rows.length > this.#rowLimit) {
      if (this.#trial !== 'due' || call.rows.length > this.#mostRows)
        return this.#divide(entry, partsOf(call.rows, this.#rowLimit));
      this.#trial = 'over';
      this.#sinceTrial = 0;
    }
    const started = performance.now();
    let isSent = false;
    try {
      const need = await isNeeded(call, states?.[call.changes[0] ?? -1], client, blocklist);
      if (need === 'no') {
        this.#outcome.skipped(call.changes);
        this.#progress(entry);
        return [];
      }
      if (need === 'yes') {
        await journal.sent(seq);
        if (call.endpoint === 'add_to_blocklist') await blocklist?.onBlock(call.msisdn);
        isSent = true;
        await sendCall(client, call);
      }
    } catch (error) {
      return this.#fail(entry, error, { ms: performance.now() - started, isSent });
    }
    await journal.outcome(seq, { state: 'done', attempts: 1, ms: performance.now() - started });
    this.#circuit.success(call.endpoint === 'import_contacts_list');
    this.#outcome.done(call);
    this.#learnSize(entry);
    this.#progress(entry);
    return [];
  }

  async #fail(
    entry: QueuedCall,
    error: unknown,
    { ms, isSent }: { ms: number; isSent: boolean },
  ): Promise<readonly QueuedCall[]> {
    if (!(error instanceof CallError)) throw error;
    const { call, seq } = entry;
    const judged = classify(error, call, isSent);
    const { state, isFatal, isDivisible, rowLimit } = judged;
    const { name, message, attempts } = error;
    await this.#options.journal.outcome(seq, { state, attempts, ms, error: { name, message } });
    if (isFatal) {
      this.#outcome.mayBeDone(call, state);
      throw error;
    }
    this.#mostRows = Math.min(this.#mostRows, rowLimit ?? this.#mostRows);
    this.#rowLimit = Math.min(this.#rowLimit, this.#mostRows);
    if (judged.countsForCircuit) this.#count(judged, error, entry);
    if (isDivisible && call.endpoint === 'import_contacts_list' && !this.#circuit.isOpen()) {
      this.#outcome.mayBeDone(call, state);
      this.#halfDone.set(seq, 0);
      return this.#divide(entry, halvesOf(call.rows));
    }
    this.#outcome.failed(call, state, message);
    this.#progress(entry);
    return [];
  }

  /** Counts a failure towards the circuit (L6). */
  #count({ rows }: FailedCall, error: CallError, { parentSeq }: QueuedCall): void {
    if (rows === undefined || parentSeq === undefined) this.#circuit.failure(error);
    else if (rows === 'refused') this.#circuit.partRefused(error);
    else this.#circuit.partBroken(error);
  }

  /**
   * Where both halves of an import went through that did not go through whole, no row is at fault: it was its size, or the service did
   * not answer for a while. A larger one that goes through tells that it was not the size.
   */
  #learnSize({ call, parentSeq }: QueuedCall): void {
    if (call.endpoint !== 'import_contacts_list') return;
    const { length } = call.rows;
    if (this.#trial === 'over' && ++this.#sinceTrial === this.#untilTrial) {
      this.#trial = 'due';
      this.#untilTrial *= 2;
    }
    if (length > this.#rowLimit) [this.#rowLimit, this.#trial] = [this.#mostRows, 'none'];
    const half = parentSeq === undefined ? undefined : this.#halfDone.get(parentSeq);
    if (half === undefined) return;
    if (half === 0) this.#halfDone.set(parentSeq as number, length);
    else {
      this.#rowLimit = Math.min(this.#rowLimit, Math.max(half, length, leastRows));
      if (this.#trial === 'none') this.#trial = 'due';
    }
  }

  /** What an import is divided into, in its place (L4). */
  async #divide(entry: QueuedCall, parts: readonly PlannedCall[]): Promise<readonly QueuedCall[]> {
    const queued = await this.#journal(parts, entry.seq);
    this.#progress(entry);
    return queued;
  }

  async #journal(calls: readonly PlannedCall[], parentSeq?: number): Promise<QueuedCall[]> {
    const queued = calls.map((call) => ({
      call,
      seq: this.#seq++,
      ...(parentSeq !== undefined && { parentSeq }),
    }));
    await this.#options.journal.add(
      queued.map(({ call, ...numbers }) => ({
        ...numbers,
        endpoint: call.endpoint,
        changeSeqs: call.changes,
      })),
    );
    return queued;
  }

  /** Halves are no calls of the plan, and count for no progress. */
  #progress({ parentSeq }: QueuedCall): void {
    if (parentSeq === undefined) this.#options.onProgress?.(++this.#finished, this.#total);
  }
}
