import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { JojkaSyncError, UsageError } from '../errors.ts';

/** What a pipeline's file may be called. */
export const extensions = ['.ts', '.mts', '.js', '.mjs', '.json', '.yaml', '.yml'];

/** What is larger is no pipeline. */
export const mostBytes = 1024 * 1024;

async function readSmall(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > mostBytes)
    throw new UsageError(`The pipeline ${path} is larger than 1 MB: is it the right file?`);
  return readFile(path, 'utf8');
}

/**
 * Reads what a file says of a pipeline, as its ending says how; whether it is one is not looked at.
 *
 * @throws UsageError when it cannot be read so
 */
export async function readValue(path: string, signal?: AbortSignal): Promise<unknown> {
  const extension = extname(path);
  try {
    if (extension === '.json') return JSON.parse(await readSmall(path));
    if (extension === '.yaml' || extension === '.yml') {
      const yaml = await import('yaml');
      const document = yaml.parseDocument(await readSmall(path));
      const [fault] = [...document.errors, ...document.warnings];
      if (fault) throw fault;
      return document.toJS();
    }
    if (extensions.includes(extension)) return await importModule(path, signal);
  } catch (error) {
    if (error instanceof JojkaSyncError) throw error;
    const what = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The pipeline ${path} cannot be read: ${what.trim()}`, {
      advice: 'Mend the file and run the command again. Nothing was read or changed.',
      cause: error,
    });
  }
  throw new UsageError(`The pipeline ${path} has an ending that is not known.`, {
    advice: `Known endings: ${extensions.join(', ')}.`,
  });
}

async function importModule(path: string, signal: AbortSignal | undefined): Promise<unknown> {
  const { runPipelineCode } = await import('./pipeline-code.ts');
  const value = await runPipelineCode(path, signal);
  if (value === undefined)
    throw new UsageError(`The pipeline ${path} has no default export.`, {
      advice: 'End it with: export default definePipeline({ … });',
    });
  return value;
}
