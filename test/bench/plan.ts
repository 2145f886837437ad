import { startPostgres } from '../support/postgres.ts';
import { baseline } from './baselines/contenders.ts';
import { installDuckdb } from './baselines/install-duckdb.ts';
import { dataFiles } from './data/files.ts';
import { withLedger } from './ledgers.ts';
import { comparison } from './measure/comparison.ts';
import { type Contender, inTurns, type Result } from './measure/in-turns.ts';
import { runProduct } from './product.ts';
import { report, tell } from './report.ts';
import { startService } from './service/service.ts';
import { type Settings, sizeName } from './settings.ts';

const names: Readonly<Record<string, string>> = {
  none: 'plan, no ledger yet',
  embedded: 'plan, ledger in the embedded state',
  postgres: 'plan, ledger in Postgres',
};

/**
 * `plan` of N rows against an export that differs in 2 %, with its ledger and without, against a naive program, DuckDB, and
 * the limit of what reading alone takes; all in turns.
 */
export async function benchPlan(settings: Settings): Promise<void> {
  const service = await startService();
  const postgres = settings.ledgers.includes('postgres') ? await startPostgres() : undefined;
  try {
    for (const rows of settings.sizes) {
      tell(`${sizeName(rows)}: data and ledgers …`);
      const files = dataFiles({ rows, seed: settings.seed, changed: 0.02 });
      await service.begin({ path: files.export });
      const duckdb = installDuckdb();
      if (!duckdb) tell('DuckDB is left out: npm cannot install @duckdb/node-api here.');
      const contenders: Contender[] = [
        baseline('naive', 'naive.mjs', files, service.url),
        ...(duckdb ? [baseline('DuckDB, 2 threads', 'duckdb.mjs', files, service.url, [duckdb])] : []),
        baseline('reading alone', 'read-only.mjs', files, service.url),
      ];
      for (const kind of settings.ledgers) {
        const place = await withLedger(kind, files, service, postgres);
        contenders.push({
          name: names[kind] ?? kind,
          run: () => runProduct(['plan', 'today/bench.json', '--format', 'json'], place),
        });
      }
      const chosen = contenders.filter(
        ({ name }) =>
          name === 'naive' || settings.only.length === 0 || settings.only.some((part) => name.includes(part)),
      );
      const results = await inTurns(chosen, settings.rounds, (name, { seconds, cpuSeconds, peakMb }) =>
        tell(`  ${name}: ${seconds.toFixed(1)} s, CPU ${cpuSeconds.toFixed(1)} s, ${peakMb.toFixed(0)} MB`),
      );
      report(`plan-${sizeName(rows)}`, comparison(results), settings);
      mustAgree(results);
    }
  } finally {
    service.stop();
    await postgres?.remove();
  }
}

/** What each of them found, by the same names. */
function found({ name, runs }: Result): Record<string, number> | undefined {
  const text = runs[0]?.stdout ?? '';
  if (name === 'reading alone') return undefined;
  if (!name.startsWith('plan')) return JSON.parse(text);
  const { changes } = JSON.parse(text).summary;
  return {
    creates: changes.create,
    renames: changes.rename,
    removals: changes.remove,
    blocks: changes.block,
  };
}

/** @throws Error when a program found something else than the naive one: then it was not the same work */
function mustAgree(results: readonly Result[]): void {
  const [naive] = results.map(found);
  for (const result of results) {
    const counts = found(result);
    for (const [what, count] of Object.entries(counts ?? {})) {
      // Without a ledger nothing that is absent is the product's to remove.
      if (what === 'removals' && result.name === names.none) continue;
      // Whom the ledger has blocked already is not blocked again.
      if (what === 'blocks' && result.name.startsWith('plan') && result.name !== names.none) continue;
      const should = naive?.[what] ?? Number.NaN;
      if (!(Math.abs(count - should) <= 2 + should / 100))
        throw new Error(
          `${result.name} found ${count} ${what}, naive ${should}: they did not do the same work`,
        );
    }
  }
}
