/**
 * The benchmarks: `npm run bench -- --help`. They are measured when somebody asks, never by the tests: a time is true of
 * one machine at one moment.
 */
import { benchHttp } from './http.ts';
import { benchLoad } from './load.ts';
import { benchMemory } from './memory.ts';
import { benchNightly } from './nightly.ts';
import { benchPlan } from './plan.ts';
import { mustBeBuilt } from './product.ts';
import { program } from './programs.ts';
import { readSettings, type Settings, usage } from './settings.ts';
import { benchSources } from './sources.ts';
import { benchStart } from './start.ts';

const benches: Readonly<Record<string, Bench>> = {
  plan: { run: benchPlan, size: '10k,100k' },
  start: { run: benchStart, rounds: 5 },
  load: { run: benchLoad, size: '100k', rounds: 1 },
  nightly: { run: benchNightly, size: '100k', rounds: 1 },
  memory: { run: benchMemory, size: '250k,1M', rounds: 1 },
  http: { run: benchHttp, size: '20k' },
  sources: { run: benchSources, size: '100k', rounds: 1 },
  phones: { run: program('phones.bench.ts') },
  csv: { run: program('csv.bench.ts') },
  ledger: { run: program('ledger.bench.ts') },
  console: { run: program('console.bench.ts') },
  linear: { run: program('linear.bench.ts', '--expose-gc') },
};

interface Bench {
  readonly run: (settings: Settings) => Promise<void>;
  /** Where the command line does not say. */
  readonly size?: string;
  readonly rounds?: number;
}

const argv = process.argv.slice(2);

async function main(): Promise<void> {
  if (argv.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const { what } = readSettings(argv);
  const unknown = what.find((name) => name !== 'all' && !Object.hasOwn(benches, name));
  if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}.\n${usage}`);
  mustBeBuilt();
  for (const name of what.includes('all') ? Object.keys(benches) : what) {
    const bench = benches[name] as Bench;
    await bench.run(readSettings(argv, bench).settings);
  }
}

await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
