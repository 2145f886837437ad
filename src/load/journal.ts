/** How a call ended (L2). `unknown`: it may have been carried out, but no answer came. */
export interface CallOutcome {
  readonly state: 'done' | 'failed' | 'unknown';
  readonly attempts: number;
  readonly ms: number;
  readonly error?: { readonly name: string; readonly message: string };
}

/** A call as the journal is told of it before it is sent. */
export interface JournaledCall {
  readonly seq: number;
  /** The call whose rows it takes over, when a refused import was halved (L4). */
  readonly parentSeq?: number;
  readonly endpoint: string;
  /** Indexes into the plan's changes. */
  readonly changeSeqs: readonly number[];
}

/** The journal, as load needs it: each promise resolves when the line is safely stored. */
export interface Journal {
  add(calls: readonly JournaledCall[]): Promise<void>;
  sent(seq: number): Promise<void>;
  outcome(seq: number, outcome: CallOutcome): Promise<void>;
}
