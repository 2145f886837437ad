/**
 * `npm run newcomer`: somebody who has the packed tarball, a list of customers from Excel and a database, and no account, goes
 * the way of the README in an empty folder. Each step is a line; the first that is not as it should be ends it.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { install, pack, plainEnvironment } from '../package/pack.ts';
import { fromExcel } from './from-excel.ts';
import { fromPostgres } from './from-postgres.ts';
import { newcomerIn } from './script.ts';

/** A newcomer is patient for so long, on a machine that has nothing else to do. */
const mostSeconds = 120;

const started = performance.now();
const say = (line: string) => process.stdout.write(`${line}\n`);
const env = { ...plainEnvironment(), TZ: 'Europe/Stockholm', LANG: 'C.UTF-8' };

const { tarball } = await pack();
const cwd = await install(tarball, env);
say(`installed into ${cwd}`);
const newcomer = newcomerIn(cwd, env, say);

try {
  await fromExcel(newcomer, say);
  await fromPostgres(newcomer);
} catch (error) {
  process.stderr.write(`Not as it should be: ${(error as Error).message}\n`);
  process.exit(1);
}

const { name } = JSON.parse(readFileSync(join(cwd, 'node_modules', 'jojka-sync', 'package.json'), 'utf8'));
assert.equal(name, 'jojka-sync');
for (const own of ['pipelines/kunder.yaml', '.jojka-sync-rehearsal', 'last.html'])
  assert(!existsSync(join(cwd, 'node_modules', 'jojka-sync', own)), `${own} was written into the package`);
const seconds = (performance.now() - started) / 1000;
const isBusy = (loadavg()[0] ?? 0) > 1.5 * availableParallelism();
if (!isBusy)
  assert(seconds < mostSeconds, `all of it took ${seconds.toFixed(0)} s, and may take ${mostSeconds} s`);
say(
  `All of it as it should be, in ${seconds.toFixed(0)} s${isBusy ? ', on a machine that is busy with other things' : ''}.`,
);
