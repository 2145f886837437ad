import { EndlessExportError } from '../errors.ts';

/** No account has so many contacts: an offset behind the end of every list. */
const behindEveryEnd = 1_000_000_000;

/** Watches that the reading of an export comes to an end. */
export interface EndWatch {
  /** So many contacts have come. @throws EndlessExportError when that is more than are read */
  counted(contacts: number): void;
  /**
   * A page has brought nobody new. A list that has moved may do so, and one that holds contacts twice; a service that pays no
   * heed to the offset does nothing else. It is asked once for what is behind the end of every list.
   *
   * @throws EndlessExportError when there is something
   */
  nothingNew(): Promise<void>;
}

/**
 * @param get a page at an offset
 * @param most contacts that an export may have
 */
export function createEndWatch(
  get: (offset: number) => Promise<{ readonly length: number }>,
  most: number,
): EndWatch {
  let hasAsked = false;
  return {
    counted(contacts) {
      if (contacts <= most) return;
      throw new EndlessExportError(`Jojka's export has more than ${most.toLocaleString('en-US')} contacts`, {
        advice:
          'No contact was changed for it. Either the service gives other contacts for ever: tell Jojka. Or there are so many: raise the bound in the pipeline, load.mostContacts.',
      });
    },
    async nothingNew() {
      if (hasAsked) return;
      hasAsked = true;
      if ((await get(behindEveryEnd)).length === 0) return;
      throw new EndlessExportError(
        "Jojka's export has no end: the service gives the same contacts again for every offset",
        {
          advice:
            'No contact was changed for it: whom it holds beyond the first page cannot be known. Look at JOJKA_API_URL and at what is in between (a proxy, a cache), and tell Jojka; then run it again.',
        },
      );
    },
  };
}
