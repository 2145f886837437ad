import type { Warning } from '../../contact/rejection.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { english } from '../language/en.ts';

/** The sentence for a warning, as programs and logs have it: in English. */
export function warningText(warning: Warning): string {
  return warningIn(english, warning);
}

/** The sentence for a warning, in somebody's language; in English where an earlier version has kept the sentence. */
export function warningIn({ warnings }: Catalogue, { code, figures, told }: Warning): string {
  // The table has a text for each code that takes just its figures.
  return told ?? (warnings[code] as (figures: unknown) => string)(figures);
}
