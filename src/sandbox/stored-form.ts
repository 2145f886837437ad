import type { Faults } from './faults.ts';

/** What becomes of a name as the service stores it: cut, trimmed, in capitals, in another form of Unicode, or garbled. */
export function storedName({
  cutNames,
  names,
}: Pick<Faults, 'cutNames' | 'names'>): (name: string) => string {
  return (name) => {
    const cut = cutNames === undefined ? name : [...name].slice(0, cutNames).join('').trimEnd();
    switch (names) {
      case 'upper':
        return cut.toLocaleUpperCase('sv');
      case 'nfd':
        return cut.normalize('NFD');
      case 'three-bytes':
        // A database whose characters have three bytes at most cuts a text before the first that needs four.
        return cut.split(/[\u{10000}-\u{10ffff}]/u)[0] ?? '';
      case 'latin1':
        // What UTF-8 looks like to somebody who reads it as Latin-1.
        return Buffer.from(cut, 'utf8').toString('latin1');
      case 'question-marks':
        return cut.replaceAll(/[^\x20-\x7e]/g, '?');
      case 'as-given':
        return cut;
    }
  };
}

/**
 * What a group is called as it is stored. A service that folds case has one group for all spellings, called as the first
 * one was.
 */
export function createStoredGroup(
  { lowerCaseGroups, foldGroups }: Pick<Faults, 'lowerCaseGroups' | 'foldGroups'>,
  known: readonly string[],
): (group: string) => string {
  const spellings = new Map(known.map((group) => [group.toLowerCase(), group]));
  return (group) => {
    const folded = group.toLowerCase();
    if (lowerCaseGroups) return folded;
    if (!foldGroups) return group;
    const first = spellings.get(folded) ?? group;
    spellings.set(folded, first);
    return first;
  };
}
