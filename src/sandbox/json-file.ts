import { UsageError } from '../errors.ts';
import { mostTextBytes, readGivenFile, UnreadableFileError } from '../whole-file.ts';

/** The JSON in a file; undefined when there is no such file. Throws a UsageError when it cannot be read. */
export async function readJsonFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = (await readGivenFile(path, mostTextBytes)).toString('utf8');
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    if (error.code === 'ENOENT') return undefined;
    throw new UsageError(`${path} cannot be read: ${error.message}.`, {
      advice: 'Nothing was started. Name a file of JSON.',
      cause: error,
    });
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
