import { fstatSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Pipeline } from '../config/schema.ts';
import { UsageError } from '../errors.ts';

/** What standard input is called besides `-`. */
const names = /^\/(?:dev\/stdin|(?:dev|proc\/(?:self|thread-self|\d+))\/fd\/0)$/;

/** Whether a path names standard input, in one way or another. */
export function isStandardInput(path: string, cwd: string): boolean {
  return path === '-' || names.test(resolve(cwd, path));
}

/** Whether there is a pipe, a device or a socket at a path: whoever looks at it waits, and takes what is in it from who reads it. */
export function canBeReadOnce(path: string): boolean {
  try {
    const found = statSync(path);
    return !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}

/**
 * Standard input can be read once, as any pipe can: whoever reads it a second time finds nothing, and a list of opt-outs would
 * be empty without a word.
 *
 * @throws UsageError when two of a pipeline's sources and lists of opt-outs are the same pipe
 */
export function refuseReadTwice(
  { sources, optOuts }: Pick<Pipeline, 'sources' | 'optOuts'>,
  cwd: string,
): void {
  const seen = new Map<string, string>();
  for (const spec of [...sources, ...optOuts]) {
    if (!('path' in spec)) continue;
    const id = pipeOf(spec.path, cwd);
    const before = id === undefined ? undefined : seen.get(id);
    if (before !== undefined) throw readTwice(before, spec.path, cwd);
    if (id !== undefined) seen.set(id, spec.path);
  }
}

function readTwice(one: string, other: string, cwd: string): UsageError {
  const both = one === other ? `"${one}" is named twice` : `"${one}" and "${other}" are the same`;
  const what = isStandardInput(one, cwd) || isStandardInput(other, cwd) ? 'Standard input' : 'A pipe';
  return new UsageError(
    `${what} can be read once, and ${both} among the sources and lists of opt-outs: the second would find nothing.`,
    { advice: 'Nothing was read or changed. Give each a file of its own; only one may be piped in.' },
  );
}

/** One text for one pipe; undefined for what can be read again. */
function pipeOf(path: string, cwd: string): string | undefined {
  if (isStandardInput(path, cwd)) return standardInput;
  try {
    const found = statSync(resolve(cwd, path), { bigint: true });
    if (!found.isFIFO() && !found.isSocket()) return undefined;
    const stdin = fstatSync(0, { bigint: true });
    return found.dev === stdin.dev && found.ino === stdin.ino ? standardInput : `${found.dev}:${found.ino}`;
  } catch {
    return undefined;
  }
}

const standardInput = 'standard input';
