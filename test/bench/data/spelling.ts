import { pick, type Random } from '../../../data/generator/random.ts';

type Spelling = (national: string) => string;

/** What people and programs make of a mobile number; each gets the nine digits behind the country code. */
const common: readonly Spelling[] = [
  (n) => `0${n.slice(0, 2)}-${n.slice(2, 5)} ${n.slice(5, 7)} ${n.slice(7)}`,
  (n) => `0${n.slice(0, 2)}-${n.slice(2, 5)} ${n.slice(5, 7)} ${n.slice(7)}`,
  (n) => `0${n.slice(0, 2)}-${n.slice(2)}`,
  (n) => `0${n.slice(0, 2)}-${n.slice(2)}`,
  (n) => `0${n}`,
  (n) => `0${n}`,
  (n) => `0${n.slice(0, 2)} ${n.slice(2, 5)} ${n.slice(5, 7)} ${n.slice(7)}`,
  (n) => `0${n.slice(0, 2)}-${n.slice(2, 4)} ${n.slice(4, 6)} ${n.slice(6)}`,
  (n) => `+46${n}`,
  (n) => `+46 ${n.slice(0, 2)} ${n.slice(2, 5)} ${n.slice(5, 7)} ${n.slice(7)}`,
  (n) => `+46${n.slice(0, 2)}-${n.slice(2)}`,
  (n) => `+46 (0)${n.slice(0, 2)}-${n.slice(2, 5)} ${n.slice(5)}`,
  (n) => `0046${n}`,
  (n) => `46${n}`,
  (n) => `0${n.slice(0, 2)}.${n.slice(2, 5)}.${n.slice(5, 7)}.${n.slice(7)}`,
];

/** Spellings that no short way knows: 1.4 of a hundred cells. */
const odd: readonly Spelling[] = [
  (n) => n,
  (n) => `0${n.slice(0, 2)}-${n.slice(2, 5)} ${n.slice(5, 7)} ${n.slice(7)} (jobb)`,
  (n) => `0${n.slice(0, 2)}–${n.slice(2, 5)} ${n.slice(5)}`,
  (n) => `+46 0${n.slice(0, 2)} ${n.slice(2)}`,
  (n) => ` 0${n.slice(0, 2)}-${n.slice(2, 5)}\u00a0${n.slice(5)}  `,
];

const oddShare = 0.014;

export function spelled(next: Random, national: string): string {
  return pick(next, next() < oddShare ? odd : common)(national);
}
