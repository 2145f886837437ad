import { UsageError } from '../errors.ts';
import { createMsisdnParser, isRegion, type NumberType, numberTypes } from '../transform/msisdn.ts';

export interface NormalizeOptions {
  /** Country of numbers without a country code, two letters; `SE` where left out. */
  readonly region?: string;
  /** Types that pass; mobile alone where left out. */
  readonly types?: readonly string[];
}

/** What became of a number. */
export interface NormalizedNumber {
  /** Digits only, country code first, 7 to 15 of them; empty when it is rejected (T1). */
  readonly msisdn: string;
  /** `ok`, `empty`, or why it is rejected. */
  readonly code: string;
}

/**
 * Makes a function that turns numbers in any spelling into MSISDNs (T1).
 *
 * @throws UsageError when there is no such region or type
 */
export function createNormalizer(options: NormalizeOptions = {}): (input: string) => NormalizedNumber {
  const { region = 'SE', types = ['mobile'] } = options;
  if (!isRegion(region))
    throw new UsageError(`There is no region "${region}".`, {
      advice: 'Give a country code of two letters, such as SE.',
    });
  const unknown = types.find((type) => !(numberTypes as readonly string[]).includes(type));
  if (unknown !== undefined)
    throw new UsageError(`There is no number type "${unknown}".`, {
      advice: `Known types: ${numberTypes.join(', ')}.`,
    });
  const parser = createMsisdnParser({ region, types: types as readonly NumberType[] });
  return (input) => {
    const verdict = parser.parse(input);
    if (verdict.kind === 'ok') return { msisdn: verdict.msisdn, code: 'ok' };
    return { msisdn: '', code: verdict.kind === 'rejected' ? verdict.code : verdict.kind };
  };
}

/**
 * Turns one number into an MSISDN (T1). Who has many makes a function once with {@link createNormalizer}.
 *
 * @example
 * normalizeMsisdn('070-174 06 05'); // { msisdn: '46701740605', code: 'ok' }
 * @throws UsageError when there is no such region or type
 */
export function normalizeMsisdn(input: string, options: NormalizeOptions = {}): NormalizedNumber {
  return createNormalizer(options)(input);
}
