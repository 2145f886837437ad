import { bareWord } from './bare-word.ts';
import { oneOf } from './conditions.ts';
import { fold } from './fold.ts';
import { isNeverDate } from './never-date.ts';

/** Words that a pipeline gives for yes and no. */
export interface YesNoWords {
  readonly is?: readonly string[] | undefined;
  readonly not?: readonly string[] | undefined;
}

/** Words for yes, of a column whose pipeline gives none: Swedish, English and the other Nordic languages. */
const yesWords = [
  ...['ja', 'j', 'jo', 'yes', 'y', 'já', 'kyllä'],
  ...['1', '1,0', '1.0', '1,00', '1.00', '-1', 'true', 't', 'sant', 'sann', 'sand', 'satt', 'tosi'],
  ...['on', 'på'],
];

/** Words for no. What is nothing but zeros is one too, a date or a time among them. */
const noWords = [
  ...['nej', 'nei', 'no', 'n', 'ei', 'e', 'false', 'f', 'falskt', 'falsk', 'usann', 'usant', 'ósatt'],
  ...['epätosi', 'off', 'ej'],
];

/**
 * Compiles what a column's cells say (T5). Words given by hand replace the default of their side alone; what they say, the other
 * side's default does not.
 *
 * @param more what is usual in such a column besides
 */
export function compileYesNo(
  { is, not }: YesNoWords,
  more: { readonly yes?: readonly string[]; readonly no?: readonly string[] } = {},
): (text: string) => 'yes' | 'no' | 'odd' | 'none' {
  const given = new Set([...(is ?? []), ...(not ?? [])].map(fold));
  const orDefault = (words: readonly string[] | undefined, usual: readonly string[]) =>
    words ?? usual.filter((word) => !given.has(fold(word)));
  const isYes = oneOf(orDefault(is, [...yesWords, ...(more.yes ?? [])]));
  const isNo = oneOf(orDefault(not, [...noWords, ...(more.no ?? [])]));
  const isEmptyYes = (is ?? []).some((word) => fold(word) === '');
  const isZeroNo = not === undefined;
  return (text) => {
    const folded = text === '' ? '' : fold(text);
    if (folded === '') return isEmptyYes ? 'yes' : 'none';
    if (isYes(folded)) return 'yes';
    if (isNo(folded) || (isZeroNo && isNeverDate(bareWord(folded)))) return 'no';
    return 'odd';
  };
}
