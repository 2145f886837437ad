import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The process's environment and what `.env` in the working directory adds to it; what is set already stands. */
export async function readEnvironment(cwd: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  let text: string;
  try {
    text = readFileSync(join(cwd, '.env'), 'utf8');
  } catch {
    return env;
  }
  const { parse } = await import('dotenv');
  return { ...parse(text), ...env };
}
