import { UsageError } from '../errors.ts';

/** Puts environment variables in place of `${NAME}` in every string. */
export function withEnvironment(value: unknown, env: NodeJS.ProcessEnv, file: string): unknown {
  if (typeof value === 'string')
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const found = env[name];
      if (found === undefined || found === '')
        throw new UsageError(`${file} needs the environment variable ${name}, which is not set.`, {
          advice: `Set ${name} in the environment or in .env.`,
        });
      return found;
    });
  if (Array.isArray(value)) return value.map((item) => withEnvironment(item, env, file));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, withEnvironment(item, env, file)]),
    );
  return value;
}
