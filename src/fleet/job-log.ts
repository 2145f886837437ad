import { maskMsisdnsIn } from '../contact/mask.ts';

/** So many of the last lines of a sync's log are kept with a job that failed. */
const mostLines = 20;

/** A line of a log as it is written again. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly details: object;
}

/** The end of a sync's log. */
export interface LogTail {
  add(line: LogLine): void;
  lines(): string[];
}

/** @param mask takes out what no text may tell, beside numbers (K1) */
export function createTail(mask: (text: string) => string): LogTail {
  const kept: string[] = [];
  return {
    add: ({ level, message }) => {
      if (level === 'debug') return;
      kept.push(mask(maskMsisdnsIn(message)).slice(0, 500));
      if (kept.length > mostLines) kept.shift();
    },
    lines: () => [...kept],
  };
}

/** Reads a line that a sync has logged: one JSON object, or what it told a person. */
export function readLogLine(line: string): LogLine {
  try {
    const value = JSON.parse(line) as unknown;
    if (typeof value === 'object' && value !== null && 'msg' in value && 'level' in value) {
      const { msg, level, time: _time, ...details } = value as Record<string, unknown>;
      return { level: levelOf(Number(level)), message: String(msg), details };
    }
  } catch {}
  return { level: 'info', message: line, details: {} };
}

function levelOf(level: number): LogLine['level'] {
  if (level >= 50) return 'error';
  if (level >= 40) return 'warn';
  return level >= 30 ? 'info' : 'debug';
}
