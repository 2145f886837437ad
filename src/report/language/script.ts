import type { Language } from './language.ts';

/** Words of what runs in the HTML report's page; they are in its script, which takes those of the page's `lang`. */
interface ScriptWords {
  readonly locale: string;
  noMoreSms(reason: string): string;
  rows(count: string, isOne: boolean): string;
  changes(count: string, isOne: boolean): string;
  changesOf(found: string, total: string): string;
  readonly copied: string;
  readonly copyByHand: string;
}

export const scriptWords: Readonly<Record<Language, ScriptWords>> = {
  en: {
    locale: 'en-GB',
    noMoreSms: (reason) => `No more SMS: ${reason}`,
    rows: (count, isOne) => `${count} ${isOne ? 'row' : 'rows'}`,
    changes: (count, isOne) => `${count} ${isOne ? 'change' : 'changes'}`,
    changesOf: (found, total) => `${found} of ${total} changes`,
    copied: 'Copied',
    copyByHand: 'Select it and copy',
  },
  sv: {
    locale: 'sv-SE',
    noMoreSms: (reason) => `Inga fler SMS: ${reason}`,
    rows: (count, isOne) => `${count} ${isOne ? 'rad' : 'rader'}`,
    changes: (count, isOne) => `${count} ${isOne ? 'ändring' : 'ändringar'}`,
    changesOf: (found, total) => `${found} av ${total} ändringar`,
    copied: 'Kopierat',
    copyByHand: 'Markera och kopiera',
  },
};
