import { readSettingsFile } from '../session/settings-file.ts';

/** The process's environment and what `.env` in the working directory adds to it; what is set already stands. */
export async function readEnvironment(cwd: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const { text } = readSettingsFile(cwd);
  if (text === undefined) return env;
  const { parse } = await import('dotenv');
  return { ...parse(text), ...env };
}
