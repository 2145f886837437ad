import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { CommonOptions } from './command.ts';

/**
 * The log: lines on standard error, pretty on a terminal, else JSON.
 *
 * It masks nothing. Who logs passes counts, names of endpoints and runs, and of the service's own words only what
 * jojka/scrub.ts has cleaned (K2).
 */
export function createLogger(options: Partial<CommonOptions>): Logger {
  const level = options.quiet ? 'error' : options.verbose ? 'debug' : 'info';
  const format = options.logFormat ?? (process.stderr.isTTY ? 'pretty' : 'json');
  if (format === 'json')
    return pino(
      { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
      pino.destination({ dest: 2, sync: true }),
    );
  return pino(
    { level, base: null },
    pretty({
      destination: 2,
      sync: true,
      colorize: options.color,
      ignore: 'pid,hostname',
      translateTime: 'HH:MM:ss',
    }),
  );
}
