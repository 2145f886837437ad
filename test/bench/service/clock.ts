/** What the service tells of itself. */
export interface ServiceFigures {
  /** Requests by endpoint. */
  readonly requests: Readonly<Record<string, number>>;
  /** Milliseconds during which at least one request was being waited for, latency included. */
  readonly waitedMs: number;
  /** Milliseconds of the service's own work. */
  readonly workedMs: number;
}

/** Counts what the service did, and how long somebody had a request with it. */
export class ServiceClock {
  #requests: Record<string, number> = {};
  #waitedMs = 0;
  #workedMs = 0;
  #inFlight = 0;
  #since = 0;

  begin(endpoint: string): void {
    this.#requests[endpoint] = (this.#requests[endpoint] ?? 0) + 1;
    if (this.#inFlight === 0) this.#since = performance.now();
    this.#inFlight += 1;
  }

  worked(ms: number): void {
    this.#workedMs += ms;
  }

  end(): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#waitedMs += performance.now() - this.#since;
  }

  figures(): ServiceFigures {
    return { requests: this.#requests, waitedMs: this.#waitedMs, workedMs: this.#workedMs };
  }

  reset(): void {
    this.#requests = {};
    this.#waitedMs = 0;
    this.#workedMs = 0;
  }
}
