import { resolve } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { SourceError, UsageError } from '../errors.ts';
import { isStandardInput } from '../steps/standard-input.ts';
import { readGivenFile, UnreadableFileError } from '../whole-file.ts';
import type { Cli } from './context.ts';

/** Standard input, once it was read. */
const read = new WeakSet<object>();

/** What is larger is no list of numbers: ten million have room. */
const mostListBytes = 256 * 1024 * 1024;

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
    bytes = isInput
      ? await standardInput(cli)
      : await readGivenFile(resolve(cli.cwd, path), mostListBytes, { signal: cli.signal });
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw new SourceError(path, `${name} cannot be read: ${error.message}.`, {
      advice: 'Nothing was sent.',
      cause: error,
    });
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

async function standardInput({ stdin, signal }: Cli): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of addAbortSignal(signal, stdin as Readable)) {
    const part = Buffer.from(chunk);
    length += part.length;
    if (length > mostListBytes)
      throw new UnreadableFileError('ETOOLARGE', `it is larger than ${Math.floor(mostListBytes / 1e6)} MB`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
