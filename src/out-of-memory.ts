import { JojkaSyncError } from './errors.ts';

/** What is known of memory that does not suffice. */
export type Shortage =
  | {
      /** Bytes that are used, or that are expected to be. */
      readonly needed: number;
      /** Bytes that the process may use. */
      readonly limit: number;
      /** What they are expected to be needed for, before it is begun. */
      readonly reason?: string;
    }
  /** What the engine says that it was not given. */
  | { readonly denied: unknown };

const begun = 'What was sent up to now is in the journal; the next sync goes on from there.';

/** What is to be done needs more memory than the process may have. Exit 1. */
export class OutOfMemoryError extends JojkaSyncError {
  override readonly name = 'OutOfMemoryError';

  constructor(shortage: Shortage) {
    if ('denied' in shortage) {
      super('This needs more memory than there is: the system gives the process no more.', {
        advice: `Run it again with more: look at ulimit -v (unlimited is best: the embedded database reserves addresses that it never uses), and at what the container or the service may have. ${begun}`,
        cause: shortage.denied,
      });
      return;
    }
    const { needed, limit, reason } = shortage;
    const [neededMb, limitMb] = [Math.round(needed / 1e6), Math.round(limit / 1e6)];
    super(
      reason === undefined
        ? `This needs more memory than there is: ${neededMb} MB of ${limitMb} MB are used, and it is not done yet.`
        : `This needs more memory than there is: ${reason} takes some ${neededMb} MB, and the process may use ${limitMb} MB.`,
      {
        advice: `Run it again with more: ${howToGive(Math.max(2048, 2 * Math.max(neededMb, 2 * limitMb)))}. ${begun}`,
      },
    );
  }
}

/** What Node was told on its own command line, as a worker's syncs are, counts more than NODE_OPTIONS. */
function howToGive(mb: number): string {
  return process.execArgv.some((word) => word.startsWith('--max-old-space-size='))
    ? `--max-old-space-size=${mb} behind node, in place of what stands there (a worker's sync: jojka-sync work --memory ${mb})`
    : `NODE_OPTIONS=--max-old-space-size=${mb}`;
}

/** How the engine says that it was not given what it asked for; nothing else marks such errors. */
const denials =
  /WebAssembly\.\w+\(\):? .*(?:out of memory|could not allocate|cannot allocate)|array buffer allocation failed|invalid (?:typed array|string|array|array buffer) length|^out of memory|ENOMEM/i;

/** The error of memory that one of the engine is, or that it was caused by; undefined where it is none. */
export function asOutOfMemory(error: unknown): OutOfMemoryError | undefined {
  if (error instanceof OutOfMemoryError) return error;
  if (!(error instanceof Error) || error instanceof JojkaSyncError) return undefined;
  if (denials.test(error.message)) return new OutOfMemoryError({ denied: error });
  return error.cause === error ? undefined : asOutOfMemory(error.cause);
}
