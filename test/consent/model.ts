import type { Row } from './history.ts';

/**
 * Who has said yes, and who has objected, told from the rows of each night alone. Shares nothing with the program: numbers are
 * written in one way, days are counted by hand, and what a row says is one of four words.
 */

const maxAge = 365;

interface Said {
  readonly yes: boolean;
  readonly day: number;
}

const no: Said = { yes: false, day: 0 };

/** Day 0 is the first night. */
export const dayShown = (day: number, first: Date): string =>
  new Date(first.getTime() + day * 86_400_000).toISOString().slice(0, 10);

export function startModel(first: Date, { rejectsDuplicates }: { readonly rejectsDuplicates: boolean }) {
  const said = new Map<string, Said>();
  const numberOfKey = new Map<string, string>();
  const objected = new Set<string>();
  const everUsed = new Set<string>();
  /** Whose rows were there the night before: a key that was away for a night may be anybody's (T7). */
  let lastKeys: ReadonlySet<string> = new Set();

  const ofRow = ({ yes, day }: Row): Said => {
    if (yes !== 'ja' || day === '') return no;
    return { yes: true, day: Math.round((Date.parse(day) - first.getTime()) / 86_400_000) };
  };
  const together = (rows: readonly Row[]): Said => {
    const all = rows.map(ofRow);
    return all.every(({ yes }) => yes) ? { yes: true, day: Math.max(...all.map(({ day }) => day)) } : no;
  };
  const isReadable = ({ phone }: Row) => /^07\d{8}$/.test(phone);
  const numberOf = ({ phone }: Row) => `46${phone.slice(1)}`;

  return {
    /** @param replies who has answered STOP since the last night */
    night(rows: readonly Row[], replies: readonly string[]): void {
      const readable = rows.filter(isReadable);
      const meant = readable.filter(({ status }) => status === 'aktiv');
      for (const number of replies) objected.add(number);
      for (const row of readable) if (row.stop === 'ja') objected.add(numberOf(row));

      for (const number of new Set(readable.map(numberOf))) {
        const own = meant.filter((row) => numberOf(row) === number);
        const leftOut = readable.filter((row) => numberOf(row) === number && row.status !== 'aktiv');
        const refused = leftOut.some(({ yes }) => yes === 'nej');
        said.set(number, refused ? no : together(own.length > 0 ? own : leftOut));
      }
      // A row without a readable number speaks of whom its key was known by.
      for (const row of rows) {
        if (isReadable(row) || row.status !== 'aktiv' || !lastKeys.has(row.key)) continue;
        const number = numberOfKey.get(row.key);
        // Whose number it is by now, his own row says.
        if (number === undefined || readable.some((other) => numberOf(other) === number)) continue;
        said.set(number, ofRow(row));
        if (row.stop === 'ja') objected.add(number);
      }
      this.follow(meant);
      lastKeys = new Set(rows.map(({ key }) => key));
    },
    /** The other pipeline has made contacts of these: their numbers are known from then on. */
    elsewhere(rows: readonly Row[]): void {
      for (const row of rows.filter(isReadable)) everUsed.add(numberOf(row));
    },
    /** An objection goes along when a key has a number that nobody ever had. */
    follow(meant: readonly Row[]): void {
      const fresh = meant.filter((row) => {
        const others = meant.filter((other) => other.key === row.key || numberOf(other) === numberOf(row));
        return others.length === 1 && !everUsed.has(numberOf(row));
      });
      for (const row of fresh) {
        const before = numberOfKey.get(row.key);
        const isAlone = [...numberOfKey.values()].filter((number) => number === before).length === 1;
        const isLeft = !meant.some((other) => numberOf(other) === before);
        if (before !== undefined && isAlone && isLeft && objected.has(before)) objected.add(numberOf(row));
      }
      for (const row of meant) {
        everUsed.add(numberOf(row));
        // Rows of one number that fall together say of nobody whose it is.
        const isAlone = meant.filter((other) => numberOf(other) === numberOf(row)).length === 1;
        if (isAlone || !rejectsDuplicates) numberOfKey.set(row.key, numberOf(row));
      }
    },
    hasYes(number: string, today: number): boolean {
      const found = said.get(number);
      return found?.yes === true && found.day <= today + 1 && today - found.day <= maxAge;
    },
    objected: objected as ReadonlySet<string>,
  };
}
