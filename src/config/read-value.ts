import { extname } from 'node:path';
import { JojkaSyncError, UsageError } from '../errors.ts';
import { mostHandwrittenBytes, readWholeText, UnreadableFileError } from '../whole-file.ts';
import { parseWrittenJson } from './json-text.ts';
import { parseWrittenYaml } from './yaml-text.ts';

/** What a pipeline's file may be called. */
export const extensions = ['.ts', '.mts', '.js', '.mjs', '.json', '.yaml', '.yml'];

/**
 * Reads what a file says of a pipeline, as its ending says how; whether it is one is not looked at.
 *
 * @throws UsageError when it cannot be read so
 */
export async function readValue(path: string, signal?: AbortSignal): Promise<unknown> {
  const extension = extname(path);
  try {
    if (extension === '.json') return parseWrittenJson(readWholeText(path, mostHandwrittenBytes));
    if (extension === '.yaml' || extension === '.yml')
      return await parseWrittenYaml(readWholeText(path, mostHandwrittenBytes));
    if (extensions.includes(extension)) {
      return await importModule(path, signal);
    }
  } catch (error) {
    if (error instanceof JojkaSyncError) throw error;
    const what = error instanceof Error ? error.message : String(error);
    const isLarge = error instanceof UnreadableFileError && error.code === 'ETOOLARGE';
    throw new UsageError(
      `The pipeline ${path} cannot be read: ${what.trim()}${isLarge ? ': is it the right file?' : ''}`,
      {
        advice: 'Mend the file and run the command again. Nothing was read or changed.',
        cause: error,
      },
    );
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
