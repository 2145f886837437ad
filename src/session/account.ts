import { createHash, createHmac } from 'node:crypto';
import { findApiKey } from '../api-keys.ts';
import { variablePrefix } from '../contact/account-variable.ts';
import { UsageError } from '../errors.ts';
import { answerMegabytes } from '../jojka/answer-bounds.ts';

/** Where an account is, and the key to it. The key stays in memory (K1). */
export interface AccountSettings {
  readonly name: string;
  readonly apiKey: string;
  /** Base that `/ENDPOINT` is appended to; undefined: Jojka's own. */
  readonly url: string | undefined;
  /** How large a list of its service may be, where the pipeline does not say. */
  readonly answerMegabytes?: number;
  /** What is wrong with where the key was found. */
  readonly warning?: string;
}

/**
 * Reads key and URL of an account from the environment: `JOJKA_API_KEY` and `JOJKA_API_URL` for `default`,
 * `JOJKA_<ACCOUNT>_API_KEY` and `_API_URL` for others (K1). The key may stand in a file instead.
 *
 * @throws UsageError when there is no key
 */
export function accountSettings(name: string, env: NodeJS.ProcessEnv): AccountSettings {
  const prefix = variablePrefix(name);
  const { apiKey, warning } = findApiKey(`${prefix}_API_KEY`, name, env);
  for (const variable of [`${prefix}_API_URL`, 'JOJKA_API_URL'])
    if (env[variable]?.trim() === '')
      throw new UsageError(`${variable} is set and empty: that would be Jojka's own address.`, {
        advice: `Nothing was sent. Give ${variable} its value, or take it out of the environment and .env.`,
      });
  const url = env[`${prefix}_API_URL`]?.trim() || env.JOJKA_API_URL?.trim() || undefined;
  const answerMegabytes = answerBound(prefix, env);
  return {
    name,
    apiKey,
    url,
    ...(answerMegabytes !== undefined && { answerMegabytes }),
    ...(warning !== undefined && { warning }),
  };
}

/** @throws UsageError when it is none */
function answerBound(prefix: string, env: NodeJS.ProcessEnv): number | undefined {
  const variable = [`${prefix}_ANSWER_MEGABYTES`, 'JOJKA_ANSWER_MEGABYTES'].find((name) => env[name]?.trim());
  if (variable === undefined) return undefined;
  const given = Number(env[variable]);
  const { least, most } = answerMegabytes;
  if (given >= least && given <= most) return given;
  throw new UsageError(`${variable} must be a number from ${least} to ${most}.`, {
    advice: 'Nothing was sent. It says how many megabytes a list of Jojka may have; 64, where left out.',
  });
}

/** A seal on a saved plan, which nobody makes who has not the account's key (G5); it gives the key not away (K1). */
export function planSeal({ apiKey }: AccountSettings, text: string): string {
  return createHmac('sha256', apiKey).update(text).digest('hex').slice(0, 40);
}

/**
 * A mark by which a plan knows the account that it was made for. It is of that plan alone, and too short for the key to
 * be found by it (K1).
 */
export function keyMark({ apiKey }: AccountSettings, planId: string): string {
  return createHash('sha256').update(`${planId}\n${apiKey}`).digest('hex').slice(0, 12);
}
