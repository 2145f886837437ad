import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../support/postgres.ts';
import { dataFiles } from './data/files.ts';
import { type Contender, inTurns } from './measure/in-turns.ts';
import { markdownTable } from './measure/markdown-table.ts';
import { runNode } from './measure/run-command.ts';
import { shownNumber, shownSpread, spread } from './measure/spread.ts';
import { type ProductPlace, runProduct, workFolder } from './product.ts';
import { report } from './report.ts';
import { startService } from './service/service.ts';
import type { Settings } from './settings.ts';

/** What commands take that have next to nothing to do, beside what Node takes to do nothing at all; 2,000 contacts. */
export async function benchStart(settings: Settings): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'jojka-bench-start-'));
  const service = await startService();
  const postgres = await startPostgres();
  try {
    const files = dataFiles({ rows: 2000, seed: settings.seed, changed: 0 });
    await service.begin({ path: files.export });
    const cwd = workFolder(folder, files);
    const embedded: ProductPlace = { cwd, url: service.url, home: join(folder, 'state') };
    const beside: ProductPlace = { ...embedded, home: join(folder, 'none'), databaseUrl: postgres.url };
    const sync = ['sync', 'today/bench.json', '--quiet'];
    // The night before: blocks go out, and are confirmed; from then on there is nothing to do.
    for (const place of [embedded, beside])
      for (const words of [['adopt', 'today/bench.json', '--quiet'], sync, sync])
        await runProduct(words, place);
    let made = 0;
    const first = () => ({ ...embedded, home: join(folder, `first-${made++}`) });
    const contenders: Contender[] = [
      { name: 'node -e 0', run: () => runNode(['-e', '0']) },
      { name: '--help', run: () => runProduct(['--help'], embedded) },
      { name: 'runs, embedded state', run: () => runProduct(['runs'], embedded) },
      { name: 'runs, Postgres', run: () => runProduct(['runs'], beside) },
      { name: 'idle sync of 2,000, embedded state', run: () => runProduct(sync, embedded) },
      { name: 'idle sync of 2,000, Postgres', run: () => runProduct(sync, beside) },
      { name: 'first embedded state', run: () => runProduct(['migrate', '--quiet'], first()) },
    ];
    const results = await inTurns(contenders, settings.rounds);
    const rows = results.map(({ name, runs }) => [
      name,
      shownSpread(runs.map(({ seconds }) => seconds)),
      shownSpread(runs.map(({ cpuSeconds }) => cpuSeconds)),
      shownNumber(spread(runs.map(({ peakMb }) => peakMb)).median),
    ]);
    report('start', markdownTable(['', 'wall s', 'CPU s', 'peak MB'], rows), settings);
  } finally {
    service.stop();
    await postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
