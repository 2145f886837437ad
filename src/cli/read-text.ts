import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SourceError, UsageError } from '../errors.ts';
import { isStandardInput } from '../steps/standard-input.ts';
import type { Cli } from './context.ts';

/** Standard input, once it was read. */
const read = new WeakSet<object>();

/**
 * Reads a whole file, or standard input for `-`, as UTF-8.
 *
 * @returns the text without a byte order mark, its lines ended by line feeds
 * @throws SourceError when it cannot be read, or is not UTF-8
 * @throws UsageError when it is standard input, and that was read before
 */
export async function readText(cli: Cli, path: string): Promise<string> {
  const isInput = isStandardInput(path, cli.cwd);
  const name = isInput ? 'Standard input' : path;
  if (isInput && read.has(cli.stdin))
    throw new UsageError('Standard input can be read once, and it is named twice.', {
      advice: 'Nothing was sent. Only one of them may be piped in; give the other a file of its own.',
    });
  if (isInput) read.add(cli.stdin);
  let bytes: Buffer;
  try {
    bytes = isInput ? await buffer(cli.stdin) : await readFile(resolve(cli.cwd, path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SourceError(
      path,
      `${name} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : code}.`,
      {
        advice: 'Nothing was sent.',
        cause: error,
      },
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch (error) {
    throw new SourceError(path, `${name} is not UTF-8.`, {
      advice: 'Nothing was sent. Save it as UTF-8 and run the command again.',
      cause: error,
    });
  }
}
