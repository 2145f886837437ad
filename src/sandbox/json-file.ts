import { readFileSync } from 'node:fs';
import { UsageError } from '../errors.ts';

/** The JSON in a file; undefined when there is no such file. Throws a UsageError when it cannot be read. */
export function readJsonFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new UsageError(`${path} cannot be read (${code ?? 'no reason given'}).`);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // What JSON.parse says quotes the file, which holds names and numbers; the place is enough.
    const place =
      error instanceof Error ? /position \d+( \(line \d+ column \d+\))?/.exec(error.message)?.[0] : undefined;
    throw new UsageError(`${path} is not JSON${place ? `: see ${place}` : ''}.`);
  }
}
