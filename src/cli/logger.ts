import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import pino, { type LogFn, type Logger, type LoggerOptions } from 'pino';
import pretty from 'pino-pretty';
import { maskMsisdnsIn } from '../contact/mask.ts';
import { printableText } from '../report/printable.ts';
import type { CommonOptions } from './command.ts';

/**
 * The log: lines on standard error, pretty on a terminal, else JSON.
 *
 * Who logs passes counts, names of endpoints and runs, and of the service's own words only what jojka/scrub.ts has cleaned;
 * should a phone number get here all the same, it is masked (K2).
 */
export function createLogger(options: Partial<CommonOptions>): Logger {
  const level = options.quiet ? 'error' : options.verbose ? 'debug' : 'info';
  const format = options.logFormat ?? (process.stderr.isTTY ? 'pretty' : 'json');
  if (format === 'json')
    return pino({ level, base: null, hooks, timestamp: pino.stdTimeFunctions.isoTime }, stderr);
  return pino(
    { level, base: null, hooks },
    pretty({
      destination: toStderr,
      colorize: options.color,
      ignore: 'pid,hostname',
      translateTime: 'HH:MM:ss',
    }),
  );
}

/** Standard error. That it cannot be written to is no reason for a night not to take place. */
const stderr = {
  write: (line: string): void => {
    try {
      writeSync(2, line);
    } catch {}
  },
};

const toStderr = new Writable({
  write: (line, _encoding, done) => {
    stderr.write(String(line));
    done();
  },
});

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
  return printableText(maskMsisdnsIn(text));
}
