/**
 * The benchmarks: `npm run bench -- --help`. They are measured when somebody asks, never by the tests: a time is true of
 * one machine at one moment.
 */
import { benchPlan } from './plan.ts';
import { mustBeBuilt } from './product.ts';
import { readSettings, type Settings, usage } from './settings.ts';

const benches: Readonly<Record<string, (settings: Settings) => Promise<void>>> = { plan: benchPlan };

const argv = process.argv.slice(2);
if (argv.includes('--help')) process.stdout.write(`${usage}\n`);
else {
  const { what, settings } = readSettings(argv);
  const unknown = what.find((name) => name !== 'all' && !Object.hasOwn(benches, name));
  if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}.\n${usage}`);
  mustBeBuilt();
  for (const name of what.includes('all') ? Object.keys(benches) : what) await benches[name]?.(settings);
}
