import type { Language } from '../report/language/language.ts';

/**
 * The language in which people are told, by the environment: JOJKA_SYNC_LANG, else the first that is set of LC_ALL,
 * LC_MESSAGES and LANG, as POSIX has it. What is no Swedish is English.
 */
export function languageOf(env: NodeJS.ProcessEnv): Language {
  const named = [env.JOJKA_SYNC_LANG, env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value);
  return /^sv(?![a-z])/i.test(named ?? '') ? 'sv' : 'en';
}
