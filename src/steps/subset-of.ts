import { UsageError } from '../errors.ts';
import type { Subset, SubsetTerm } from '../plan/subset.ts';
import { numberOf } from './number.ts';

/** What a command line says of a part of the night. */
export interface SubsetWords {
  /** Keys, numbers or groups; `key:42` says which, where it may be two. */
  readonly only?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly limit?: number | undefined;
}

/** Undefined where it is the whole night. @throws UsageError for words that name nothing */
export function subsetOf({ only, exclude, limit }: SubsetWords): Subset | undefined {
  if (only === undefined && exclude === undefined && limit === undefined) return undefined;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1))
    throw new UsageError(`--limit ${limit}: not a whole number above 0.`, {
      advice: 'Nothing was read or sent.',
    });
  return {
    ...(only && { only: only.map(termOf) }),
    ...(exclude && { exclude: exclude.map(termOf) }),
    ...(limit !== undefined && { limit }),
  };
}

function termOf(given: string): SubsetTerm {
  const [, kind, rest] = /^(number|key|group):(.*)$/s.exec(given) ?? [];
  const text = (rest ?? given).trim();
  if (text === '')
    throw new UsageError('--only and --exclude name keys, numbers or groups, and one of them is empty.', {
      advice: 'Nothing was read or sent. Is a variable of a script not set?',
    });
  const msisdn = numberOf(text);
  return {
    given: given.length > 100 ? `${given.slice(0, 100)}…` : given,
    text,
    ...(kind !== undefined && { kind: kind as 'number' | 'key' | 'group' }),
    ...(msisdn !== undefined && { msisdn }),
  };
}
