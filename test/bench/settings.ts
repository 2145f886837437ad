import { parseArgs } from 'node:util';

/** What a benchmark is asked to do. */
export interface Settings {
  /** Rows of the CRM file, smallest first. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly seed: number;
  /** Where the ledger is kept: `none`, `embedded`, `postgres`. */
  readonly ledgers: readonly string[];
  /** Names of contenders, or parts of them; all where empty. */
  readonly only: readonly string[];
  /** Whether docs/performance.md gets the results. */
  readonly writes: boolean;
}

export const usage = `npm run bench -- [WHAT...] [--size 10k,100k,1M,5M] [--rounds N] [--seed N] [--ledger none,embedded,postgres] [--only NAME,...] [--no-write]
WHAT: plan (default), start, load, nightly, memory, http, sources, phones, csv, ledger, linear, all`;

/** Reads the command line; what is left of it are the names of benchmarks. */
export function readSettings(
  argv: readonly string[],
  { size = '10k,100k', rounds = 3 }: { readonly size?: string; readonly rounds?: number } = {},
): { readonly what: readonly string[]; readonly settings: Settings } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      size: { type: 'string', default: size },
      rounds: { type: 'string', default: String(rounds) },
      seed: { type: 'string', default: '1' },
      ledger: { type: 'string', default: 'none,embedded,postgres' },
      only: { type: 'string', default: '' },
      'no-write': { type: 'boolean', default: false },
    },
  });
  return {
    what: positionals.length > 0 ? positionals : ['plan'],
    settings: {
      sizes: list(values.size).map(rowsOf),
      rounds: Number(values.rounds),
      seed: Number(values.seed),
      ledgers: list(values.ledger),
      only: list(values.only),
      writes: !values['no-write'],
    },
  };
}

function list(text: string): string[] {
  return text.split(',').filter(Boolean);
}

function rowsOf(text: string): number {
  const rows = Number.parseFloat(text) * (/k$/i.test(text) ? 1000 : /M$/i.test(text) ? 1_000_000 : 1);
  if (!Number.isInteger(rows) || rows < 100) throw new Error(`--size ${text}: such as 10k, 100k, 1M`);
  return rows;
}

/** 10000 as `10k`. */
export function sizeName(rows: number): string {
  if (rows % 1_000_000 === 0) return `${rows / 1_000_000}M`;
  return rows % 1000 === 0 ? `${rows / 1000}k` : String(rows);
}
