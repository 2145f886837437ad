import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { random } from '../../data/generator/random.ts';
import { mobileSpelling } from '../../data/generator/spelling.ts';
import { createMsisdnParser } from '../../src/transform/msisdn.ts';

/**
 * Phone cells a second: the parser as the sync uses it, the same without its short way, and libphonenumber alone (which
 * does less). In turns, so that a busy machine is unfair to all of them. `odd` are the cells that the short way leaves
 * to the long one.
 *
 *     npm run bench -- phones
 */
const count = Number(process.argv[2] ?? 200_000);
const rounds = 5;

const next = random(7);
const mixed = Array.from({ length: count }, () =>
  mobileSpelling(next, `70174${String(Math.floor(next() * 10_000)).padStart(4, '0')}`),
);
const plain = mixed.filter((cell) => /^[\d +()./-]+$/.test(cell) && !/\d \/ \d/.test(cell));
const isPlain = new Set(plain);
const odd = mixed.filter((cell) => !isPlain.has(cell));

const sync = createMsisdnParser({ region: 'SE', types: ['mobile'] });
const long = createMsisdnParser({ region: 'SE', types: ['mobile'], isFast: false });

const ways: Record<string, (cell: string) => unknown> = {
  'with short way': sync.parse,
  'long way only': long.parse,
  libphonenumber: (cell) => {
    const number = parsePhoneNumberFromString(cell, 'SE');
    return number?.isValid() && number.getType();
  },
};

function rate(way: (cell: string) => unknown, cells: readonly string[], most: number): number {
  const some = cells.slice(0, most);
  const start = performance.now();
  for (const cell of some) way(cell);
  return some.length / (performance.now() - start);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

for (const [name, cells] of Object.entries({ plain, mixed, odd })) {
  const rates = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
  for (let round = 0; round < rounds; round++)
    for (const [way, run] of Object.entries(ways))
      rates.get(way)?.push(rate(run, cells, way === 'with short way' ? cells.length : 20_000));
  const base = median(rates.get('libphonenumber') ?? []);
  const line = [...rates].map(([way, values]) => {
    const middle = median(values);
    return `${way} ${Math.round(middle)}k/s (×${(middle / base).toFixed(1)})`;
  });
  process.stdout.write(`${name.padEnd(6)} ${cells.length} cells: ${line.join(', ')}\n`);
}
