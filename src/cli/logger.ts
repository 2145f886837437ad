import pino, { type LogFn, type Logger, type LoggerOptions } from 'pino';
import pretty from 'pino-pretty';
import { maskMsisdnsIn } from '../contact/mask.ts';
import type { CommonOptions } from './command.ts';
import { told } from './told.ts';
import { writeStderr } from './write-stderr.ts';

/**
 * The log: lines on standard error, pretty on a terminal, else JSON.
 *
 * Who logs passes counts, names of endpoints and runs, and of the service's own words only what jojka/scrub.ts has cleaned;
 * should a phone number get here all the same, it is masked (K2). Its times are local on a terminal, and UTC in JSON.
 *
 * @param write takes a line; standard error, where left out
 */
export function createLogger(
  options: Partial<CommonOptions> & {
    /** How a line gets past what else stands on the screen. */
    readonly above?: (write: () => void) => void;
    /** Whether a person reads it. */
    readonly isTerminal?: boolean;
  },
  write = writeStderr,
): Logger {
  const { above = (write) => write() } = options;
  const level = options.quiet ? 'error' : options.verbose ? 'debug' : 'info';
  const format = options.logFormat ?? (options.isTerminal ? 'pretty' : 'json');
  /** Each line at once: one that waited would come after what it tells of, or not at all. */
  const lineByLine = (render = (line: string) => line) => ({
    write: (line: string): void => above(() => write(render(line))),
  });
  if (format === 'json')
    return pino({ level, base: null, hooks, timestamp: pino.stdTimeFunctions.isoTime }, lineByLine());
  const readable = pretty.prettyFactory({
    colorize: options.color === true,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss o',
  });
  return pino({ level, base: null, hooks }, lineByLine(readable));
}

/** Masks numbers in whatever is logged: the message, and texts of the object before it. */
const hooks: LoggerOptions['hooks'] = {
  logMethod(args, method) {
    method.apply(this, args.map(masked) as Parameters<LogFn>);
  },
};

function masked(value: unknown): unknown {
  if (typeof value === 'string') return shown(value);
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, typeof field === 'string' ? shown(field) : field]),
  );
}

function shown(text: string): string {
  return told(maskMsisdnsIn(text));
}
