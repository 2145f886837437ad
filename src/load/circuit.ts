/** Opens after a number of failures in a row (L6). */
export interface Circuit {
  success(): void;
  failure(error: Error): void;
  isOpen(): boolean;
  /** After how many failures in a row it opens. */
  readonly limit: number;
  lastMessage(): string;
}

/** A closed circuit. Once open it stays open. */
export function createCircuit(maxConsecutiveFailures: number): Circuit {
  let inARow = 0;
  let open = false;
  let last = '';
  return {
    limit: maxConsecutiveFailures,
    success: () => {
      inARow = 0;
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
