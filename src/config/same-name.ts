import { readdir, realpath } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { mostHandwrittenBytes, readWholeText } from '../whole-file.ts';
import { extensions, readValue } from './read-value.ts';
import { withEnvironment } from './with-environment.ts';

/**
 * Two files of one name would take turns in wanting: what the one stopped asking for the other would remove (P10).
 *
 * @param path the file that is read
 * @throws UsageError when another file in its folder is a pipeline of that name
 */
export async function refuseNamesakes(path: string, name: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [other] = await filesOfName(dirname(path), name, env, path);
  if (other === undefined) return;
  throw new UsageError(`Two files are the pipeline "${name}": ${path} and ${other}.`, {
    advice:
      'Nothing was read or changed. The ledger would take them for one, and each would undo what the other asks for. Give one of them another name, or move it out of the folder.',
  });
}

/**
 * The files of a folder that are pipelines of a name. Of those in code only such are loaded as have the name in quotes: a file
 * that nobody asked for should not run for nothing. What cannot be read is none.
 *
 * @param except a file that is not looked at
 */
export async function filesOfName(
  folder: string,
  name: string,
  env: NodeJS.ProcessEnv,
  except?: string,
): Promise<string[]> {
  const own = except === undefined ? undefined : await realPath(except);
  const found: string[] = [];
  for (const file of (await readdir(folder).catch(() => [])).sort()) {
    if (!extensions.includes(extname(file)) || /\.d\.m?ts$/.test(file)) continue;
    const path = join(folder, file);
    if (own !== undefined && (await realPath(path)) === own) continue;
    if (await isOfName(path, name, env)) found.push(path);
  }
  return found;
}

async function isOfName(path: string, name: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    const text = readWholeText(path, mostHandwrittenBytes);
    const isCode = /^\.m?[jt]s$/.test(extname(path));
    if (isCode ? !quotes.some((quote) => text.includes(`${quote}${name}${quote}`)) : !mayName(text, name))
      return false;
    const read = await readValue(path, env);
    const value = read.value as { name?: unknown; sources?: unknown } | null;
    if (value === null || typeof value !== 'object' || !Array.isArray(value.sources)) return false;
    return withEnvironment(value.name, read.env, path) === name;
  } catch {
    return false;
  }
}

const quotes = ["'", '"', '`'];

/** Whether a text may hold a name: as it is, by an escape of JSON, or by an environment variable. */
function mayName(text: string, name: string): boolean {
  return text.includes(name) || text.includes('\\u') || text.includes('${');
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
