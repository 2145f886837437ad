import { apiKeysIn } from '../api-keys.ts';
import { UsageError } from '../errors.ts';

/**
 * Puts environment variables in place of `${NAME}` in every string.
 *
 * An API key is refused, by its variable's name and by its value, and not masked later: what a pipeline says goes into queries,
 * addresses, reports and the state, where nobody could take it out again, and no pipeline needs the key (K1).
 *
 * @throws UsageError when a variable is not set, or a string holds an API key
 */
export function withEnvironment(value: unknown, env: NodeJS.ProcessEnv, file: string): unknown {
  return filled(value, { env, file, keys: apiKeysIn(env) });
}

/** The variables that strings of a value name as `${NAME}` and that are not set; those of API keys are refused, and are none of them. */
export function missingVariables(value: unknown, env: NodeJS.ProcessEnv): string[] {
  if (typeof value === 'string')
    return [...value.matchAll(placeholder)].flatMap(([, name = '']) =>
      env[name] || holdsKey.test(name) ? [] : [name],
    );
  if (value === null || typeof value !== 'object') return [];
  return [...new Set(Object.values(value).flatMap((item) => missingVariables(item, env)))];
}

interface Filling {
  readonly env: NodeJS.ProcessEnv;
  readonly file: string;
  readonly keys: ReturnType<typeof apiKeysIn>;
}

function filled(value: unknown, filling: Filling): unknown {
  if (typeof value === 'string') return filledText(value, filling);
  if (Array.isArray(value)) return value.map((item) => filled(item, filling));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        refuseKey(key, filling);
        return [key, filled(item, filling)];
      }),
    );
  return value;
}

function filledText(text: string, filling: Filling): string {
  const { env, file } = filling;
  const replaced = text.replace(placeholder, (_, name: string) => {
    if (holdsKey.test(name)) throw keyInPipeline(name, file);
    const found = env[name];
    if (found === undefined || found === '')
      throw new UsageError(`${file} needs the environment variable ${name}, which is not set.`, {
        advice: `Set ${name} in the environment or in .env.`,
      });
    return found;
  });
  refuseKey(replaced, filling);
  return replaced;
}

const placeholder = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const holdsKey = /^JOJKA_(?:\w+_)?API_KEY$/i;

function refuseKey(text: string, { keys, file }: Filling): void {
  const found = keys.find(({ key }) => text.includes(key));
  if (found) throw keyInPipeline(found.what, file);
}

function keyInPipeline(name: string, file: string): UsageError {
  return new UsageError(
    `${file} holds the API key that ${name} gives: it would get into messages, reports, queries and the state.`,
    {
      advice: `Nothing was read or sent. Take it out: the account reads it by itself, and no pipeline needs it.`,
    },
  );
}
