import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { unwritable, writeWholeFile } from '../private-file.ts';
import { mostHandwrittenBytes, readWholeText } from '../whole-file.ts';

/** A file that is to be written. */
export interface NewFile {
  /** As seen from the working directory. */
  readonly path: string;
  readonly text: string;
  /** Lines that a file which is there lacks: they are added at its end, and what stands in it stays. */
  readonly lacking?: ((there: string) => readonly string[]) | undefined;
}

/** A file that is to be written, and what is in its place. */
export interface PlacedFile extends NewFile {
  readonly place: 'free' | 'same' | 'other';
  readonly there: string;
  readonly lacks: readonly string[];
}

/** Looks at what is in the place of each file. @throws UsageError when something is there that cannot be read */
export async function lookAtPlaces(cwd: string, files: readonly NewFile[]): Promise<PlacedFile[]> {
  return Promise.all(
    files.map(async (file) => {
      const there = textIfAny(join(cwd, file.path));
      if (there === undefined) return { ...file, place: 'free' as const, there: '', lacks: [] };
      const lacks = file.lacking?.(there) ?? [];
      const isSame = file.lacking ? lacks.length === 0 : there === file.text;
      return { ...file, place: isSame ? ('same' as const) : ('other' as const), there, lacks };
    }),
  );
}

/**
 * Writes a file: where one is in its place, the lines that it lacks are added, or it is replaced. What came into a free
 * place in the meantime stays.
 *
 * @throws UsageError when it cannot be written there
 * @throws OutputError when there is no room for it, or the disk is broken
 */
export async function writePlaced(cwd: string, file: PlacedFile): Promise<void> {
  const path = join(cwd, file.path);
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    throw unwritable(file.path, error);
  }
  if (file.place === 'free') await writeFree(path, file);
  else {
    const { mode } = await stat(path);
    const text = file.lacking ? withLines(file.there, file.lacks) : file.text;
    await writeWholeFile(path, text, mode & 0o777);
  }
}

/** Half of a file that is new is taken away again; what came into its place in the meantime is left. */
async function writeFree(path: string, file: PlacedFile): Promise<void> {
  try {
    await writeFile(path, file.text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(path, { force: true });
    throw unwritable(file.path, error);
  }
}

function withLines(there: string, lines: readonly string[]): string {
  const ended = there === '' || there.endsWith('\n') ? there : `${there}\n`;
  return `${ended}${lines.join('\n')}\n`;
}

/** Files in `pipelines/` that are called by a name, whatever their ending. */
export async function pipelinesCalled(cwd: string, name: string): Promise<string[]> {
  const files = await readdir(join(cwd, 'pipelines')).catch(() => []);
  return files.filter((file) => file.slice(0, file.length - extname(file).length) === name);
}

function textIfAny(path: string): string | undefined {
  try {
    return readWholeText(path, mostHandwrittenBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`What is at ${path} cannot be read: ${(error as Error).message}`, {
      advice: 'Nothing was written. Take it away, or run the command in another folder.',
      cause: error,
    });
  }
}
