import type { ColumnLook } from './column-look.ts';
import { activeNames, deletedNames, plainName } from './column-names.ts';
import { noWords, saysOnlyDates, saysYesOrNo, yesWords } from './opt-out-words.ts';

/** Columns that say that a row is active, or deleted: only rows that are there are contacts. */
export function proposeConditions(columns: readonly ColumnLook[]): { column: string; words: string[] }[] {
  return columns.flatMap((look) => {
    const words = wordsOf(look);
    return words ? [{ column: look.name, words }] : [];
  });
}

function wordsOf(look: ColumnLook): string[] | undefined {
  const name = plainName(look.name);
  if (activeNames.includes(name) && saysYesOrNo(look)) return [...yesWords];
  if (!deletedNames.includes(name)) return undefined;
  if (saysYesOrNo(look)) return ['', ...noWords];
  return saysOnlyDates(look) ? [''] : undefined;
}
