import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { findPipeline } from '../config/find-pipeline.ts';
import { readValue } from '../config/read-value.ts';
import { missingVariables } from '../config/with-environment.ts';
import { UsageError } from '../errors.ts';
import { accountSettings } from '../session/account.ts';
import type { RunEnvironment } from '../session/environment.ts';

/**
 * What this machine lacks for a pipeline, and another may have: variables that its file names, the key of its account. What is wrong
 * with the file itself is wrong on every machine, and its sync says so.
 *
 * @param file what the command line calls it
 * @returns undefined where nothing is lacking; no value of a variable is in it
 */
export async function lackingFor(
  file: string,
  account: string,
  { cwd, env, signal }: Pick<RunEnvironment, 'cwd' | 'env' | 'signal'>,
): Promise<string | undefined> {
  try {
    const missing = missingVariables(await readValue(findPipeline(file, cwd), signal), env);
    if (missing.length > 0) return `not set: ${missing.join(', ')}`;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
  try {
    accountSettings(account, env);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

/** Why no metrics file can be written into a folder; undefined where one can. @param file of one pipeline, where one is meant */
export async function metricsFault(folder: string, file?: string): Promise<string | undefined> {
  try {
    if (!(await stat(folder)).isDirectory()) return `${folder} is no folder`;
    await access(folder, constants.W_OK);
  } catch (error) {
    return `nothing can be written into ${folder} (${(error as NodeJS.ErrnoException).code})`;
  }
  const there = file === undefined ? undefined : await stat(file).catch(() => undefined);
  return there?.isDirectory() ? `${file} is a folder` : undefined;
}
