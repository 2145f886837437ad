import type { Catalogue } from './catalogue.ts';
import { english } from './en.ts';
import type { Language } from './language.ts';
import { swedish } from './sv.ts';

const catalogues: Readonly<Record<Language, Catalogue>> = { en: english, sv: swedish };

/** The words of a language; English, where none is named. */
export function wordsOf(language: Language | undefined): Catalogue {
  return catalogues[language ?? 'en'];
}
