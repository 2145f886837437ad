/** Opens after a number of failures in a row (L6). */
export interface Circuit {
  success(): void;
  failure(error: Error): void;
  /** The service refuses a part of an import that it has refused whole: rows side by side may be at fault, and many of them (L4). */
  partRefused(error: Error): void;
  isOpen(): boolean;
  /** How many have failed in a row. */
  readonly limit: number;
  lastMessage(): string;
}

/** So many times as many parts may be refused in a row as calls may fail. */
const partsForAFailure = 10;

/** A closed circuit. Once open it stays open. */
export function createCircuit(maxConsecutiveFailures: number): Circuit {
  let inARow = 0;
  let partsInARow = 0;
  let open = false;
  let last = '';
  return {
    get limit() {
      return Math.max(inARow, partsInARow);
    },
    success: () => {
      inARow = 0;
      partsInARow = 0;
    },
    partRefused: (error) => {
      last = error.message;
      if (++partsInARow >= partsForAFailure * maxConsecutiveFailures) open = true;
    },
    failure: (error) => {
      last = error.message;
      inARow++;
      if (inARow >= maxConsecutiveFailures) open = true;
    },
    isOpen: () => open,
    lastMessage: () => last,
  };
}
