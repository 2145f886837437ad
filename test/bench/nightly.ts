import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '../support/postgres.ts';
import { dataFiles } from './data/files.ts';
import { withLedger } from './ledgers.ts';
import { markdownTable } from './measure/markdown-table.ts';
import { shownSpread } from './measure/spread.ts';
import { runProduct } from './product.ts';
import { report, tell } from './report.ts';
import { startService } from './service/service.ts';
import { type Settings, sizeName } from './settings.ts';

const latencyMs = 100;

interface Night {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly waitedSeconds: number;
  readonly calls: number;
}

/** A sync in which 0.5 % have changed, of a service that answers after 100 ms: how much of the night is waiting for it. */
export async function benchNightly(settings: Settings): Promise<void> {
  const service = await startService();
  const postgres = settings.ledgers.includes('postgres') ? await startPostgres() : undefined;
  try {
    for (const rows of settings.sizes) {
      const files = dataFiles({ rows, seed: settings.seed, changed: 0.005 });
      const kinds = settings.ledgers.filter((kind) => kind !== 'none');
      const nights = new Map<string, Night[]>(kinds.map((kind) => [kind, []]));
      for (let round = 0; round < settings.rounds; round += 1)
        for (const kind of kinds) {
          await service.begin({ path: files.export });
          const kept = await withLedger(kind, files, service, postgres, { optOut: false });
          const home = join(files.folder, `night-${process.pid}`);
          if (kind === 'embedded') cpSync(kept.home, home, { recursive: true });
          await service.begin({ path: files.export, latencyMs });
          const run = await runProduct(['sync', 'today/bench.json', '--json'], { ...kept, home });
          const { waitedMs, requests } = await service.figures();
          tell(`  ${kind}: ${run.seconds.toFixed(1)} s, ${JSON.stringify(requests)}`);
          const calls = Object.values(requests).reduce((sum, count) => sum + count, 0);
          nights.get(kind)?.push({ ...run, waitedSeconds: waitedMs / 1000, calls });
          rmSync(home, { recursive: true, force: true });
        }
      const header = ['', 'calls', 'wall s', 'CPU s', 'peak MB', 'waiting s', 'share of waiting, %'];
      const table = markdownTable(
        header,
        [...nights].map(([kind, runs]) => row(kind, runs)),
      );
      report(`nightly-${sizeName(rows)}`, table, settings);
    }
  } finally {
    service.stop();
    await postgres?.remove();
  }
}

function row(kind: string, runs: readonly Night[]): string[] {
  const of = (figure: (run: Night) => number) => shownSpread(runs.map(figure));
  return [
    `sync, ledger in ${kind === 'postgres' ? 'Postgres' : `the ${kind} state`}`,
    of(({ calls }) => calls),
    of(({ seconds }) => seconds),
    of(({ cpuSeconds }) => cpuSeconds),
    of(({ peakMb }) => peakMb),
    of(({ waitedSeconds }) => waitedSeconds),
    of(({ seconds, waitedSeconds }) => (100 * waitedSeconds) / seconds),
  ];
}
