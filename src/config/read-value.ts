import { extname } from 'node:path';
import { maskSecretsIn } from '../contact/mask.ts';
import { JojkaSyncError, UsageError } from '../errors.ts';
import { mostHandwrittenBytes, readWholeText, UnreadableFileError } from '../whole-file.ts';
import { parseWrittenJson } from './json-text.ts';
import { parseWrittenYaml } from './yaml-text.ts';

/** What a pipeline's file may be called. */
export const extensions = ['.ts', '.mts', '.js', '.mjs', '.json', '.yaml', '.yml'];

/** What a file says of a pipeline, and the environment that `${NAME}` in it is looked up in. */
export interface ValueRead {
  readonly value: unknown;
  /** The one that was given, with what the pipeline's own code has set in it. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads what a file says of a pipeline, as its ending says how; whether it is one is not looked at.
 *
 * @throws UsageError when it cannot be read so
 */
export async function readValue(
  path: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<ValueRead> {
  const extension = extname(path);
  try {
    if (extension === '.json')
      return { value: parseWrittenJson(readWholeText(path, mostHandwrittenBytes)), env };
    if (extension === '.yaml' || extension === '.yml')
      return { value: await parseWrittenYaml(readWholeText(path, mostHandwrittenBytes)), env };
    if (extensions.includes(extension)) {
      return await importModule(path, env, signal);
    }
  } catch (error) {
    if (error instanceof JojkaSyncError) throw error;
    const what = error instanceof Error ? error.message : String(error);
    const isLarge = error instanceof UnreadableFileError && error.code === 'ETOOLARGE';
    throw new UsageError(
      `The pipeline ${path} cannot be read: ${maskSecretsIn(what.trim())}${isLarge ? ': is it the right file?' : ''}`,
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

async function importModule(
  path: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<ValueRead> {
  const { runPipelineCode } = await import('./pipeline-code.ts');
  const { value, variables } = await runPipelineCode(path, signal);
  if (value === undefined)
    throw new UsageError(`The pipeline ${path} has no default export.`, {
      advice: 'End it with: export default definePipeline({ … });',
    });
  return { value, env: Object.keys(variables).length === 0 ? env : { ...env, ...variables } };
}
