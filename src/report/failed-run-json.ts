import type { TrippedGuard } from '../plan/guard.ts';
import { jsonText } from './printable.ts';
import { guardJson } from './told-json.ts';

/** A run that came to no report, as one JSON document: why, what to do, and its exit code. */
export function failedRunJson(failed: {
  readonly exitCode: number;
  /** Of the error's class. */
  readonly name: string;
  readonly message: string;
  readonly advice?: string | undefined;
  /** The run, where one had begun. */
  readonly run?: string | undefined;
  readonly guards?: readonly TrippedGuard[];
}): string {
  const { run, exitCode, guards, ...error } = failed;
  return `${jsonText({
    version: 1,
    run: run ?? null,
    exitCode,
    error: { ...error, ...(guards && { guards: guards.map(guardJson) }) },
  })}\n`;
}
