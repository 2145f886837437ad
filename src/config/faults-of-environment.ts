import { faultText } from '../contact/fault-text.ts';
import { UsageError } from '../errors.ts';
import { pipelineSchema } from './schema.ts';
import { withEnvironment } from './with-environment.ts';

/**
 * What is wrong with a pipeline by what the environment puts into it: a URL of another kind, an API key. The same file may be right on
 * another machine.
 *
 * @param value what the file says, its variables not filled in; all of them are set
 * @returns a sentence each; no value is in them
 */
export function faultsOfEnvironment(value: unknown, env: NodeJS.ProcessEnv, file: string): string[] {
  let filled: unknown;
  try {
    filled = withEnvironment(value, env, file);
  } catch (error) {
    // One that stands in the file itself is there on every machine.
    if (error instanceof UsageError) return namesVariable(value) ? [error.message] : [];
    throw error;
  }
  const result = pipelineSchema.safeParse(filled, { error: faultText });
  return (result.error?.issues ?? []).flatMap(({ path, message }) => {
    const given = path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
      value,
    );
    if (typeof given !== 'string' || !namesVariable(given)) return [];
    return [`${path.join('.')} ${message} (it is ${given})`];
  });
}

function namesVariable(value: unknown): boolean {
  if (typeof value === 'string') return /\$\{/.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(namesVariable);
}
