import type { Person } from './person.ts';
import { pick, type Random } from './random.ts';

/** What people and programs make of a phone number. Each takes the nine digits behind the country code. */
const mobileSpellings: readonly ((digits: string) => string)[] = [
  (n) => `0${n.slice(0, 2)}-${n.slice(2, 5)} ${n.slice(5, 7)} ${n.slice(7)}`,
  (n) => `0${n.slice(0, 2)}-${n.slice(2, 5)} ${n.slice(5, 7)} ${n.slice(7)}`,
  (n) => `0${n}`,
  (n) => `0${n.slice(0, 2)}-${n.slice(2)}`,
  (n) => `0${n.slice(0, 2)} ${n.slice(2, 5)} ${n.slice(5, 7)} ${n.slice(7)}`,
  (n) => `+46${n}`,
  (n) => `+46 ${n.slice(0, 2)} ${n.slice(2, 5)} ${n.slice(5, 7)} ${n.slice(7)}`,
  (n) => `46${n}`,
  (n) => `0046 ${n.slice(0, 2)}-${n.slice(2)}`,
  (n) => `+46 (0)${n.slice(0, 2)}-${n.slice(2, 5)} ${n.slice(5)}`,
  (n) => `0${n.slice(0, 2)}/${n.slice(2)}`,
  (n) => `0${n.slice(0, 2)}.${n.slice(2, 5)}.${n.slice(5, 7)}.${n.slice(7)}`,
];

/** Rarer, and each of them once cost somebody an evening. */
const oddSpellings: readonly ((digits: string) => string)[] = [
  (n) => n,
  (n) => `'0${n}`,
  (n) => `tel:+46${n}`,
  (n) => `0${n.slice(0, 2)}-${n.slice(2, 5)} ${n.slice(5, 7)} ${n.slice(7)} (jobb)`,
  (n) => `0${n.slice(0, 2)}–${n.slice(2, 5)} ${n.slice(5)}`,
  (n) => `0${n.slice(0, 2)}-${n.slice(2, 5)}\u00a0${n.slice(5, 7)}\u00a0${n.slice(7)}`,
  (n) => ` 0${n.slice(0, 2)}-${n.slice(2)}  `,
  (n) => `0${n.slice(0, 2)}-${n.slice(2)} / 08-465 004 ${n.slice(7)}`,
  (n) => `08-465 004 ${n.slice(7)}, 0${n.slice(0, 2)}-${n.slice(2)}`,
  (n) => `+46${n} ankn 12`,
];

export function mobileSpelling(next: Random, national: string): string {
  return pick(next, next() < 0.12 ? oddSpellings : mobileSpellings)(national);
}

/** A landline of the series that no subscriber ever gets. */
export function landline(next: Random): string {
  const two = (most: number) => String(Math.floor(next() * (most + 1))).padStart(2, '0');
  return pick(next, [
    () => `08-465 004 ${two(99)}`,
    () => `031-390 06 ${two(50)}`,
    () => `040-628 04 ${two(50)}`,
    () => `0980-319 2${two(50)}`,
  ])();
}

const nonsense = ['saknas', '070-174 06', '070-174 06 05 12 34 56', 'se kommentar', '12345', '099-999 99 99'];

/** The columns Mobil and Telefon of a person. */
export function phoneCells(next: Random, { phone, national, msisdn, index }: Person): [string, string] {
  const other = next() < 0.35 ? landline(next) : '';
  switch (phone) {
    case 'mobile':
      return [mobileSpelling(next, national), other];
    case 'mobile-in-telefon':
      return [next() < 0.5 ? '' : landline(next), mobileSpelling(next, national)];
    case 'norwegian':
      return [`+${msisdn.slice(0, 2)} ${msisdn.slice(2, 5)} ${msisdn.slice(5, 7)} ${msisdn.slice(7)}`, other];
    case 'finnish':
      return [`+358 40 50${String(index % 100_000).padStart(5, '0')}`, other];
    case 'landline':
      return [landline(next), ''];
    case 'none':
      return ['', ''];
    case 'ruined':
      return ['4,67017E+10', ''];
    case 'nonsense':
      return [pick(next, nonsense), ''];
  }
}
