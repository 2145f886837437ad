/** Opens after a number of failures in a row (L6). */
export interface Circuit {
  /** @param proves an import went through: the service takes them */
  success(proves: boolean): void;
  failure(error: Error): void;
  /** The service refuses a part of an import that it has refused whole: rows side by side may be at fault, and many of them (L4). */
  partRefused(error: Error): void;
  /** The same where it breaks on them; as long as no import has gone through since a whole one failed, that may as well be an outage. */
  partBroken(error: Error): void;
  isOpen(): boolean;
  /** How many had failed in a row when it opened; 0 before. */
  readonly openedAfter: number;
  lastMessage(): string;
}

/** So many times as many parts may fail in a row as calls may; the lower one where it may as well be an outage. */
const partsForAFailure = { atFault: 10, orOutage: 3 };

/** A closed circuit. Once open it stays open. */
export function createCircuit(maxConsecutiveFailures: number): Circuit {
  let inARow = 0;
  let partsInARow = 0;
  let openedAfter = 0;
  let isProven = false;
  let last = '';
  const count = (failures: number, most: number, { message }: Error) => {
    last = message;
    if (openedAfter === 0 && failures >= most) openedAfter = failures;
  };
  const partFailed = (times: number, error: Error) =>
    count(++partsInARow, times * maxConsecutiveFailures, error);
  return {
    get openedAfter() {
      return openedAfter;
    },
    success: (proves) => {
      inARow = 0;
      partsInARow = 0;
      isProven ||= proves;
    },
    failure: (error) => {
      isProven = false;
      count(++inARow, maxConsecutiveFailures, error);
    },
    partRefused: (error) => partFailed(partsForAFailure.atFault, error),
    partBroken: (error) => partFailed(isProven ? partsForAFailure.atFault : partsForAFailure.orOutage, error),
    isOpen: () => openedAfter > 0,
    lastMessage: () => last,
  };
}
