import { nationalNumber } from './person.ts';
import { random } from './random.ts';
import { landline, mobileSpelling } from './spelling.ts';
import { reachable } from './state.ts';

/** A list of people who said no elsewhere: UTF-8 with a byte order mark, commas. */
export function optOutsCsv(rows: number): string {
  const next = random(4242);
  const people = [...reachable(rows, 'sample')].filter((_, at) => at % 57 === 20).slice(0, 30);
  const numbers = people.map((of) =>
    of.msisdn.startsWith('47') ? `+${of.msisdn}` : mobileSpelling(next, of.national),
  );
  for (let at = 0; at < 8; at += 1) numbers.push(mobileSpelling(next, nationalNumber(8_000 + at, 'sample')));
  numbers.push(landline(next), '+358 40 5000417');
  const lines = numbers.map((number, at) => {
    const cell = /[",]/.test(number) ? `"${number}"` : number;
    return `${cell},2026-${String(1 + (at % 11)).padStart(2, '0')}-${String(1 + ((at * 7) % 28)).padStart(2, '0')}\r\n`;
  });
  return `\ufeffMobil,Datum\r\n${lines.join('')}`;
}
