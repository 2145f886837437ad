import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { faultsOfEnvironment } from '../config/faults-of-environment.ts';
import { findPipeline } from '../config/find-pipeline.ts';
import { readValue, type ValueRead } from '../config/read-value.ts';
import { missingVariables, withEnvironment } from '../config/with-environment.ts';
import { checkProxy } from '../dispatcher.ts';
import { UsageError } from '../errors.ts';
import { lackingToRead, type Place } from '../extract/lacking.ts';
import { checkUrl, jojkaUrl } from '../jojka/url.ts';
import { accountSettings } from '../session/account.ts';
import type { RunEnvironment } from '../session/environment.ts';

/**
 * What this machine lacks for a pipeline, and another may have: the key and a fit address of its account, variables that its file
 * names, drivers and certificates that its sources need. What is wrong with the file itself is wrong on every machine, and its sync
 * says so.
 *
 * @param file what the command line calls it
 * @returns undefined where nothing is lacking; no value of a variable is in it
 */
export async function lackingFor(
  file: string,
  account: string,
  { cwd, env, signal }: Pick<RunEnvironment, 'cwd' | 'env' | 'signal'>,
): Promise<string | undefined> {
  const read = await readable(file, { cwd, env, signal });
  try {
    return read && (await lackingIn(read.value, { file, account, env: read.env }));
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    // Lists within each other without end: the file's own fault.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function lackingIn(
  value: unknown,
  {
    file,
    account,
    env,
  }: { readonly file: string; readonly account: string; readonly env: NodeJS.ProcessEnv },
): Promise<string | undefined> {
  const missing = missingVariables(value, env);
  if (missing.length > 0) return `not set: ${missing.join(', ')}`;
  const faults = faultsOfEnvironment(value, env, file);
  if (faults.length > 0) return faults.join('; ');
  checkProxy(checkUrl(accountSettings(account, env).url ?? jojkaUrl), env);
  for (const [index, place] of placesIn(value, env, file).entries()) {
    const lacking = await lackingToRead(`source ${index + 1} (${place.type})`, place, env);
    if (lacking !== undefined) return lacking;
  }
  return undefined;
}

async function readable(
  file: string,
  { cwd, env, signal }: Pick<RunEnvironment, 'cwd' | 'env' | 'signal'>,
): Promise<ValueRead | undefined> {
  try {
    return await readValue(findPipeline(file, cwd), env, signal);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** Whatever in a pipeline is read from a URL: sources, and lists of opt-outs. */
function placesIn(value: unknown, env: NodeJS.ProcessEnv, file: string): Place[] {
  if (value === null || typeof value !== 'object') return [];
  const { type, url } = value as { type?: unknown; url?: unknown };
  const inner = Object.values(value).flatMap((item) => placesIn(item, env, file));
  if (typeof type !== 'string' || typeof url !== 'string') return inner;
  const filled = withEnvironment(url, env, file) as string;
  return [{ type, url: filled, isOfEnvironment: filled !== url }, ...inner];
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
